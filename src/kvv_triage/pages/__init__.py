"""What is told to people: pages without layout."""
