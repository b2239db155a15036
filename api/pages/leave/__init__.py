"""Leave to be decided."""
