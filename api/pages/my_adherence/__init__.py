"""An agent's own adherence."""
