"""An agent's day: what is on now, what comes next, what changed."""
