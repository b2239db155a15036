"""An agent's week."""
