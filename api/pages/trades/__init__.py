"""Trades of shifts to be decided."""
