"""A schedule as a workbook, out and back."""
