"""Rounds of bids for the lines of a rotation."""
