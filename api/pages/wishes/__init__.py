"""What agents wish of a week, as planners see it."""
