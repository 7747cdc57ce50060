"""What is told to programs: JSON with a published schema, and rows for a spreadsheet."""
