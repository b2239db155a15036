"""The best schedule that a run has found so far: kept while it works, gone once it is a draft."""

from __future__ import annotations

import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, delete, insert, select, update

from wfm.model import Shift
from wfm.store.columns import now
from wfm.store.runs import Run, report
from wfm.store.tables import BEST_SCHEDULES

_SHIFTS: TypeAdapter[tuple[Shift, ...]] = TypeAdapter(tuple[Shift, ...])


@dataclass(frozen=True, slots=True)
class BestSchedule:
    """What a solver had found, and when; its price stands in the run's `best`."""

    found_at: datetime
    shifts: tuple[Shift, ...]


def keep_best(
    connection: Connection, run: Run, shifts: Sequence[Shift], figures: Mapping[str, Any]
) -> bool:
    """Keep a schedule in place of an earlier one, with its price; tells whether to stop.

    Raises
    ------
    LostRunError
        If another worker has the run: what that one keeps stays.
    """
    stopping = report(connection, run, best=figures)
    packed = gzip.compress(_SHIFTS.dump_json(tuple(shifts)), compresslevel=3, mtime=0)
    values = {"found_at": now(), "shifts": packed}
    kept = update(BEST_SCHEDULES).where(BEST_SCHEDULES.c.run == run.id).values(values)
    if connection.execute(kept).rowcount == 0:
        connection.execute(insert(BEST_SCHEDULES).values(run=run.id, **values))
    return stopping


def best_schedule(connection: Connection, run: str) -> BestSchedule | None:
    """Give the best schedule of a run that has not ended with a draft."""
    query = select(BEST_SCHEDULES).where(BEST_SCHEDULES.c.run == run)
    row = connection.execute(query).first()
    if row is None:
        return None
    return BestSchedule(row.found_at, _SHIFTS.validate_json(gzip.decompress(row.shifts)))


def drop_best(connection: Connection, run: str) -> None:
    """Forget it: the run's draft has it now."""
    connection.execute(delete(BEST_SCHEDULES).where(BEST_SCHEDULES.c.run == run))
