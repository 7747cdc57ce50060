"""How fast people read and type: what comes sooner was not meant for what stands there now (law 13)."""

READING = 0.4
"""Seconds that a grave screen stands there before a key counts."""
BURST = 0.08
"""Seconds between two keys of one burst: a paste, or a key that is held down. Who types on purpose is slower."""
