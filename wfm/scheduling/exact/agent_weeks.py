"""All legal weeks of one agent as rows: a path through the automaton of the rules, day by day.

One Boolean for each candidate shift, day off and edge of the automaton; where the starts of a week
lie in a window, one for each window. Breaks are in a file of their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from wfm.scheduling.exact.breaks import BreakRows, Kind, can_take_breaks
from wfm.scheduling.exact.integer_model import IntegerModel, Term
from wfm.scheduling.tours.arrays import FORBIDDEN, WEEK, Ints, TourTables
from wfm.scheduling.tours.roster import Roster


@dataclass
class AgentWeeks:
    """Where an agent's week is found in the programme."""

    agent: int
    blocked: frozenset[int] = frozenset()
    """Intervals in which the agent, at work, is off queue."""
    shift: list[dict[int, int]] = field(default_factory=list)
    """[day] option among all → variable."""
    bundle: list[dict[int, list[int]]] = field(default_factory=list)
    """[day] option that has a variable → those that it stands for, itself among them."""
    off: list[int | None] = field(default_factory=list)
    """[day] variable of the day off; None where it must be worked."""
    breaks: list[dict[Kind, dict[int, int]]] = field(default_factory=list)
    """[day] kind → interval in which the break starts → variable."""
    on_queue: dict[int, list[Term]] = field(default_factory=lambda: defaultdict(list))
    """Interval → terms whose sum is 1 where the agent is on queue."""

    def read(
        self, tours: TourTables, value: Mapping[int, int] | Sequence[int], roster: Roster
    ) -> None:
        """Write the week that was chosen into a roster."""
        first = tours.option_ptr[self.agent * tours.days]
        for day, shifts in enumerate(self.shift):
            roster.option[self.agent, day] = -1
            for option, variable in shifts.items():
                if value[variable]:
                    roster.option[self.agent, day] = option - first
            for kind, starts in self.breaks[day].items():
                for at, variable in starts.items():
                    if value[variable]:
                        roster.places[self.agent, day, kind.number] = at


def add_agent(
    model: IntegerModel, tours: TourTables, agent: int, option: Ints, places: Ints | None
) -> AgentWeeks:
    """Add an agent's legal weeks; `option` and `places` are the known one, as in a roster.

    Breaks are left out where they have no places; then shifts that no week tells apart share a
    variable.
    """
    blocked = frozenset(
        tours.blocked[tours.blocked_ptr[agent] : tours.blocked_ptr[agent + 1]].tolist()
    )
    weeks, first = AgentWeeks(agent, blocked), int(tours.option_ptr[agent * tours.days])
    for day in range(tours.days):
        row = agent * tours.days + day
        chosen = first + int(option[day]) if option[day] >= 0 else -1
        breaks = BreakRows(tours, blocked)
        shifts: dict[int, int] = {}
        legal = [
            o
            for o in range(int(tours.option_ptr[row]), int(tours.option_ptr[row + 1]))
            if tours.price[o] < FORBIDDEN and can_take_breaks(tours, o, blocked)
        ]
        weeks.bundle.append(
            _bundles(tours, agent, legal) if places is None else {o: [o] for o in legal}
        )
        for o, alike in weeks.bundle[-1].items():
            shifts[o] = model.variable(int(chosen in alike), price=int(tours.price[o]))
            breaks.take(o, shifts[o])
            for t in range(int(tours.start[o]), int(tours.end[o])):
                if t not in blocked:
                    weeks.on_queue[t].append((shifts[o], 1))
        off = None
        if tours.off_class[row] >= 0:
            off = model.variable(int(chosen < 0), price=int(tours.off_price[row]))
        weeks.shift.append(shifts)
        weeks.off.append(off)
        weeks.breaks.append({} if places is None else breaks.add(model, chosen, places[day]))
        for kind, starts in weeks.breaks[-1].items():
            for at, variable in starts.items():
                for t in range(at, at + kind.length):
                    weeks.on_queue[t].append((variable, -1))
    _follow_automaton(model, tours, weeks, option)
    _keep_windows(model, tours, weeks, option)
    _keep_limits(model, tours, weeks)
    return weeks


def _bundles(tours: TourTables, agent: int, options: Sequence[int]) -> dict[int, list[int]]:
    """Put together shifts of a day that no week tells apart; the first of each stands for them."""
    modes = range(int(tours.mode_ptr[agent]), int(tours.mode_ptr[agent + 1]))
    found = defaultdict[tuple[object, ...], list[int]](list)
    for o in options:
        within = tuple(tours.mode_low[m] <= tours.key[o] <= tours.mode_high[m] for m in modes)
        found[int(tours.day_class[o]), int(tours.price[o]), int(tours.limit[o]), within].append(o)
    return {alike[0]: alike for alike in found.values()}


