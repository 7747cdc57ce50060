"""What trainers write: conditions, checklists, thresholds. Models only; nothing is decided here."""
