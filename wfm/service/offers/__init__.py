"""Overtime and voluntary time off: offered to those who may, given, and in force."""
