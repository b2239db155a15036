"""Bids for the lines of a rotation: opened, ranked, tried and made final."""
