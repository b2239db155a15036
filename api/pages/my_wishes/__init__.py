"""What an agent wishes of a week."""
