"""Wherever a figure's name stands, it is a known one, with its unit and words."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Annotated, get_args, get_origin

import pandas as pd
import pytest
from pydantic import BaseModel

import api.schemas
from tests.adherence.small_site import small_report
from tests.small_plan import small_plan
from wfm.adherence.report import exceptions
from wfm.adherence.tables import (
    action_table,
    agent_table,
    bridge_table,
    group_table,
    shift_table,
    site_table,
)
from wfm.figures import COUNTS, FIGURES, Unit, explained
from wfm.figures.columns import ALIASES
from wfm.planning.files.write_plan import summary
from wfm.sites.backlog_csv import BACKLOG
from wfm.sites.coverage_csv import COVERAGE
from wfm.sites.forecast_csv import FORECAST
from wfm.sites.history import HISTORY
from wfm.sites.requirement_csv import REQUIREMENT
from wfm.sites.simulation_csv import SERVICE, SIMULATION, SIMULATION_DAYS
from wfm.sites.table_schema import ColumnKind
from wfm.workbook.definitions import definitions

NUMBERS = {ColumnKind.NUMBER, ColumnKind.SIGNED, ColumnKind.WHOLE}


def reported() -> Iterator[tuple[str, pd.DataFrame]]:
    """Give every frame of a report of planned against actual."""
    found = small_report()
    yield "intervals", found.intervals
    yield "kpis", found.kpis
    yield "act-first", found.priorities
    yield "actions", action_table(found)
    yield "bridge", bridge_table(found)
    yield "shifts", shift_table(found)
    yield "agents", agent_table(found)
    yield "teams", group_table(found.by_team(), "team")
    yield "exceptions", exceptions(found.measured)
    site = site_table(found)
    yield "site", pd.DataFrame([site["value"].to_list()], columns=site["figure"])


def columns() -> Iterator[tuple[str, str]]:
    """Give (table, column) of every number that a file, sheet or answer has."""
    plan = small_plan()
    for name, frame in (*reported(), ("plan", plan.kpis)):
        for column, kind in frame.dtypes.items():
            if pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind):
                yield name, str(column)
    for table in (FORECAST, REQUIREMENT, COVERAGE, BACKLOG, SERVICE, SIMULATION_DAYS, HISTORY):
        for column in table.columns:
            if column.kind in NUMBERS:
                yield table.file, column.name


@pytest.mark.parametrize(("table", "column"), sorted(set(columns())))
def test_every_number_of_a_table_is_a_known_figure(table: str, column: str) -> None:
    found = explained(column, table)
    assert isinstance(found.unit, Unit)
    assert found.title
    assert found.words.endswith(".")


def test_a_schema_says_of_a_figure_what_the_figure_says() -> None:
    for table in (FORECAST, REQUIREMENT, COVERAGE, BACKLOG, SERVICE, SIMULATION, SIMULATION_DAYS):
        for column in table.columns:
            if column.kind in NUMBERS and column.name != "interval_minutes":
                found = explained(column.name)
                assert (column.unit, column.note) == (found.unit, found.words), column.name


def test_the_numbers_of_a_plans_summary_are_known() -> None:
    told = summary(small_plan())
    totals, [first, *_] = told["totals"], told["kpis"]
    assert isinstance(totals, dict)
    named = {name for name, value in (*totals.items(), *first.items()) if _number(value)}
    unknown = named - {"agents_with_shifts", "shifts"}
    for name in unknown:
        assert explained(name).words, name


def test_fields_of_the_service_that_bear_a_figures_name_are_numbers_of_it() -> None:
    names = {*FIGURES, *ALIASES, *COUNTS}
    found = {
        (model.__name__, name): field.annotation
        for model in _models()
        for name, field in model.model_fields.items()
        if name in names
    }
    assert ("FiguresView", "adherence") in found
    for (model, name), kind in found.items():
        accepted = {int, float, type(None)}
        inner = set(_types(kind))
        nested = any(issubclass(one, BaseModel) for one in inner)
        assert nested or inner <= accepted or name in NAMES_TAKEN, f"{model}.{name}: {kind}"
        assert explained(name).unit


NAMES_TAKEN = {"cost", "scheduled", "actual", "unknown", "weight", "forecast", "net"}
"""Words that the service uses of other things too: activity categories, prices of wishes."""


def test_every_figure_stands_in_the_definitions_with_its_formula() -> None:
    words = definitions(small_plan().site)
    for name in ("service_level", "asa_seconds", "abandonment", "occupancy", "cost_per_contact"):
        assert words[FIGURES[name].title] == explained(name).words
        formula = FIGURES[name].formula
        assert words[FIGURES[name].title].startswith(formula[:1].upper() + formula[1:])


def _types(kind: object) -> Iterator[type]:
    """Give the types inside unions, literals and annotations."""
    if get_origin(kind) is Annotated:
        yield from _types(get_args(kind)[0])
    elif get_args(kind):
        for part in get_args(kind):
            yield from _types(part)
    else:
        yield kind if isinstance(kind, type) else type(kind)


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _models() -> Iterator[type[BaseModel]]:
    for module in pkgutil.iter_modules(api.schemas.__path__):
        loaded = importlib.import_module(f"api.schemas.{module.name}")
        for value in vars(loaded).values():
            if isinstance(value, type) and issubclass(value, BaseModel):
                yield value
