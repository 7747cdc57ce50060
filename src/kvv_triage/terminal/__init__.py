"""Asking and showing: one-key prompts, plain numbered lines, and pages."""
