"""What agents wish of the weeks to come, what became of it, and how unpopular work is spread."""
