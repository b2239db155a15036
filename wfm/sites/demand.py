"""Queues and the planned events that move their demand."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from wfm.errors import ParameterError
from wfm.model import Event, OpeningDate, Queue, ServiceGoal
from wfm.sites.findings import Findings
from wfm.sites.local_time import Span
from wfm.sites.references import Rows, check_known, unique
from wfm.sites.rows import EventRow, OpeningDateRow, QueueRow


def queues_of(
    rows: Rows[QueueRow], file: str, names: Collection[str], findings: Findings
) -> tuple[Queue, ...]:
    """Queues, each with at least one goal that its channel can be judged by.

    `names` are those of all rows, also of rows that cannot be read.
    """
    found = []
    records = {record.queue: record for _, record in rows}
    deferred = {name for name, record in records.items() if record.channel.deferred}
    for row, record in unique(rows, lambda r: r.queue, "queue", file, findings):
        _check_goal(record, file, row, findings)
        _check_options(record, deferred, file, row, findings)
        if record.like_queue:
            check_known([record.like_queue], names, "queue", file, row, "like_queue", findings)
            _check_likeness(record, records.get(record.like_queue), file, row, findings)
        try:
            found.append(_queue(record))
        except ParameterError as error:
            what = f"{error.value} does not fit" if error.value is not None else "it is missing"
            findings.error(what, f"it must be {error.accepted}", file, row, error.field)
    return tuple(found)


def _queue(record: QueueRow) -> Queue:
    goal = ServiceGoal(
        service_level=record.service_level,
        threshold=20.0 if record.threshold_seconds is None else record.threshold_seconds,
        asa=record.max_asa_seconds,
        abandonment=record.max_abandonment,
        occupancy=record.max_occupancy,
        minimum_heads=record.minimum_heads,
    )
    return Queue(
        name=record.queue,
        channel=record.channel,
        skill=record.skill,
        hours=record.hours,
        goal=goal,
        response_minutes=record.response_minutes,
        patience_seconds=record.patience_seconds,
        concurrency=record.concurrency,
        aht_by_concurrency=record.aht_by_concurrency,
        aht_seconds=record.aht_seconds,
        shrinkage=record.shrinkage,
        contact_value=record.contact_value,
        outsource_share=record.outsource_share,
        outsource_cost=record.outsource_cost,
        redial_share=record.redial_share,
        lines=record.lines,
        blended_queues=record.blended_queues,
        idle_reserve=record.idle_reserve,
        like_queue=record.like_queue,
        contacts_per_week=record.contacts_per_week,
    )


def _check_goal(record: QueueRow, file: str, row: int, findings: Findings) -> None:
    if len(record.aht_by_concurrency) not in {0, record.concurrency}:
        findings.error(
            f"{len(record.aht_by_concurrency)} handle times for a concurrency of "
            f"{record.concurrency}",
            "write one for each number of contacts at once, such as 300|360", file, row,
            "aht_by_concurrency",
        )  # fmt: skip
    targets = (
        record.service_level,
        record.max_asa_seconds,
        record.max_abandonment,
        record.max_occupancy,
    )
    if record.channel.deferred:
        if record.response_minutes is None:
            findings.error(
                f"{record.channel} needs the minutes within which an answer is due",
                "write opening-hours minutes, such as 240 for four working hours",
                file, row, "response_minutes",
            )  # fmt: skip
        return
    if not any(targets) and not record.minimum_heads:
        findings.error(
            "the queue has no goal", "give a service_level and threshold_seconds", file, row,
            "service_level",
        )  # fmt: skip
    if record.service_level and record.threshold_seconds is None:
        findings.error(
            "a service level needs its threshold", "write seconds, such as 20", file, row,
            "threshold_seconds",
        )  # fmt: skip
    if record.max_abandonment and record.patience_seconds is None:
        findings.warn(
            "without patience nobody gives up, so that this goal is always met",
            "give patience_seconds", file, row, "max_abandonment",
        )  # fmt: skip


def _check_options(
    record: QueueRow, deferred: Collection[str], file: str, row: int, findings: Findings
) -> None:
    what = "deferred queue"
    check_known(record.blended_queues, deferred, what, file, row, "blended_queues", findings)
    if record.idle_reserve is not None and not record.blended_queues:
        findings.error(
            "no queue is named whose work idle agents do", "name one, or clear idle_reserve", file,
            row, "blended_queues",
        )  # fmt: skip
    if record.redial_share and record.patience_seconds is None and record.lines is None:
        findings.warn(
            "without patience nobody gives up, so that nobody calls again",
            "give patience_seconds", file, row, "redial_share",
        )  # fmt: skip


def _check_likeness(
    record: QueueRow, other: QueueRow | None, file: str, row: int, findings: Findings
) -> None:
    if other is None or other.queue == record.queue:
        return
    if other.like_queue:
        findings.error(
            f"{other.queue} is a new queue itself, like {other.like_queue}",
            "name a queue with history of its own", file, row, "like_queue",
        )  # fmt: skip
    if other.channel != record.channel and record.aht_seconds is None:
        findings.warn(
            f"its AHT is taken from {other.queue}, whose channel is {other.channel}",
            "give its own", file, row, "aht_seconds",
        )  # fmt: skip


def events_of(
    rows: Rows[EventRow], file: str, names: Collection[str], span: Span, findings: Findings
) -> tuple[Event, ...]:
    """Planned events; a closure without an effect closes its queues."""
    found = []
    for row, record in rows:
        check_known(record.queues, names, "queue", file, row, "queues", findings)
        window = span(record.start, record.end, file, row)
        if window:
            effect = 0.0 if record.kind == "closure" and record.effect is None else record.effect
            found.append(Event(record.event, frozenset(record.queues), *window, effect))
    return tuple(found)


def opening_dates_of(
    rows: Rows[OpeningDateRow], file: str, names: Collection[str], findings: Findings
) -> tuple[OpeningDate, ...]:
    """Hours of single dates, one row for each queue and date, or for all queues."""
    found: dict[tuple[date, str], int] = {}
    told = []
    for row, record in rows:
        check_known(record.queues, names, "queue", file, row, "queues", findings)
        for queue in record.queues or ("",):
            first = found.setdefault((record.day, queue), row)
            if first != row:
                of_whom = queue or "all queues"
                what = f"row {first} says the hours of {of_whom} on {record.day}, too"
                findings.error(what, "keep one of them", file, row, "date")
        told.append(OpeningDate(record.name, frozenset(record.queues), record.day, record.hours))
    return tuple(told)
