"""Good schedules fast: ruin and recreate, annealing, recombination."""
