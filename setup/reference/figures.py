"""Reference: every key figure and count."""

from __future__ import annotations

from collections.abc import Mapping

from setup.reference.markdown import code, joined, table, words
from wfm.figures import COUNTS, FIGURES, SERVICE_LEVELS, KeyFigure, Measure
from wfm.figures.accuracy import ACCURACY

OPENING = """\
# Figures

Each figure has one formula, wherever it stands: in a plan, a record, a simulation, a workbook, a
page or an answer of the service. Counts are summed before anything is divided, so that a week's
figure is never a mean of days. Where nothing can be divided the figure is empty, with the reason.
"""


def page() -> str:
    """Write the page."""
    return joined(
        OPENING,
        "## Key figures\n",
        _figures(FIGURES),
        "## Service level by convention\n",
        "T is the threshold of the service goal.\n",
        _figures(SERVICE_LEVELS),
        "## Counts\n",
        _measures(COUNTS),
        "## Accuracy of forecasts\n",
        _measures(ACCURACY),
    )


def _figures(figures: Mapping[str, KeyFigure]) -> str:
    head = ("name", "title", "formula", "unit", "better", "undefined where", "note")
    rows = (
        (
            code(name),
            words(one.title),
            words(one.formula),
            one.unit.value,
            "lower" if one.lower_is_better else "",
            words(one.undefined),
            words(one.note),
        )
        for name, one in figures.items()
    )
    return table(head, rows)


def _measures(measures: Mapping[str, Measure]) -> str:
    rows = (
        (code(name), words(one.title), one.unit.value, words(one.words))
        for name, one in measures.items()
    )
    return table(("name", "title", "unit", "what it counts"), rows)
