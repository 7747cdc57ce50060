"""What every room speaks in: scales, fields of YAML, days, clean text. Knows no case and no content."""
