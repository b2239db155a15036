"""One cause, one message; and all causes in one round."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sites.small_site import FILES, broken, write
from wfm.errors import InputError, InputProblem
from wfm.sites import read_site
from wfm.words import english


def problems(folder: Path) -> list[InputProblem]:
    with pytest.raises(InputError) as refused:
        read_site(folder)
    return list(refused.value.problems)


def test_a_wrong_work_plan_of_many_agents_is_told_once(tmp_path: Path) -> None:
    agents = FILES["agents.csv"].replace("full_time", "fulltime")
    (found,) = problems(write(tmp_path, agents__csv=agents))
    assert (english(found.what), found.row) == ("there is no work plan fulltime (2 rows)", 2)
    assert english(found.remedy) == "did you mean full_time?"


def test_an_agent_that_all_tables_call_otherwise_is_told_once(tmp_path: Path) -> None:
    agents = FILES["agents.csv"].replace("A2,", "A22,").replace("Ole Otter", "Ole O.")
    (found,) = problems(write(tmp_path, agents__csv=agents))
    assert english(found.what) == "there is no agent A2 (2 rows, also in preferences.csv)"
    assert (found.file, found.row) == ("time_off.csv", 3)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("agents.csv", ",,25\nA2", ",,x\nA2"),  # the only one who can write
        ("work_plans.toml", "[full_time]", "[full_time"),
        ("work_plans.toml", "min_days_per_week = 5\n", ""),
        ("agents.csv", "agent_id", "number"),
        ("site.toml", "Europe/Berlin", "Nowhere"),
        ("queues.csv", "email,email,writing", "email,post,writing"),
        ("history.csv", ",email,email,", ",emial,email,"),
        ("queues.csv", ",selling,", ",seling,"),
        ("queues.csv", "mon-fri 08:00-18:00", "whenever"),
    ],
)
def test_one_mistake_has_one_message(tmp_path: Path, file: str, old: str, new: str) -> None:
    assert len(problems(broken(tmp_path, file, old, new))) == 1


def test_a_queue_with_a_mistake_is_not_told_as_unknown_elsewhere(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        read_site(broken(tmp_path, "queues.csv", "0.8,20", "eighty,20"))
    assert [one.field for one in refused.value.problems] == ["service_level"]
    assert not refused.value.notes, "its skill, and its rows of the history, are known"


def test_an_unknown_name_is_told_once_among_agents_and_teams(tmp_path: Path) -> None:
    off = FILES["time_off.csv"].replace("A2,", "A9,")
    meetings = FILES["meetings.csv"].replace("Nord", "A9")
    (found,) = problems(write(tmp_path, time_off__csv=off, meetings__csv=meetings))
    assert english(found.what) == "there is no agent A9 (2 rows, also in meetings.csv)"


@pytest.mark.parametrize("order", ["day_first", "dayfirst"])
def test_dates_are_read_as_declared_beside_other_mistakes(tmp_path: Path, order: str) -> None:
    site = FILES["site.toml"].replace("Europe/Berlin", "Nowhere") + f'date_order = "{order}"\n'
    off = FILES["time_off.csv"].replace("2026-03-04,2026-03-04", "04/03/2026,04/03/2026")
    found = problems(write(tmp_path, site__toml=site, time_off__csv=off))
    assert {one.file for one in found} == {"site.toml"}


def test_the_declared_order_of_dates_holds_in_the_history(tmp_path: Path) -> None:
    site = FILES["site.toml"] + 'date_order = "day_first"\n'
    history = FILES["history.csv"].replace("2026-02-23T", "03/02/2026 ").replace(":00+01:00", "")
    read = read_site(write(tmp_path, site__toml=site, history__csv=history)).history
    assert {f"{at:%d.%m.}" for at in read["interval_start"]} == {"03.02."}


@pytest.mark.parametrize("mark", [", ", ";", " / ", " & "])
def test_several_names_are_parted_by_any_mark_between_known_ones(tmp_path: Path, mark: str) -> None:
    agents = FILES["agents.csv"].replace("selling|writing", f'"selling{mark}writing"')
    site = read_site(write(tmp_path, agents__csv=agents))
    assert site.site.agents[0].skills == {"selling", "writing"}
    assert site.warnings == ()


def test_a_person_is_known_by_the_last_name_first(tmp_path: Path) -> None:
    off = FILES["time_off.csv"].replace("A1,", '"Robbe, Ida",')
    assert read_site(write(tmp_path, time_off__csv=off)).site.time_off[0].agent_id == "A1"


def test_a_day_off_from_midnight_to_the_same_midnight_is_that_day(tmp_path: Path) -> None:
    moments = "2026-03-04 00:00,2026-03-04 00:00"
    day = FILES["time_off.csv"].replace("2026-03-04,2026-03-04", moments)
    off = read_site(write(tmp_path, time_off__csv=day)).site.time_off[0]
    assert (off.end - off.start).total_seconds() == 86_400
    noon = FILES["time_off.csv"].replace("2026-03-05 16:00", "2026-03-05 12:00")
    (found,) = problems(write(tmp_path, time_off__csv=noon))
    assert english(found.what) == "it begins and ends at the same moment"


@pytest.mark.parametrize("file", ["agents.csv", "work_plans.toml", "queues.csv"])
def test_a_missing_table_is_the_only_message(tmp_path: Path, file: str) -> None:
    missing = write(tmp_path, **{file.replace(".", "__"): None})
    found = [p for p in problems(missing) if english(p.what) != "queue sales has no row"]
    assert {english(p.what) for p in found} == {"this table is missing"}


def test_a_queue_that_the_history_calls_otherwise_is_told_with_its_rows(tmp_path: Path) -> None:
    history = FILES["history.csv"].replace(",15,sales,", ",15,Sale's,")
    (found,) = problems(write(tmp_path, history__csv=history))
    assert english(found.what) == "queue sales has no row"
    assert english(found.remedy) == "the history has 2 rows of Sale's: give both the same name"


def test_mistakes_of_several_causes_come_in_one_round(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        agents__csv=FILES["agents.csv"].replace(",25\n", ",x\n", 1).replace("A2,Ole", "A1,Ole"),
        queues__csv=FILES["queues.csv"].replace("08:00-18:00", "8-6"),
        time_off__csv=FILES["time_off.csv"].replace("2026-03-04,2026", "04/03/2026,2026"),
        history__csv=FILES["history.csv"].replace("3000,", "many,"),
        meetings__csv=FILES["meetings.csv"].replace("Nord", "Sud"),
    )
    assert {(p.file, p.field) for p in problems(folder)} >= {
        ("agents.csv", "hourly_cost"), ("queues.csv", "hours"), ("time_off.csv", "from"),
        ("history.csv", "talk_seconds"), ("meetings.csv", "who"),
    }  # fmt: skip


def test_names_are_known_in_any_case_and_people_by_their_names(tmp_path: Path) -> None:
    plain = read_site(write(tmp_path)).site
    found = read_site(
        write(
            tmp_path,
            agents__csv=FILES["agents.csv"]
            .replace("full_time", " Full_Time ")
            .replace("selling|writing", "Selling| WRITING")
            .replace("Otter,Nord", "Otter,NORD"),
            time_off__csv=FILES["time_off.csv"].replace("A1,", "Ida Robbe,"),
            availability__csv=FILES["availability.csv"].replace("A1,", "a1,"),
            preferences__csv=FILES["preferences.csv"].replace("A2,", "ole  otter,"),
            meetings__csv=FILES["meetings.csv"].replace("Nord", "nord"),
            events__csv=FILES["events.csv"].replace(",sales,", ",SALES,"),
            previous__csv=FILES["previous.csv"].replace("A1,s1", "Ida Robbe,s1"),
            history__csv=FILES["history.csv"].replace(",sales,", ",Sales ,"),
        )
    )
    assert found.warnings == ()
    assert found.site == plain
    assert set(found.history["queue"]) == {"sales", "email"}


def test_two_agents_of_one_name_are_asked_for_by_id(tmp_path: Path) -> None:
    agents = FILES["agents.csv"].replace("Ole Otter", "Ida Robbe")
    off = FILES["time_off.csv"].replace("A1,", "Ida Robbe,")
    (found,) = problems(write(tmp_path, agents__csv=agents, time_off__csv=off))
    assert english(found.what) == "there is no agent Ida Robbe"
    assert english(found.remedy) == "several agents have this name: use an id, A1 or A2"


def test_names_that_differ_in_case_alone_stay_two(tmp_path: Path) -> None:
    agents = FILES["agents.csv"] + "a2,Other One,Nord,full_time,selling,,,25\n"
    site = read_site(write(tmp_path, agents__csv=agents)).site
    assert [agent.id for agent in site.agents] == ["A1", "A2", "a2"]
    assert {off.agent_id for off in site.time_off} == {"A1", "A2"}


def test_what_is_odd_is_told_beside_what_is_wrong(tmp_path: Path) -> None:
    folder = broken(tmp_path, "site.toml", "Europe/Berlin", "GMT")
    agents = FILES["agents.csv"].replace("full_time", "fulltime")
    (folder / "agents.csv").write_text(agents, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_site(folder)
    (wrong,), notes = refused.value.problems, refused.value.notes
    assert english(wrong.what) == "there is no work plan fulltime (2 rows)"
    assert ("site.toml", "time_zone") in {(odd.file, odd.field) for odd in notes}
    told = str(refused.value).splitlines()
    assert [line.startswith("note: ") for line in told] == [False, *(True for _ in notes)]


def test_a_row_tells_its_unknown_name_beside_what_else_is_wrong_in_it(tmp_path: Path) -> None:
    rows = FILES["time_off.csv"].replace("A2,2026-03-05 12:00", "A9,2026-02-30")
    found = problems(write(tmp_path, time_off__csv=rows))
    assert {(one.row, one.field) for one in found} == {(3, "from"), (3, "agent_id")}
    assert "there is no agent A9" in {english(one.what) for one in found}


def test_a_misspelt_name_of_a_person_leads_to_the_id(tmp_path: Path) -> None:
    (found,) = problems(broken(tmp_path, "time_off.csv", "A1,", "Ida Robe,"))
    assert found.remedy is not None
    assert english(found.remedy) == "did you mean A1?"


@pytest.mark.parametrize(
    ("last", "told"),
    [
        ("Total: 2 agents,,,,,,,", True),
        ("Summe (2),,,,,,,50", True),
        ("Week 2 total,,,,,,,50", True),
        ("Total for Nord,,,,,,,50", True),
        ("Total Care,Ida,,,,,,", False),
    ],
)
def test_a_row_that_counts_is_one_of_totals_and_a_name_is_none(
    tmp_path: Path, last: str, told: bool
) -> None:
    folder = write(tmp_path, agents__csv=f"{FILES['agents.csv']}{last}\n")
    if told:
        (warning,) = read_site(folder).warnings
        assert (english(warning.what), warning.row) == ("a row of totals, not read", 4)
    else:
        assert {one.row for one in problems(folder)} == {4}


def test_a_row_that_is_mostly_empty_has_one_message(tmp_path: Path) -> None:
    (found,) = problems(write(tmp_path, agents__csv=FILES["agents.csv"] + ",* from May,,,,,,\n"))
    assert (found.row, english(found.what)) == (
        4, "most of this row is empty: agent_id, team, work_plan, skills",
    )  # fmt: skip


@pytest.mark.parametrize(
    "line", ["Exported on 30.03.2026 08:00,,,,,,,,,", "date,min,name,,contacts,contacts,,,,"]
)
def test_words_among_the_figures_of_a_history_are_told_and_passed_over(
    tmp_path: Path, line: str
) -> None:
    rows = FILES["history.csv"].splitlines()
    history = "\n".join([rows[0], line, *rows[1:], ""])
    read = read_site(write(tmp_path, history__csv=history))
    (told,) = read.warnings
    assert (told.row, english(told.what)) == (2, "a row that is no record, not read")
    assert read.history.equals(read_site(write(tmp_path)).history)


def test_mean_handle_times_beside_totals_are_not_left_out_silently(tmp_path: Path) -> None:
    history = FILES["history.csv"].replace("talk_seconds", "AHT")
    (found,) = problems(write(tmp_path, history__csv=history))
    assert (found.field, found.row) == ("aht", 1)


def test_the_one_name_that_no_queue_has_is_offered_to_the_queue_without_rows(
    tmp_path: Path,
) -> None:
    history = FILES["history.csv"].replace(",15,sales,", ",15,Verkauf,")
    (found,) = problems(write(tmp_path, history__csv=history))
    assert english(found.remedy or found.what).startswith("the history has 2 rows of Verkauf")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("queues.csv", "sales,voice", "sales,Phone"),
        ("queues.csv", "email,email", "email,E-Mail"),
        ("queues.csv", "0.8,20,", "80%,20 s,"),
        ("queues.csv", ",,240,400", ",,240 min,400 sec"),
        ("work_plans.toml", "[8.5]", '"8:30"'),
        ("work_plans.toml", "[8.5]", '"8 h 30"'),
        ("work_plans.toml", "= 40", '= "40 h"'),
        ("work_plans.toml", "minutes = 30", 'minutes = "30 min"'),
        ("events.csv", ",1.2", ",+20%"),
        ("meetings.csv", ",30,", ",30 minutes,"),
    ],
)
def test_units_and_words_of_others_mean_the_same_site(
    tmp_path: Path, file: str, old: str, new: str
) -> None:
    plain = read_site(write(tmp_path)).site
    assert read_site(broken(tmp_path, file, old, new)).site == plain
