"""What leaves the program: pages, rows and calendars, all from neutral documents."""
