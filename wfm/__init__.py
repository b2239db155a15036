"""Workforce management for contact centres: staff, schedule, compare."""
