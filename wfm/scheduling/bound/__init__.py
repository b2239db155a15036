"""The lower bound: a master LP over tours, by column generation, and the dive into it."""
