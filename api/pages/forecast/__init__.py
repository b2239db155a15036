"""The forecast of a week, and what it asks the planner."""
