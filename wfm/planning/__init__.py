"""The use cases: forecast, staff, schedule, report. The only place that joins the rooms."""

from wfm.planning.forecast_site import forecast_site
from wfm.planning.outputs import summary, write_plan
from wfm.planning.progress import Progress, Silent
from wfm.planning.week import plan_site, plan_week

__all__ = ["Progress", "Silent", "forecast_site", "plan_site", "plan_week", "summary", "write_plan"]
