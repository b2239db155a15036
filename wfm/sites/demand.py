"""Queues and the planned events that move their demand."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from wfm.errors import ParameterError
from wfm.model import Event, OpeningDate, Queue, ServiceGoal
from wfm.sites.findings import Findings
from wfm.sites.idle_fields import warn_of_idle
from wfm.sites.local_time import Span
from wfm.sites.references import Rows, check_known, unique
from wfm.sites.rows import EventRow, OpeningDateRow, QueueRow
from wfm.words import phrase
from wfm.words.opening import hours_of

COLUMNS = {"goal.asa": "max_asa_seconds", "goal.abandonment": "max_abandonment"}
"""Field → column, where they differ."""


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
            warn_of_idle(found[-1], findings, file, row, COLUMNS)
        except ParameterError as error:
            what = (
                phrase("site.queue.does_not_fit", value=str(error.value))
                if error.value is not None
                else phrase("site.queue.missing")
            )
            findings.error(
                what, phrase("do.must_be", accepted=error.accepted), file, row, error.field
            )
    return tuple(found)


def _queue(record: QueueRow) -> Queue:
    goal = ServiceGoal(
        service_level=record.service_level,
        threshold=20.0 if record.threshold_seconds is None else record.threshold_seconds,
        asa=record.max_asa_seconds,
        abandonment=record.max_abandonment,
        occupancy=record.max_occupancy,
        minimum_heads=record.minimum_heads,
        counted_over=record.counted_over,
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
            phrase(
                "site.queue.handle_times",
                times=len(record.aht_by_concurrency), concurrency=record.concurrency,
            ),
            phrase("do.handle_times"), file, row, "aht_by_concurrency",
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
                phrase("site.queue.no_response_minutes", channel=str(record.channel)),
                phrase("do.response_minutes"),
                file, row, "response_minutes",
            )  # fmt: skip
        return
    if not any(targets) and not record.minimum_heads:
        findings.error(
            phrase("site.queue.no_goal"), phrase("do.give_goal"), file, row,
            "service_level",
        )  # fmt: skip
    if record.service_level and record.threshold_seconds is None:
        findings.error(
            phrase("site.queue.no_threshold"), phrase("do.seconds_such_as"), file, row,
            "threshold_seconds",
        )  # fmt: skip


def _check_options(
    record: QueueRow, deferred: Collection[str], file: str, row: int, findings: Findings
) -> None:
    what = "deferred queue"
    check_known(record.blended_queues, deferred, what, file, row, "blended_queues", findings)
    if record.idle_reserve is not None and not record.blended_queues:
        findings.error(
            phrase("site.queue.no_blended"), phrase("do.name_blended"), file,
            row, "blended_queues",
        )  # fmt: skip


def _check_likeness(
    record: QueueRow, other: QueueRow | None, file: str, row: int, findings: Findings
) -> None:
    if other is None or other.queue == record.queue:
        return
    if other.like_queue:
        findings.error(
            phrase("site.queue.like_new", queue=other.queue, like=other.like_queue),
            phrase("do.queue_with_history"), file, row, "like_queue",
        )  # fmt: skip
    if other.channel != record.channel and record.aht_seconds is None:
        findings.warn(
            phrase("site.queue.aht_of_other", queue=other.queue, channel=str(other.channel)),
            phrase("do.give_own"), file, row, "aht_seconds",
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
    found: dict[tuple[date, str], tuple[int, OpeningDateRow]] = {}
    told = []
    for row, record in rows:
        check_known(record.queues, names, "queue", file, row, "queues", findings)
        for queue in record.queues or ("",):
            first, before = found.setdefault((record.day, queue), (row, record))
            if first != row:
                what = phrase(
                    "site.hours_twice", row=first, queue=queue, all=not queue, date=record.day,
                    first=hours_of(before.hours), hours=hours_of(record.hours),
                )  # fmt: skip
                findings.error(what, phrase("do.keep_one_of_them"), file, row, "date")
        told.append(OpeningDate(record.name, frozenset(record.queues), record.day, record.hours))
    return tuple(told)
