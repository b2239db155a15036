"""Figures for the report and the pages, and the report itself."""

from wfm.charts.report import write_report

__all__ = ["write_report"]
