"""Questions for a neighbourhood team that end in whom to call now, and why; knows its own version."""


def __getattr__(name: str) -> str:
    """Give `__version__` when asked: reading package metadata costs more than the rest of `kvv --help`."""
    if name != "__version__":
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from importlib.metadata import version

    return version("kvv-triage")
