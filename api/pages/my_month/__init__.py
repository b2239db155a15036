"""An agent's month."""
