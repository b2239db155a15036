"""Horizons too long for one automaton: windows of days, and a bound with sums at a price."""
