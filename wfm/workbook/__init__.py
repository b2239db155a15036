"""The weekly roster as Excel workbooks: the planner's, and the one for the floor."""

from wfm.workbook.floor import write_floor_workbook
from wfm.workbook.write import floor_file_name, roster_file_name, write_roster_workbook

__all__ = ["floor_file_name", "roster_file_name", "write_floor_workbook", "write_roster_workbook"]
