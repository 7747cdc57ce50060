"""Sessions in and out of the store: the one room that knows both events and entries."""
