"""What agents were told, and have seen."""
