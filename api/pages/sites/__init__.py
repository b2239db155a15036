"""The sites within reach."""
