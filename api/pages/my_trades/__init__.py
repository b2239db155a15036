"""An agent's trades of shifts."""
