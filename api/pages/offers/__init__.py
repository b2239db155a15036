"""Hours that a site offers."""
