"""From YAML and files to content and cases, or every mistake with its place."""
