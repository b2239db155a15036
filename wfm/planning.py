"""The use cases: forecast, staff, schedule, publish, compare."""
