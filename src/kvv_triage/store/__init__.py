"""The encrypted record: an append-only log of entries per session, its key, its proof and its upkeep.

`interface` is all that the rest of the program needs to know. Here an entry is a kind and a text: what they mean, and
what stands on the screen, is decided elsewhere.
"""
