"""Every agent's space, flattened into the arrays of the compiled search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from wfm.scheduling.patterns import PatternTables, multiply
from wfm.scheduling.space import Template, TourSpace
from wfm.scheduling.tables import Ints, TourTables

_ANY = np.array([[-(1 << 30), 1 << 30]], np.int32)


def flatten(
    spaces: Sequence[TourSpace], groups: Mapping[frozenset[str], int]
) -> tuple[TourTables, tuple[Template, ...]]:
    """Lay all agents' spaces end to end; also the templates by their number."""
    days = spaces[0].week.days
    templates: dict[Template, int] = {}
    template_of: dict[int, NDArray[np.int64]] = {}
    patterns: dict[bytes, int] = {}
    products: list[PatternTables] = []
    columns: dict[str, list[NDArray[np.int64]]] = {name: [] for name in _PER_OPTION}
    option_ptr: list[Ints] = [_ints([0])]
    pattern: list[int] = []
    off_class: list[Ints] = []
    off_price: list[NDArray[np.int64]] = []
    windows: list[Ints] = []
    blocked: list[list[int]] = []
    for space in spaces:
        kept = np.flatnonzero(space.allowed)
        labels, off, classes, present = _classify(space, kept)
        key = _signature(space, classes, present)
        if key not in patterns:
            patterns[key] = len(products)
            products.append(multiply(space.patterns, classes, present))
        pattern.append(patterns[key])
        counts = np.bincount(space.shifts.day[kept], minlength=days)
        option_ptr.append(_ints(option_ptr[-1][-1] + np.cumsum(counts)))
        if id(space.shifts) not in template_of:
            template_of[id(space.shifts)] = np.array(
                [templates.setdefault(t, len(templates)) for t in space.shifts.template], np.int64
            )
        for name, values in (
            ("start", space.shifts.start),
            ("end", space.shifts.end),
            ("key", space.shifts.key),
            ("template", template_of[id(space.shifts)]),
            ("price", space.price),
        ):
            columns[name].append(np.asarray(values, np.int64)[kept])
        columns["day_class"].append(labels)
        off_class.append(_ints(np.where(space.off_allowed, off, -1)))
        off_price.append(space.off_price)
        windows.append(_ANY if space.windows is None else space.windows)
        blocked.append(sorted({t for begin, end in space.blocked for t in range(begin, end)}))
    tables = TourTables(
        days=days,
        group=_ints([groups[space.agent.skills] for space in spaces]),
        option_ptr=_ints(np.concatenate(option_ptr)),
        start=_ints(np.concatenate(columns["start"])),
        end=_ints(np.concatenate(columns["end"])),
        key=_ints(np.concatenate(columns["key"])),
        template=_ints(np.concatenate(columns["template"])),
        day_class=_ints(np.concatenate(columns["day_class"])),
        price=np.concatenate(columns["price"]).astype(np.int64),
        off_class=_ints(np.concatenate(off_class)),
        off_price=np.concatenate(off_price).astype(np.int64),
        mode_ptr=_offsets([len(w) for w in windows]),
        mode_low=_ints(np.concatenate(windows)[:, 0]),
        mode_high=_ints(np.concatenate(windows)[:, 1]),
        pattern=_ints(pattern),
        blocked_ptr=_offsets([len(b) for b in blocked]),
        blocked=_ints([t for b in blocked for t in b]),
        layer_ptr=_ints(np.concatenate([p.layer_ptr for p in products])),
        edge_ptr=_offsets([p.next_state.size for p in products])[:-1],
        classes=_ints([p.next_state.shape[1] for p in products]),
        next_state=_ints(np.concatenate([p.next_state.ravel() for p in products])),
        edge_price=np.concatenate([p.price.ravel() for p in products]),
        final_ptr=_offsets([len(p.final_price) for p in products])[:-1],
        final_price=np.concatenate([p.final_price for p in products]),
        **_flatten_templates(list(templates), columns["template"]),
    )
    return tables, tuple(templates)


_PER_OPTION = ("start", "end", "key", "template", "day_class", "price")


def _ints(values: object) -> Ints:
    return np.asarray(values, np.int32).reshape(-1)


def _offsets(counts: Sequence[int]) -> Ints:
    return _ints(np.concatenate([[0], np.cumsum(counts)]))


def _classify(
    space: TourSpace, kept: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32], NDArray[np.bool_]]:
    """Give each distinct row of labels a number: its class.

    Return the class of each option, of each day off, the rows, and which day has which class.
    """
    days = space.week.days
    rows = np.zeros((len(kept) + days, 1 + len(space.patterns)), np.int32)
    rows[len(kept) :, 0] = 1
    for k, pattern in enumerate(space.patterns):
        rows[: len(kept), k + 1] = pattern.labels[kept]
        rows[len(kept) :, k + 1] = pattern.off_labels
    classes, number = np.unique(rows, axis=0, return_inverse=True)
    number = number.reshape(-1)
    present = np.zeros((days, len(classes)), bool)
    present[space.shifts.day[kept], number[: len(kept)]] = True
    off = number[len(kept) :]
    present[np.flatnonzero(space.off_allowed), off[space.off_allowed]] = True
    return number[: len(kept)], off, classes[:, 1:], present


def _signature(space: TourSpace, classes: NDArray[np.int32], present: NDArray[np.bool_]) -> bytes:
    parts = [classes.tobytes(), present.tobytes()]
    for pattern in space.patterns:
        parts += [
            pattern.next_state.tobytes(),
            pattern.price.tobytes(),
            pattern.final_price.tobytes(),
            bytes(str(pattern.price.shape), "ascii"),
        ]
    return b"|".join(parts)


def _flatten_templates(
    templates: Sequence[Template], used: Sequence[NDArray[np.int64]]
) -> dict[str, Ints]:
    breaks = [activity for template in templates for activity in template.activities]
    kinds: dict[tuple[int, int], int] = {}
    window = [kinds.setdefault((b[1], b[3] - b[2] + 1), len(kinds)) for b in breaks]
    break_ptr = _offsets([len(template.activities) for template in templates])
    needed = [
        sorted({w for t in np.unique(mine) for w in window[break_ptr[t] : break_ptr[t + 1]]})
        for mine in used
    ]
    return {
        "break_ptr": break_ptr,
        "break_length": _ints([b[1] for b in breaks]),
        "break_earliest": _ints([b[2] for b in breaks]),
        "break_latest": _ints([b[3] for b in breaks]),
        "break_window": _ints(window),
        "window_length": _ints([length for length, _ in kinds]),
        "window_width": _ints([width for _, width in kinds]),
        "agent_window_ptr": _offsets([len(kind) for kind in needed]),
        "agent_window": _ints([k for kind in needed for k in kind]),
        "apart": _ints([template.apart for template in templates]),
        "stretch": _ints([template.stretch for template in templates]),
    }
