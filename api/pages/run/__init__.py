"""A run that is followed while it goes on."""
