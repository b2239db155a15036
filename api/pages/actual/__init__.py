"""Planned against actual of a week: what, why, and what to do first."""
