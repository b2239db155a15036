"""A site folder or workbook → model; all errors at once, each with file, row, field and remedy."""

from wfm.sites.reader import SiteInput, read_site
from wfm.sites.schedule_csv import read_schedule, write_schedule_csv

__all__ = ["SiteInput", "read_schedule", "read_site", "write_schedule_csv"]
