"""The use cases: forecast, staff, schedule, report. The only place that joins the rooms."""
