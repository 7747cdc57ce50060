"""The key of the record: where it is kept, locked up, and how it changes."""
