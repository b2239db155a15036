"""A draft put into force."""
