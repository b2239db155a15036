"""Schedules judged without the search: rules broken, costs, shortages, in words."""
