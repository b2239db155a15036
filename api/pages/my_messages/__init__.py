"""An agent's messages."""
