"""Hours that are offered to an agent."""
