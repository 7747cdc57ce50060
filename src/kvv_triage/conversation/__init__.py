"""A meeting put to people as questions, through any way of asking."""