def _follow_automaton(
    model: IntegerModel, tours: TourTables, weeks: AgentWeeks, option: Ints
) -> None:
    """Let the days' classes be a path of the automaton; where it has one state days are free."""
    agent, days = weeks.agent, tours.days
    pattern = int(tours.pattern[agent])
    layer = pattern * (days + 2)
    final = tours.final_ptr[pattern] - tours.layer_ptr[layer + days]
    classes = _by_class(tours, weeks)
    edges = _edges(tours, weeks, classes)
    state, arriving = 0, defaultdict[int, list[int]](list)
    first = tours.option_ptr[agent * days]
    for day, members in enumerate(classes):
        chosen = tours.off_class[agent * days + day]
        if option[day] >= 0:
            chosen = tours.day_class[first + option[day]]
        leaving, entering = defaultdict[int, list[int]](list), defaultdict[int, list[int]](list)
        by_class, after = defaultdict[int, list[int]](list), state
        for s, c, target, edge in edges[day]:
            price = int(tours.edge_price[edge])
            if day == days - 1:
                price += int(tours.final_price[final + target])
            taken = s == state and c == chosen
            after = target if taken else after
            variable = model.variable(int(taken), price=price)
            leaving[s].append(variable)
            entering[target].append(variable)
            by_class[c].append(variable)
        for s, out in leaving.items():
            model.choose(out, None if len(leaving) == 1 else arriving[s])
        for c, variables in members.items():
            model.choose(variables, by_class[c])
        arriving, state = entering, after


def _by_class(tours: TourTables, weeks: AgentWeeks) -> list[dict[int, list[int]]]:
    """Variables of each day by class, the day off among them."""
    found = []
    for day, (shifts, off) in enumerate(zip(weeks.shift, weeks.off, strict=True)):
        members = defaultdict[int, list[int]](list)
        for o, variable in shifts.items():
            members[int(tours.day_class[o])].append(variable)
        if off is not None:
            members[int(tours.off_class[weeks.agent * tours.days + day])].append(off)
        found.append(dict(members))
    return found


Edge = tuple[int, int, int, int]
"""State, class, state it leads to, number among all edges."""


def _edges(
    tours: TourTables, weeks: AgentWeeks, classes: list[dict[int, list[int]]]
) -> list[list[Edge]]:
    """Edges of each day that lie on a path of days that this agent can work."""
    days, pattern = tours.days, int(tours.pattern[weeks.agent])
    width, begin = int(tours.classes[pattern]), int(tours.edge_ptr[pattern])
    final = int(tours.final_ptr[pattern] - tours.layer_ptr[pattern * (days + 2) + days])
    reached, found = {0}, []
    for members in classes:
        edges = [
            (s, c, int(tours.next_state[edge]), edge)
            for s in sorted(reached)
            for c in sorted(members)
            if tours.next_state[edge := begin + s * width + c] >= 0
            and tours.edge_price[edge] < FORBIDDEN
        ]
        found.append(edges)
        reached = {target for _, _, target, _ in edges}
    live = {s for s in reached if tours.final_price[final + s] < FORBIDDEN}
    for day in range(days - 1, -1, -1):
        found[day] = [edge for edge in found[day] if edge[2] in live]
        live = {edge[0] for edge in found[day]}
    return found


def _keep_windows(model: IntegerModel, tours: TourTables, weeks: AgentWeeks, option: Ints) -> None:
    """Let the starts of each week lie in one of the agent's windows."""
    agent, days = weeks.agent, tours.days
    modes = range(int(tours.mode_ptr[agent]), int(tours.mode_ptr[agent + 1]))
    if len(modes) < 2 and all(
        tours.mode_low[m] <= tours.key[o] <= tours.mode_high[m]
        for m in modes
        for shifts in weeks.shift
        for o in shifts
    ):
        return
    first = tours.option_ptr[agent * days]
    for begin in range(0, days, WEEK):
        week = range(begin, min(begin + WEEK, days))
        keys = [int(tours.key[first + option[day]]) for day in week if option[day] >= 0]
        fits = [all(tours.mode_low[m] <= k <= tours.mode_high[m] for k in keys) for m in modes]
        chosen = {m: model.variable(int(fits.index(True) == n)) for n, m in enumerate(modes)}
        model.choose(chosen.values())
        for day in week:
            for key in sorted({int(tours.key[o]) for o in weeks.shift[day]}):
                for low, high in ((None, key), (key, None), (key, key)):
                    inside = [
                        variable
                        for o, variable in weeks.shift[day].items()
                        if (low is None or tours.key[o] >= low)
                        and (high is None or tours.key[o] <= high)
                    ]
                    around = [
                        variable
                        for m, variable in chosen.items()
                        if (low is None or tours.mode_high[m] >= low)
                        and (high is None or tours.mode_low[m] <= high)
                    ]
                    if len(around) < len(chosen):
                        model.cover(around, inside)


def _keep_limits(model: IntegerModel, tours: TourTables, weeks: AgentWeeks) -> None:
    """Let no more shifts than allowed count towards a limit."""
    counted = defaultdict[int, list[int]](list)
    for shifts in weeks.shift:
        for o, variable in shifts.items():
            if tours.limit[o] >= 0:
                counted[int(tours.limit[o])].append(variable)
    for limit, variables in counted.items():
        if len(variables) > tours.most[limit]:
            model.row([(v, 1) for v in variables], None, int(tours.most[limit]))
