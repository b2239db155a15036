"""An agent's own leave."""
