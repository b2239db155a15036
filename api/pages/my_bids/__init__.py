"""Bids for the lines of a rotation, an agent's."""
