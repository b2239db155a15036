"""A schedule as a board: agents by days, or a day in intervals."""
