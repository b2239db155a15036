"""The service: schedules, shifts and adherence over HTTP."""
