"""Every agent's space, flattened into the arrays of the compiled search.

Compiled code takes arrays, not objects: lists of lists are one array with offsets beside it, as a
sparse matrix by rows. What agents have in common is kept once: automata by `_signature`, shifts'
breaks by template.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from wfm.scheduling.tours.arrays import Ints, TourTables
from wfm.scheduling.tours.products import PatternTables, multiply
from wfm.scheduling.tours.tour_space import Template, TourSpace

ANY_KEY = np.array([[-(1 << 30), 1 << 30]], np.int32)
"""Modes of an agent whose shifts of a week may begin whenever they like."""


def flatten(
    spaces: Sequence[TourSpace], groups: Mapping[frozenset[str], int]
) -> tuple[TourTables, tuple[Template, ...]]:
    """Lay all agents' spaces end to end; also the templates by their number."""
    days = spaces[0].horizon.days
    templates: dict[Template, int] = {}
    template_of: dict[int, NDArray[np.int64]] = {}
    pattern, products, classes = products_of(spaces)
    columns: dict[str, list[NDArray[np.int64]]] = {name: [] for name in _PER_OPTION}
    option_ptr: list[Ints] = [_ints([0])]
    off_class: list[Ints] = []
    off_price: list[NDArray[np.int64]] = []
    windows: list[Ints] = []
    blocked: list[list[int]] = []
    most: list[list[int]] = []
    limits = 0
    for space, (labels, off) in zip(spaces, classes, strict=True):
        kept = np.flatnonzero(space.allowed)
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
            ("day_class", labels),
            ("limit", _limit_of(space, limits)),
        ):
            columns[name].append(np.asarray(values, np.int64)[kept])
        most.append([count for _, count in space.limits])
        limits += len(space.limits)
        off_class.append(_ints(np.where(space.off_allowed, off, -1)))
        off_price.append(space.off_price)
        windows.append(ANY_KEY if space.windows is None else space.windows)
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
        limit=_ints(np.concatenate(columns["limit"])),
        limit_ptr=_offsets([len(mine) for mine in most]),
        most=_ints([count for mine in most for count in mine]),
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


def products_of(
    spaces: Sequence[TourSpace],
) -> tuple[list[int], list[PatternTables], list[tuple[NDArray[np.int64], NDArray[np.int64]]]]:
    """Multiply each agent's automata: the agents' products by number, those, and agents' classes.

    The classes are those of each option, allowed or not, and of each day off.
    """
    numbers: dict[bytes, int] = {}
    products: list[PatternTables] = []
    pattern, classes = [], []
    for space in spaces:
        labels, off, kinds = _classify(space)
        key = _signature(space, kinds)
        # many agents share a work plan, and a product of its automata serves all who ask the same
        if key not in numbers:
            numbers[key] = len(products)
            products.append(multiply(space.patterns, _labels_by_day(space, kinds)))
        pattern.append(numbers[key])
        classes.append((labels, off))
    return pattern, products, classes


LARGEST_KEY = 2**62
_PER_OPTION = ("start", "end", "key", "template", "day_class", "price", "limit")


def _ints(values: object) -> Ints:
    return np.asarray(values, np.int32).reshape(-1)


def _offsets(counts: Sequence[int]) -> Ints:
    return _ints(np.concatenate([[0], np.cumsum(counts)]))


def _limit_of(space: TourSpace, first: int) -> NDArray[np.int64]:
    """Tell for each option towards which limit it counts, numbered from `first`."""
    found = np.full(len(space.shifts), -1, np.int64)
    for number, (shifts, _) in enumerate(space.limits):
        found[shifts] = first + number
    return found


def _classify(
    space: TourSpace,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Give each distinct row of labels of a day a number within the day: its class.

    All candidates count, so that agents who differ only in what they may not work share a product.
    Return the class of each option, of each day off, and the rows of all classes in their order:
    day, whether it is a day off, and each pattern's label.
    """
    options, days = len(space.shifts), space.horizon.days
    day = np.concatenate([space.shifts.day, np.arange(days)])
    off = np.arange(options + days) >= options
    labels = [np.concatenate([each.labels, each.off_labels]) for each in space.patterns]
    rows = np.column_stack([day, off, *labels]).astype(np.int64)
    widths = (days, 2, *(pattern.next_state.shape[1] for pattern in space.patterns))
    _, first, number = np.unique(_keys(rows, widths), return_index=True, return_inverse=True)
    kinds = rows[first]
    number = number - np.searchsorted(kinds[:, 0], day)
    return number[:options], number[options:], kinds


def _keys(rows: NDArray[np.int64], widths: Sequence[int]) -> NDArray[np.int64]:
    """Make one number of each row of small numbers, in the order of the rows.

    A row is a number of mixed radix. What would not fit into an integer any more is numbered anew.
    """
    keys, most = np.zeros(len(rows), np.int64), 1
    for column, width in zip(rows.T, map(int, widths), strict=True):
        if most * width > LARGEST_KEY:
            distinct, keys = np.unique(keys, return_inverse=True)
            most = len(distinct)
        keys, most = keys * width + column, most * width
    return keys


def _labels_by_day(space: TourSpace, kinds: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Labels of each day's classes: [class, pattern]."""
    borders = np.searchsorted(kinds[:, 0], np.arange(1, space.horizon.days))
    return np.split(kinds[:, 2:], borders)


def _signature(space: TourSpace, kinds: NDArray[np.int64]) -> bytes:
    parts = [kinds.tobytes()]
    for pattern in space.patterns:
        parts += [
            pattern.next_state.tobytes(),
            pattern.price.tobytes(),
            pattern.final_price.tobytes(),
            b"" if pattern.amount is None else pattern.amount.tobytes(),
            bytes(str(pattern.price.shape), "ascii"),
        ]
    return b"|".join(parts)


def _flatten_templates(
    templates: Sequence[Template], used: Sequence[NDArray[np.int64]]
) -> dict[str, Ints]:
    breaks = [activity for template in templates for activity in template.activities]
    kinds: dict[tuple[int, int], int] = {}
    # the best place in a window depends on length and width alone, whatever template it stands in
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
        "gap": _ints([template.gap for template in templates]),
        "apart": _ints([template.apart for template in templates]),
        "stretch": _ints([template.stretch for template in templates]),
    }
