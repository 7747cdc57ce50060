"""What can be wrong with what was written, in the trainer's words; no files, no YAML."""
