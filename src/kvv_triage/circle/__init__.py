"""What happens around a family after a meeting: what is due, who has it, and whether they took it."""
