"""Names, options and help of every command, a file per group; each command is imported when it runs.

No `from __future__ import annotations` in these files: Typer reads the annotations at run time.
"""
