"""Figures for the report and the pages."""
