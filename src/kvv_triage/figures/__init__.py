"""Many meetings as figures in which nobody can be recognised."""
