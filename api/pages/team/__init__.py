"""Who of an agent's team is on shift."""
