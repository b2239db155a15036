"""In the order of their numbers."""
