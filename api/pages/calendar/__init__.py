"""An agent's link for calendar programs."""
