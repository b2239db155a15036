"""The best repairs of a day: of one agent, or of all."""
