"""The use cases: forecast, staff, schedule, report. The only place that joins the rooms."""

from wfm.planning.files.write_plan import summary, write_plan
from wfm.planning.pipeline import plan_site, plan_week, plan_weeks, read_inputs
from wfm.planning.progress import NoReport, StageReport
from wfm.planning.site_forecast import forecast_site

__all__ = [
    "NoReport",
    "StageReport",
    "forecast_site",
    "plan_site",
    "plan_week",
    "plan_weeks",
    "read_inputs",
    "summary",
    "write_plan",
]
