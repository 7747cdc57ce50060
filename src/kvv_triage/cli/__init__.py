"""Names, options and help of every command; each command is imported when it runs."""
