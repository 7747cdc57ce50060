"""What trainers write, and the validated whole of it. Nothing is decided here."""
