"""One agent's exact weeks: the space of legal tours, and the cheapest of them."""
