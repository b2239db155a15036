"""Everyone told: what is written with a change, and how it is sent elsewhere."""
