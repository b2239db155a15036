"""The rostering instances as everyone writes them first: one boolean per person, day and shift."""

from __future__ import annotations

import threading
from collections.abc import Callable

from ortools.sat.python import cp_model

from tests.benchmarks.rostering_instances import Instance, Person, Worked

Booleans = dict[tuple[str, int, str], cp_model.IntVar]


def solve_plain(
    instance: Instance, seconds: float, workers: int, over: Callable[[], bool]
) -> Worked | None:
    """Solve by CP-SAT alone until the wall clock's `seconds` have passed or `over` says so."""
    model = cp_model.CpModel()
    x: Booleans = {
        (person.id, day, shift): model.new_bool_var("")
        for person in instance.staff
        for day in range(instance.days)
        for shift in instance.minutes
    }
    for person in instance.staff:
        _person(model, instance, person, x)
    model.minimize(_cover(model, instance, x) + _requests(instance, x))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    solver.parameters.max_time_in_seconds = seconds
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.5):
            if over():
                solver.stop_search()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    status = solver.solve(model)
    done.set()
    watcher.join()
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return {(p, d): s for (p, d, s), variable in x.items() if solver.boolean_value(variable)}


def _person(model: cp_model.CpModel, instance: Instance, person: Person, x: Booleans) -> None:
    days, shifts = range(instance.days), list(instance.minutes)
    works = [model.new_bool_var("") for _ in days]
    for day in days:
        model.add(sum(x[person.id, day, shift] for shift in shifts) == works[day])
    for day in instance.days_off.get(person.id, ()):
        model.add(works[day] == 0)
    minutes = sum(x[person.id, d, s] * instance.minutes[s] for d in days for s in shifts)
    model.add_linear_constraint(minutes, person.least_minutes, person.most_minutes)
    for shift in shifts:
        model.add(sum(x[person.id, d, shift] for d in days) <= person.most[shift])
        for after in instance.not_before[shift] & set(shifts):
            for day in days[:-1]:
                model.add_at_most_one(x[person.id, day, shift], x[person.id, day + 1, after])
    for day in range(instance.days - person.longest_run):
        model.add(sum(works[day : day + person.longest_run + 1]) <= person.longest_run)
    _shortest_runs(model, works, person)
    weekends = []
    for day in range(0, instance.days, 7):
        weekends.append(model.new_bool_var(""))
        model.add_max_equality(weekends[-1], works[day + 5 : day + 7])
    model.add(sum(weekends) <= person.most_weekends)


def _shortest_runs(model: cp_model.CpModel, works: list[cp_model.IntVar], person: Person) -> None:
    """Forbid runs that are too short between two days of the other kind."""
    for least, inside in ((person.shortest_run, True), (person.shortest_days_off, False)):
        for length in range(1, least):
            for day in range(1, len(works) - length):
                run = works[day : day + length]
                ends = [works[day - 1], works[day + length]]
                model.add_bool_or(
                    [v.negated() if inside else v for v in run]
                    + [v if inside else v.negated() for v in ends]
                )


def _cover(model: cp_model.CpModel, instance: Instance, x: Booleans) -> cp_model.LinearExpr:
    terms = []
    for (day, shift), (need, under, over) in instance.cover.items():
        missing = model.new_int_var(0, need, "")
        surplus = model.new_int_var(0, len(instance.staff), "")
        have = sum(x[person.id, day, shift] for person in instance.staff)
        model.add(have + missing - surplus == need)
        terms.append(under * missing + over * surplus)
    return cp_model.LinearExpr.sum(terms)


def _requests(instance: Instance, x: Booleans) -> cp_model.LinearExpr:
    refused = [w * (1 - x[p, d, s]) for p, d, s, w in instance.on_requests]
    refused += [w * x[p, d, s] for p, d, s, w in instance.off_requests]
    return cp_model.LinearExpr.sum(refused)
