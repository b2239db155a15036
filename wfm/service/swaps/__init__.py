"""Shifts swapped, given away and picked up: judged by the rules, then the week's next version."""
