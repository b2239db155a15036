"""The weekly roster as an Excel workbook."""

from wfm.workbook.write import roster_file_name, write_roster_workbook

__all__ = ["roster_file_name", "write_roster_workbook"]
