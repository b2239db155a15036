"""Heads on queue, how they are shared, and what they are worth."""
