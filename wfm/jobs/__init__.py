"""Durable background work: what is asked for gets done once, whatever dies meanwhile."""

from wfm.jobs.aside import aside
from wfm.jobs.job import Job, Outcome, StoppedError, Task, problem_message
from wfm.jobs.worker import work
from wfm.store.runs import LostRunError

__all__ = [
    "Job",
    "LostRunError",
    "Outcome",
    "StoppedError",
    "Task",
    "aside",
    "problem_message",
    "work",
]
