"""Planned against actual: heads, service, the reasons, and where to act."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from openpyxl import load_workbook

from tests.adherence import small_site
from tests.adherence.build import at
from tests.adherence.small_site import CALLS, MAIL, MONDAY, SALES, small_report
from tests.work_plans import contract
from wfm.adherence.bridge import ORDER, bridges
from wfm.adherence.heads import elapsed
from wfm.adherence.kpis import oldest_ages, service_level
from wfm.adherence.overlap import ints
from wfm.adherence.remedies import CANCEL, EXTRA, HIRE, MOVE, OUTSOURCE, RETURN
from wfm.adherence.report import Report, exceptions, policy_of, report
from wfm.adherence.site_kpis import turnover
from wfm.charts.planned_vs_actual import write_planned_vs_actual_page
from wfm.errors import ParameterError
from wfm.model import ActivityCategory, Agent, Channel, Queue, Schedule, Site
from wfm.planning.files.compare_week import about
from wfm.scheduling.rules.paid_hours import shortest_paid_hours
from wfm.staffing import predict_coverage
from wfm.words import english
from wfm.workbook.planned_vs_actual import write_planned_vs_actual

Floats: TypeAlias = NDArray[np.float64]


@pytest.fixture(scope="module")
def week() -> Report:
    return small_report()


def _queue(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    return frame[frame["queue"] == name].reset_index(drop=True)


def test_heads_are_counted_once_and_to_the_second(week: Report) -> None:
    total = week.intervals.groupby("interval_start")[["scheduled", "actual", "absent"]].sum()
    assert list(total["scheduled"]) == pytest.approx([6, 6, 5, 6, 6, 6])
    assert list(total["actual"]) == pytest.approx([5, 5, 4, 5, 4, 5])
    assert list(total["absent"]) == pytest.approx([1] * 6)


def test_a_flexible_agent_helps_where_heads_are_lacking(week: Report) -> None:
    sales = _queue(week.intervals, "sales")
    calls = _queue(week.intervals, "calls")
    # calls lacks nothing of its three heads at nine and one at ten, sales always lacks two
    assert sales["scheduled"][0] == pytest.approx(2.0)
    assert (calls["scheduled"][2], sales["scheduled"][2]) == pytest.approx((2 + 1 / 3, 1 + 2 / 3))


def test_recorded_heads_of_a_flexible_agent_follow_the_work_that_was_done() -> None:
    """Sales is planned for two heads and calls for none, but all contacts were calls."""
    the_site = small_site.site(CALLS, SALES)
    forecast, required, recorded = small_site.frames(the_site, volume=1.0)
    calls, sales = (recorded["queue"] == name for name in ("calls", "sales"))
    required.loc[required["queue"] == "calls", "net_requirement"] = 0.0
    recorded.loc[calls, "talk_seconds"] = 3 * 1800.0  # three heads of calls and dan were busy
    recorded.loc[calls, "acw_seconds"] = 0.0
    recorded.loc[sales, ["talk_seconds", "acw_seconds"]] = 0.0
    found = report(
        *(the_site, small_site.schedule(), small_site.states(), policy_of(the_site)),
        *(forecast, required, recorded),
    )
    nine = found.intervals[found.intervals["interval_start"] == pd.Timestamp(at("09:00"))]
    by_queue = nine.set_index("queue")
    assert by_queue.loc["calls", ["scheduled", "actual"]].tolist() == [3.0, 3.0]  # ana is away
    assert by_queue.loc["sales", ["scheduled", "actual"]].tolist() == [2.0, 1.0]
    assert by_queue["rerouted"].tolist() == [1.0, -1.0]


def test_work_that_nobody_recorded_leaves_the_heads_where_they_were_meant() -> None:
    the_site = small_site.site(CALLS, SALES)
    forecast, required, recorded = small_site.frames(the_site)
    silent = recorded.assign(talk_seconds=np.nan, hold_seconds=np.nan, acw_seconds=np.nan)
    found = report(
        *(the_site, small_site.schedule(), small_site.states(), policy_of(the_site)),
        *(forecast, required, silent),
    )
    assert list(found.intervals["rerouted"]) == pytest.approx([0.0] * 12)
    assert found.kpis["occupancy"].isna().all()


def test_occupancy_leaves_out_time_of_which_nothing_is_known() -> None:
    """Half of those on calls are unknown: their part of the work is left out with them."""
    the_site = small_site.site(replace(CALLS, skill="calls"))
    forecast, required, recorded = small_site.frames(the_site)
    states = small_site.states()
    known = report(
        *(the_site, small_site.schedule(), states, policy_of(the_site)),
        *(forecast, required, recorded),
    )
    of_dan = states["external_agent_id"] == "x-dan"
    doubtful = states.assign(state_code=states["state_code"].mask(of_dan, "QUX"))
    unknown = report(
        *(the_site, small_site.schedule(), doubtful, policy_of(the_site)),
        *(forecast, required, recorded),
    )
    assert unknown.intervals["unknown"].sum() > 3
    whole = [r.kpis[r.kpis["date"].isna()]["occupancy"].item() for r in (known, unknown)]
    assert whole[1] == pytest.approx(whole[0], abs=0.02)
    each = [r.intervals["occupancy"].to_numpy() for r in (known, unknown)]
    assert each[1] == pytest.approx(each[0], abs=0.02)


def test_who_is_absent_or_unknown_is_never_less_than_nobody(week: Report) -> None:
    assert (week.intervals[["absent", "unknown", "actual"]] >= 0).all(axis=None)
    assert _queue(week.intervals, "sales")["absent"].sum() == 0


def test_under_and_over_are_reported_apart(week: Report) -> None:
    calls = _queue(week.intervals, "calls")
    net = calls["actual"] - calls["required_net"]
    assert list(calls["actual_over"] - calls["actual_under"]) == pytest.approx(list(net))
    assert ((calls["actual_under"] == 0) | (calls["actual_over"] == 0)).all()


def test_recorded_figures_come_from_sums(week: Report) -> None:
    calls = _queue(week.intervals, "calls")
    assert calls["service_level"][0] == pytest.approx(15 / 25)
    assert calls["abandonment"][0] == pytest.approx(0.2)
    assert (calls["asa"][0], calls["aht"][0]) == (30.0, 200.0)
    staffed = calls["actual"][0] * 1800
    assert calls["occupancy"][0] == pytest.approx(min(1, 20 * 200 / staffed))


def test_the_parts_of_the_bridge_add_up_to_the_whole(week: Report) -> None:
    for found in week.bridges:
        assert found.required + sum(found.parts) == pytest.approx(found.predicted, abs=1e-12)
        assert found.predicted + found.unexplained == pytest.approx(found.recorded, abs=1e-12)
    assert {found.queue for found in week.bridges} == {"calls", "sales", "mail"}


def _level_of_calls(week: Report, volume: float, aht: float, heads: Floats) -> float:
    table = _queue(week.intervals, "calls")[["interval_start", "interval_minutes", "queue"]]
    found = predict_coverage(
        table.assign(gross_requirement=0.0),
        table.assign(contacts=volume, aht_seconds=aht),
        table.assign(scheduled=heads),
        replace(week.site, queues=(CALLS,)),
    )
    return float(found["service_level"].mean())


def test_a_cause_that_alone_moved_explains_the_whole_change(week: Report) -> None:
    rows = _queue(week.intervals, "calls").assign(aht=180.0, absent=0.0, unknown=0.0, rerouted=0.0)
    required = rows["required_net"]
    rows = rows.assign(scheduled=required, actual=required)
    change = _level_of_calls(week, 25, 180, required) - _level_of_calls(week, 20, 180, required)
    parts = dict(zip(ORDER, bridges(rows, week.site)[0].parts, strict=True))
    assert parts.pop("volume") == pytest.approx(change)
    assert list(parts.values()) == pytest.approx([0.0] * 5, abs=1e-9)


def test_the_parts_are_the_marginal_effects_along_the_straight_way(week: Report) -> None:
    rows = _queue(week.intervals, "calls")
    parts = dict(zip(ORDER, bridges(rows, week.site)[0].parts, strict=True))
    required, absent = (rows[name].to_numpy() for name in ("required_net", "absent"))
    here = rows["actual"] + rows["unknown"]
    moves = {
        "volume": (5.0, 0.0, 0.0),
        "aht": (0.0, 20.0, 0.0),
        "absence": (0.0, 0.0, -absent),
        "adherence": (0.0, 0.0, here - rows["rerouted"] - rows["scheduled"] + absent),
        "routing": (0.0, 0.0, rows["rerouted"]),
        "schedule_fit": (0.0, 0.0, rows["scheduled"] - required),
    }
    whole = [sum(move[each] for move in moves.values()) for each in range(3)]

    def effect(move: tuple[object, ...], way: float) -> float:
        here = [20 + way * whole[0], 180 + way * whole[1], required + way * whole[2]]
        ahead = [at + 0.001 * part for at, part in zip(here, move, strict=True)]
        return (_level_of_calls(week, *ahead) - _level_of_calls(week, *here)) / 0.001

    ways = (np.arange(40) + 0.5) / 40
    expected = [float(np.mean([effect(move, way) for way in ways])) for move in moves.values()]
    assert list(parts.values()) == pytest.approx(expected, abs=0.005)
    assert max(parts["absence"], parts["adherence"]) < 0


def test_longer_mails_that_more_heads_wrote_explain_nothing() -> None:
    """Mails took half as long again, and half as many again wrote them: none was late."""
    the_site = small_site.site(replace(MAIL, response_minutes=60))
    forecast, required, recorded = small_site.frames(the_site, volume=1.0)
    forecast = forecast.assign(contacts=10.0, aht_seconds=120.0)
    required = required.assign(net_requirement=2 / 3, gross_requirement=2 / 3)
    recorded = recorded.assign(offered=10.0, handled=10.0, talk_seconds=1800.0, acw_seconds=0.0)
    recorded = recorded.assign(answered_within_threshold=float("nan"))
    found = report(
        *(the_site, small_site.schedule(), small_site.states(), policy_of(the_site)),
        *(forecast, required, recorded),
    )
    [split] = found.bridges
    assert (split.required, split.predicted, split.recorded) == (1.0, 1.0, 1.0)
    assert max(map(abs, split.parts)) < 0.01


def test_the_bridge_ends_where_the_key_figures_say(week: Report) -> None:
    whole = week.kpis[week.kpis["date"].isna()].set_index("queue")
    for found in week.bridges:
        told = "share_in_window" if found.queue == "mail" else "service_level"
        assert found.recorded == pytest.approx(whole.loc[found.queue, told])


def test_a_plan_that_came_true_has_no_variance() -> None:
    the_site = small_site.site(CALLS)
    forecast, required, recorded = small_site.frames(the_site, volume=1.0, aht=180.0)
    plan = small_site.schedule()
    events = small_site.states().iloc[0:0]
    measured = report(the_site, plan, events, policy_of(the_site), forecast, required, recorded)
    # without a single event everybody is unknown, and the unknown is not held against the plan
    [found] = measured.bridges
    assert found.parts[:4] == pytest.approx((0, 0, 0, 0), abs=1e-12)


def test_deferred_work_is_explained_by_the_share_in_its_window() -> None:
    """One head does ten mails an hour: twenty an hour were forecast, forty came."""
    mail = replace(MAIL, response_minutes=60)
    the_site = small_site.site(mail)
    forecast, required, recorded = small_site.frames(the_site)
    forecast = forecast.assign(contacts=10.0, aht_seconds=180.0)
    required = required.assign(net_requirement=1.0, gross_requirement=1.0)
    recorded = recorded.assign(offered=20.0, handled=10.0, talk_seconds=1800.0, acw_seconds=0.0)
    recorded = recorded.assign(abandoned=0.0, answered_within_threshold=float("nan"))
    found = report(
        *(the_site, small_site.schedule(), small_site.states(), policy_of(the_site)),
        *(forecast, required, recorded),
    )
    row = found.intervals.iloc[0]
    assert row["service_level_planned"] == 1.0
    # of the second half hour's mails only ten are answered in their hour, of the third's none
    assert list(found.intervals["service_level_predicted"][:3]) == pytest.approx([1.0, 0.5, 0.0])
    [split] = found.bridges
    parts = dict(zip(ORDER, split.parts, strict=True))
    assert split.required == 1.0
    assert parts["volume"] < -0.3
    assert split.required + sum(split.parts) == pytest.approx(split.predicted)


def _with_idle_time(volume: float, **options: object) -> Report:
    """Nobody is scheduled or there for mail; calls need one head of three."""
    calls = replace(CALLS, **options)
    the_site = small_site.site(calls, SALES, replace(MAIL, response_minutes=60))
    forecast, required, recorded = small_site.frames(the_site, volume=1.0)
    forecast.loc[forecast["queue"] == "calls", "contacts"] = 5.0
    recorded.loc[recorded["queue"] == "calls", ["offered", "abandoned"]] = [5.0 * volume, 0.0]
    required.loc[required["queue"] == "mail", "net_requirement"] = 0.0
    plan = small_site.schedule()
    plan = replace(plan, shifts=tuple(s for s in plan.shifts if s.agent_id != "finn"))
    states = small_site.states()
    states = states[states["external_agent_id"] != "x-finn"]
    return report(the_site, plan, states, policy_of(the_site), forecast, required, recorded)


def test_mail_that_idle_agents_do_is_planned_predicted_and_explained() -> None:
    alone = _queue(_with_idle_time(1.0).intervals, "mail")
    assert list(alone["service_level_planned"].dropna()) == [0.0] * 5
    found = _with_idle_time(1.0, blended_queues=("mail",), idle_reserve=0)
    mail, calls = _queue(found.intervals, "mail"), _queue(found.intervals, "calls")
    assert (mail["service_level_planned"].dropna() > 0.5).all()
    assert (calls["service_level_planned"] < 1.0).all()  # who writes mail cannot pick up a call
    busy = _with_idle_time(4.0, blended_queues=("mail",), idle_reserve=0)
    predicted = [
        _queue(r.intervals, "mail")["service_level_predicted"].mean() for r in (found, busy)
    ]
    assert predicted[0] > predicted[1] + 0.2
    bridge = {one.queue: dict(zip(ORDER, one.parts, strict=True)) for one in busy.bridges}
    assert bridge["mail"]["volume"] < -0.1  # more calls leave less time for mail
    assert found.intervals["scheduled"].sum() == busy.intervals["scheduled"].sum()


def test_idle_time_of_a_queue_that_was_not_recorded_is_not_counted_on() -> None:
    """Nothing is predicted of calls then, and mail gets nobody from there."""
    found = _with_idle_time(float("nan"), blended_queues=("mail",), idle_reserve=0)
    assert _queue(found.intervals, "calls")["service_level_predicted"].isna().all()
    assert (_queue(found.intervals, "mail")["service_level_predicted"].dropna() == 0).all()


def test_chats_are_predicted_with_all_that_an_agent_holds_at_once() -> None:
    def predicted(queue: Queue) -> pd.Series:
        the_site = small_site.site(queue)
        frames = small_site.frames(the_site)
        plan = small_site.schedule(), small_site.states(), policy_of(the_site)
        return report(the_site, *plan, *frames).intervals["service_level_predicted"]

    one = replace(CALLS, channel=Channel.CHAT)
    three = replace(one, concurrency=3)
    slower = replace(three, aht_by_concurrency=(200.0, 300.0, 420.0))
    assert (predicted(three) > predicted(one)).all()
    assert (predicted(slower) < predicted(three)).all()


def test_redials_and_limited_lines_are_modelled_as_they_were_planned() -> None:
    """Twenty first attempts were forecast; four of ten lost call again, so 22 calls came."""

    def of(queue: Queue) -> Report:
        the_site = small_site.site(queue)
        forecast, required, recorded = small_site.frames(the_site, volume=1.1, aht=180.0)
        recorded = recorded.assign(abandoned=5.0)
        plan = small_site.schedule(), small_site.states(), policy_of(the_site)
        return report(the_site, *plan, forecast, required, recorded)

    plain = of(CALLS)
    redialled = of(replace(CALLS, redial_share=0.4))
    limited = of(replace(CALLS, lines=2))
    assert dict(zip(ORDER, plain.bridges[0].parts, strict=True))["volume"] < -0.01
    assert redialled.bridges[0].parts[0] == pytest.approx(0, abs=1e-9)
    assert redialled.bridges[0].required < plain.bridges[0].required
    assert (limited.intervals["asa_predicted"] < plain.intervals["asa_predicted"]).all()
    # with two lines a third agent never has a call to take
    assert limited.priorities["saved_by_one_head"].max() < 1e-9
    assert (plain.priorities["saved_by_one_head"] > 0).all()


def test_mail_has_a_share_in_window_and_no_service_level(week: Report) -> None:
    [mail] = week.kpis[(week.kpis["queue"] == "mail") & week.kpis["date"].isna()].to_dict("records")
    assert mail["share_in_window"] == pytest.approx(15 / 20)
    assert np.isnan(mail["service_level"])


def test_kpis_sum_before_they_divide(week: Report) -> None:
    rows = week.kpis[week.kpis["queue"] == "calls"]
    [total] = rows[rows["date"].isna()].to_dict("records")
    assert (total["offered"], total["handled"]) == (150, 120)
    assert total["service_level"] == pytest.approx(90 / 150)
    assert total["asa"] == 30.0
    assert [total["asa_goal"], total["abandonment_goal"]] == [None, None], "nobody declared them"
    assert np.isnan(total["share_in_window"])
    assert set(rows["date"].dropna()) == {MONDAY}


@pytest.mark.parametrize(
    ("convention", "value"),
    [
        ("offered", 0.7),
        ("offered_less_short_abandons", 70 / 90),
        ("abandons_count", 0.8),
        ("answered", 70 / 90),
    ],
)
def test_the_four_service_level_conventions(convention: str, value: float) -> None:
    counts = {"offered": 100, "handled": 90, "answered_within_threshold": 70}
    sums = pd.Series({**counts, "abandoned_within_threshold": 10})
    assert service_level(sums, convention) == pytest.approx(value)
    with pytest.raises(ParameterError, match="convention"):
        service_level(sums, "mine")


def test_the_oldest_mail_waits_since_its_own_interval() -> None:
    starts = pd.Series(small_site.intervals()[:4])
    table = pd.DataFrame(
        {
            "interval_start": starts,
            "interval_minutes": 30,
            "offered": [10.0, 0, 5, 0],
            "handled": [4.0, 4, 4, 3],
            "backlog_end": [6.0, 2, 3, 0],
        }
    )
    assert list(oldest_ages(table)) == [30, 60, 30, 0]


def test_mail_answered_after_its_window_counts_as_late() -> None:
    the_site = small_site.site()
    forecast, required, recorded = small_site.frames(the_site)
    # forty mails at nine, ten answered each half hour: the window of an hour ends at ten
    recorded["answered_within_threshold"] = float("nan")
    recorded["offered"] = [40.0, 0, 0, 0, 0, 0] * 3
    recorded["handled"] = [10.0, 10, 10, 10, 0, 0] * 3
    queues = tuple(
        replace(queue, response_minutes=60) if queue.name == "mail" else queue
        for queue in the_site.queues
    )
    the_site = replace(the_site, queues=queues)
    found = report(
        *(the_site, small_site.schedule(), small_site.states(), policy_of(the_site)),
        *(forecast, required, recorded),
    )
    [mail] = found.kpis[(found.kpis["queue"] == "mail") & found.kpis["date"].isna()].to_dict(
        "records"
    )
    assert mail["share_in_window"] == 30 / 40
    assert mail["oldest_age_minutes"] == 90


def test_turnover_is_leavers_over_mean_headcount() -> None:
    stays = [Agent(f"a{i}", "", "", "", frozenset()) for i in range(9)]
    leaver = Agent("b", "", "", "", frozenset(), end_date=date(2026, 7, 2))
    rate = turnover((*stays, leaver), date(2026, 12, 31))
    assert rate == pytest.approx(1 / (9 + 183 / 365), rel=1e-3)
    assert turnover((), date(2026, 1, 1)) is None


def test_hours_shrinkage_and_cost_of_the_site(week: Report) -> None:
    kpis = week.site_kpis
    assert kpis.paid_hours == pytest.approx(18.0)
    assert kpis.actual_hours == pytest.approx(15.0)
    assert kpis.shrinkage_planned == pytest.approx(0.5 / 18)
    assert kpis.shrinkage_unplanned == pytest.approx(3.5 / 18)
    assert kpis.cost_per_contact == pytest.approx(360 / 360)
    assert kpis.satisfaction is None


def test_a_partners_charges_are_part_of_the_cost_per_contact() -> None:
    the_site = small_site.site(replace(CALLS, outsource_share=0.25, outsource_cost=2.0), SALES)
    found = report(
        *(the_site, small_site.schedule(), small_site.states(), policy_of(the_site)),
        *small_site.frames(the_site),
    ).site_kpis
    assert found.outsourcing_cost == 6 * 20 * 0.25 * 2.0
    assert found.cost_per_contact == pytest.approx((360 + 60) / 240)


def test_act_first_ranks_by_value_lost_and_names_a_remedy(week: Report) -> None:
    first = week.priorities
    assert list(first["rank"]) == list(range(1, len(first) + 1))
    assert first["value_lost"].is_monotonic_decreasing
    assert first["queue"][0] == "calls"
    assert first["lost"][0] == 5
    assert first["value_lost"][0] == 50
    assert (first["saved_by_one_head"][first["queue"] == "calls"] > 0).all()
    assert first["remedy"].str.len().gt(0).all()


def _remedy(report: Report, clock: str, queue: str) -> dict[str, object]:
    rows = report.priorities
    chosen = rows[(rows["queue"] == queue) & (rows["interval_start"] == pd.Timestamp(at(clock)))]
    [row] = chosen.to_dict("records")
    return row


def test_the_cheapest_remedy_at_hand_is_named_with_its_heads_and_cost() -> None:
    """Calls lack heads: ana is missing; later nobody strays and ben has his break."""
    week = small_report()
    nine = _remedy(week, "09:00", "calls")
    assert (nine["remedy"], nine["remedy_cost"]) == (RETURN, 0.0)
    the_site = small_site.site()
    forecast, required, recorded = small_site.frames(the_site)
    required = required.assign(net_requirement=9.0, gross_requirement=9.0)
    everybody = small_site.states()
    of_cleo = everybody["external_agent_id"] == "x-cleo"
    everybody = everybody[~of_cleo | (everybody["state_code"] != "break")]
    ana = everybody[everybody["external_agent_id"] == "x-cleo"]
    ana = ana.assign(external_agent_id="x-ana", event_id="ana-" + ana["event_id"])
    log = pd.concat([everybody, ana], ignore_index=True)

    def remedy(
        schedule: Schedule, clock: str, site: Site = the_site, log: pd.DataFrame = log
    ) -> dict[str, object]:
        plan = forecast, required, recorded
        hours = shortest_paid_hours(site.work_plans.values())
        found = report(site, schedule, log, policy_of(site), *plan, hired_hours=hours)
        return _remedy(found, clock, "calls")

    broken = small_site.schedule()
    ten = remedy(broken, "10:00")
    assert (ten["remedy"], ten["remedy_heads"], ten["remedy_cost"]) == (MOVE, 1.0, 0.0)
    # an hour of training put off costs its time again, overtime half as much more, hiring a shift
    trained = _with_category(broken, ActivityCategory.TRAINING)
    put_off = remedy(trained, "10:00")
    assert (put_off["remedy"], put_off["remedy_cost"]) == (CANCEL, 20 * 0.5)
    off = replace(broken, shifts=tuple(s for s in broken.shifts if s.agent_id != "ana"))
    extra = remedy(off, "09:00", log=everybody)
    assert (extra["remedy"], extra["remedy_heads"]) == (EXTRA, 1.0)
    assert extra["remedy_cost"] == 20 * 0.5 * 1.5
    plan = contract("all", (0, 2400), (1, 5), (240,), 0, 1440)
    hired = remedy(broken, "09:00", replace(the_site, work_plans={"all": plan}))
    assert (hired["remedy"], hired["remedy_cost"] / hired["remedy_heads"]) == (HIRE, 20 * 4)
    partner = replace(the_site.queues[0], outsource_cost=2.0)
    given = remedy(broken, "09:00", replace(the_site, queues=(partner, *the_site.queues[1:])))
    cost = given["remedy_cost"] / given["remedy_heads"]
    assert (given["remedy"], cost) == (OUTSOURCE, 2.0 * 1800 / 200), "a contact takes 200 s"


def _with_category(schedule: Schedule, category: ActivityCategory) -> Schedule:
    """Make every break something else."""
    return replace(
        schedule,
        shifts=tuple(
            replace(
                shift,
                activities=tuple(
                    replace(a, category=category) if a.category == ActivityCategory.BREAK else a
                    for a in shift.activities
                ),
            )
            for shift in schedule.shifts
        ),
    )


def test_exceptions_are_listed_with_what_happened_instead(week: Report) -> None:
    found = exceptions(week.measured).set_index("agent_id")
    assert found.loc["ana", "seconds"] == 3 * 3600
    assert (found.loc["cleo", "scheduled"], found.loc["cleo", "actual"]) == ("on_queue", "break")
    assert set(found.index) == {"ana", "cleo"}


def test_team_agent_and_day_sum_the_same_seconds(week: Report) -> None:
    whole = week.overall.tally
    for parts in (week.by_agent(), week.by_team(), week.by_day()):
        assert sum((one.tally for one in parts.values()), type(whole)()) == whole


def test_elapsed_counts_what_lies_before() -> None:
    start, end = ints([0, 10]), ints([5, 30])
    assert list(elapsed(start, end, ints([0, 3, 10, 20, 99]))) == [0, 3, 5, 15, 25]


def test_a_site_without_anything_recorded_still_reports() -> None:
    the_site: Site = small_site.site(CALLS, SALES)
    forecast, required, recorded = small_site.frames(the_site)
    empty = report(
        *(the_site, small_site.schedule(), small_site.states().iloc[0:0], policy_of(the_site)),
        *(forecast, required, recorded.iloc[0:0]),
    )
    assert empty.bridges == ()
    assert empty.intervals["service_level"].isna().all()
    assert empty.overall.adherence.value is None


def _whole(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["date"].isna()]


def test_totals_over_queues_weigh_each_figure_as_it_is_defined() -> None:
    """Calls and sales differ in size; mail has no service level, calls no window."""
    the_site = small_site.site()
    forecast, required, recorded = small_site.frames(the_site)
    calls, mail = (recorded["queue"] == name for name in ("calls", "mail"))
    recorded.loc[calls, ["offered", "handled", "answered_within_threshold"]] = [90.0, 80.0, 72.0]
    recorded.loc[calls, ["talk_seconds", "acw_seconds"]] = [80 * 30.0, 0.0]
    recorded.loc[mail, ["offered", "handled", "abandoned"]] = [20.0, 20.0, 0.0]
    found = report(
        *(the_site, small_site.schedule(), small_site.states(), policy_of(the_site)),
        *(forecast, required, recorded),
    )
    (total,) = _whole(found.totals).to_dict("records")
    queues = _whole(found.kpis).set_index("queue")
    assert total["offered"] == queues["offered"].sum()
    assert total["service_level"] == pytest.approx((72 + 15) / (90 + 25))
    assert total["asa"] == pytest.approx(1200 / 100)
    assert total["aht"] == pytest.approx((80 * 30 + 20 * 200 + 20 * 200) / 120)
    assert total["share_in_window"] == pytest.approx(queues["share_in_window"]["mail"])
    for name in ("required_hours", "actual_under_hours", "scheduled_over_hours"):
        assert total[name] == pytest.approx(queues[name].sum())
    assert queues["occupancy"].min() < total["occupancy"] <= queues["occupancy"].max()
    assert len(found.totals) == 2
    (day,) = found.totals[found.totals["date"].notna()].to_dict("records")
    assert {**day, "date": None} == pytest.approx(total, nan_ok=True)


def test_what_is_still_to_come_of_a_running_week_is_not_unknown(week: Report) -> None:
    the_site = small_site.site()
    running = report(
        *(the_site, small_site.schedule(), small_site.states(), policy_of(the_site)),
        *small_site.frames(the_site), until=at("10:30"),
    )  # fmt: skip
    past = running.intervals["interval_start"] < pd.Timestamp(at("10:30"))
    of_agents = ["actual", "unknown", "absent", "actual_under", "service_level_predicted"]
    assert running.intervals.loc[~past, of_agents].isna().all(axis=None)
    assert running.intervals.loc[past, "unknown"].sum() == 0
    assert list(running.intervals["scheduled"]) == pytest.approx(list(week.intervals["scheduled"]))
    hours = _whole(running.totals)[["actual_hours", "actual_under_hours"]].iloc[0]
    before = week.intervals[past.to_numpy()]
    assert hours["actual_hours"] == pytest.approx(before["actual"].sum() / 2)
    assert hours["actual_under_hours"] == pytest.approx(before["actual_under"].sum() / 2)


def test_key_figures_of_a_running_week_set_its_plan_against_nothing_but_its_plan(
    week: Report,
) -> None:
    """Planned ones are of the whole week, recorded ones over what is paid so far."""
    the_site = small_site.site()
    given = (the_site, small_site.schedule(), small_site.states(), policy_of(the_site))
    forecast, required, recorded = small_site.frames(the_site)
    running = []
    for until in map(at, ("08:30", "10:30", "23:00")):
        past = recorded[recorded["interval_start"] < pd.Timestamp(until)]
        running.append(report(*given, forecast, required, past, until=until).site_kpis)
    planned = ("paid_hours", "training_hours", "shrinkage_planned", "cost", "holiday_hours")
    whole = asdict(week.site_kpis)
    assert all(asdict(one)[name] == whole[name] for one in running for name in planned)
    early, middle, over = running
    assert early.cost_per_contact is None
    assert 0 < (middle.cost_per_contact or 0) < 2 * (week.site_kpis.cost_per_contact or 0)
    assert over == week.site_kpis
    assert middle.actual_hours < week.site_kpis.actual_hours


def test_of_a_week_to_come_the_plan_is_shown_and_nothing_blamed(tmp_path: Path) -> None:
    """Its page and workbook say so; hours that nobody can know are empty, not none."""
    the_site = small_site.site()
    forecast, required, recorded = small_site.frames(the_site)
    ahead = report(
        *(the_site, small_site.schedule(), small_site.states()[:0], policy_of(the_site)),
        *(forecast, required, recorded[:0]), until=at("08:00"),
    )  # fmt: skip
    assert (ahead.bridges, ahead.actions, len(ahead.priorities)) == ((), (), 0)
    assert ahead.site_kpis.paid_hours == pytest.approx(18.0)
    assert ahead.site_kpis.shrinkage_planned == pytest.approx(0.5 / 18)
    assert english(ahead.verdicts[0]) == "calls: the week is still to come"
    [message] = about(ahead, True)
    assert english(message.phrase).startswith("the week begins on 2026-01-05: nothing of it has")
    [total] = _whole(ahead.totals).to_dict("records")
    assert (total["scheduled_hours"], total["forecast"]) == (17.5, 360)
    assert np.isnan([total["actual_hours"], total["actual_under_hours"]]).all()
    write_planned_vs_actual_page(ahead, tmp_path / "page.html")
    assert "calls: the week is still to come" in (tmp_path / "page.html").read_text("utf-8")
    write_planned_vs_actual(ahead, tmp_path / "book.xlsx")
    summary = load_workbook(tmp_path / "book.xlsx")["Summary"]
    assert "calls: the week is still to come" in [row[0].value for row in summary.iter_rows()]


def test_paid_holiday_hours_are_paid_and_kept_off_the_queues(week: Report) -> None:
    the_site = small_site.site()
    found = report(
        *(the_site, small_site.schedule(), small_site.states(), policy_of(the_site)),
        *small_site.frames(the_site), holiday_minutes={"ana": 480, "eve": 240},
    )  # fmt: skip
    before, after = week.site_kpis, found.site_kpis
    assert after.holiday_hours == 12
    assert after.paid_hours == before.paid_hours + 12
    assert after.cost == pytest.approx((before.cost or 0) + 12 * 20)
    assert after.shrinkage_planned == pytest.approx(
        1 - (1 - (before.shrinkage_planned or 0)) * before.paid_hours / after.paid_hours
    )
    assert found.of_teams({"red"}).site_kpis.holiday_hours == 8
