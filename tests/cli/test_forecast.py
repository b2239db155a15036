"""The commands `forecast` and `backtest` as a planner runs them."""

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from tests.forecasts.conftest import History, history
from tests.planning.tiny_site import NEXT_WEEK, write_tiny_site
from wfm.cli.backtest import command as backtest
from wfm.cli.forecast import command as forecast
from wfm.errors import InputError, ParameterError
from wfm.sites.history_file import read_history_file

__all__ = ["history"]
BERLIN = ["--time-zone", "Europe/Berlin", "--country", "DE"]


def run(command: object, *arguments: object) -> Result:
    return CliRunner().invoke(command, [str(word) for word in arguments])  # type: ignore[arg-type]


@pytest.fixture
def calls(tmp_path: Path, history: History) -> Path:
    rows = history()
    local = rows["interval_start"].dt.tz_localize(None).dt.strftime("%Y-%m-%d %H:%M:%S")
    path = tmp_path / "calls.csv.gz"
    pd.DataFrame({"timestamp": local, "calls": rows["offered"]}).to_csv(path, index=False)
    return path


def test_a_plain_table_of_calls_gives_the_documented_columns(calls: Path, tmp_path: Path) -> None:
    out = tmp_path / "forecast.csv"
    result = run(forecast, calls, "--days", 7, "--out", out, "--json", *BERLIN)
    assert result.exit_code == 0, result.output
    frame = pd.read_csv(out)
    assert list(frame) == [
        "interval_start", "interval_minutes", "queue", "channel", "contacts",
        "contacts_p05", "contacts_p25", "contacts_p50", "contacts_p75", "contacts_p95",
        "rate_p05", "rate_p25", "rate_p50", "rate_p75", "rate_p95", "rate_day_share",
        "rate_week_share", "aht_seconds",
    ]  # fmt: skip
    assert frame["interval_start"].iloc[0] == "2026-03-16T08:00:00+01:00"
    summary = json.loads(result.stdout)
    assert summary["queues"][0]["contacts"] == pytest.approx(frame["contacts"].sum(), abs=1)


def test_overrides_are_applied_and_the_original_stays_beside_them(
    calls: Path, tmp_path: Path
) -> None:
    table, out = tmp_path / "overrides.csv", tmp_path / "forecast.csv"
    table.write_text(
        "queue,start,end,factor,contacts,by,at,reason\n"
        "all,2026-03-16T08:00+01:00,2026-03-16 09:00,1.5,,Ada,2026-03-10,mailing\n"
    )
    result = run(forecast, calls, "--days", 1, "--out", out, "--overrides", table, *BERLIN)
    assert result.exit_code == 0, result.output
    frame = pd.read_csv(out)
    ratio = (frame["contacts"] / frame["contacts_original"]).round(3)
    assert ratio.tolist() == [1.5, 1.5, *[1.0] * 22]
    assert frame["override_reason"].dropna().tolist() == ["mailing", "mailing"]


def test_an_event_of_a_table_moves_the_forecast_of_its_days(calls: Path, tmp_path: Path) -> None:
    table, plain, moved = (tmp_path / name for name in ("events.csv", "plain.csv", "moved.csv"))
    table.write_text("event,from,to,effect\nSpring offers,2026-03-17,2026-03-17,1.5\n")
    for out, more in ((plain, []), (moved, ["--events", table])):
        result = run(forecast, calls, "--days", 3, "--out", out, *more, *BERLIN)
        assert result.exit_code == 0, result.output
    contacts = [pd.read_csv(out)["contacts"] for out in (plain, moved)]
    day = pd.read_csv(plain)["interval_start"].str[:10]
    ratio = (contacts[1] / contacts[0]).groupby(day).mean().round(3)
    assert ratio.tolist() == [1.0, 1.5, 1.0]


def test_an_event_of_a_queue_that_is_not_in_the_history_names_its_row(
    calls: Path, tmp_path: Path
) -> None:
    table = tmp_path / "events.csv"
    table.write_text("event,queues,from,to\nOffers,sails,2026-03-17,2026-03-17\n")
    result = run(forecast, calls, "--out", tmp_path / "f.csv", "--events", table, *BERLIN)
    assert isinstance(result.exception, InputError)
    (problem,) = result.exception.problems
    assert (problem.file, problem.row, problem.field) == ("events.csv", 2, "queues")


def test_an_override_that_cannot_be_names_its_row_and_field(calls: Path, tmp_path: Path) -> None:
    table = tmp_path / "overrides.csv"
    table.write_text(
        "queue,start,end,factor,contacts,by,at,reason\n"
        "all,16 March,2026-03-16T09:00+01:00,1.5,,Ada,2026-03-10,mailing\n"
        "all,2026-03-16T08:00Z,2026-03-16T09:00Z,1.5,7,Ada,2026-03-10,mailing\n"
        "all,2026-03-16T08:00Z,2026-03-16T09:00Z,1.5.1,,,2026-03-10,mailing\n"
        "all,2026-03-16,2026-03-15,1.5,,Ada,2026-03-10,mailing\n"
    )
    result = run(forecast, calls, "--out", tmp_path / "f.csv", "--overrides", table, *BERLIN)
    assert isinstance(result.exception, InputError)
    places = [(problem.row, problem.field) for problem in result.exception.problems]
    assert sorted(places) == [(2, "start"), (3, "factor"), (4, "by"), (4, "factor"), (5, "end")]


def test_an_override_of_no_interval_is_told_in_words(calls: Path, tmp_path: Path) -> None:
    table = tmp_path / "overrides.csv"
    table.write_text(
        "queue,start,end,factor,by,at,reason\nsails,2026-03-16,2026-03-16,1.5,Ada,2026-03-10,why\n"
    )
    result = run(forecast, calls, "--out", tmp_path / "f.csv", "--overrides", table, *BERLIN)
    assert result.exception is not None
    assert "sails, 2026-03-1" in str(result.exception)


def test_a_new_queue_has_its_volume_in_the_shape_of_another(calls: Path, tmp_path: Path) -> None:
    out = tmp_path / "forecast.csv"
    new = ["--new-queue", "refunds=all:700"]
    result = run(forecast, calls, "--days", 7, "--out", out, *new, *BERLIN)
    assert result.exit_code == 0, result.output
    totals = pd.read_csv(out).groupby("queue")["contacts"].sum()
    assert totals["refunds"] == pytest.approx(700, abs=0.1)
    assert "refunds: 700 contacts (like all 100%)" in result.stdout
    assert "has the shape of all" in result.stderr


@pytest.mark.parametrize("word", ["refunds", "refunds=all", "refunds=all:-3"])
def test_a_new_queue_without_likeness_or_volume_is_refused(
    calls: Path, tmp_path: Path, word: str
) -> None:
    result = run(forecast, calls, "--out", tmp_path / "f.csv", "--new-queue", word, *BERLIN)
    assert isinstance(result.exception, ParameterError)
    assert "refunds=billing:700" in str(result.exception)


def test_the_rest_of_a_day_follows_what_was_seen_of_it(calls: Path, tmp_path: Path) -> None:
    """Of Sunday, 15 March, four hours are known, with twice the usual calls."""
    rows = pd.read_csv(calls)
    rows.loc[rows["timestamp"] >= "2026-03-15", "calls"] *= 2
    rows[rows["timestamp"] < "2026-03-15 12:00"].to_csv(calls, index=False)
    frames = []
    for name, option in (("locked", ["--start", "2026-03-15"]), ("live", ["--intraday"])):
        out = tmp_path / name
        result = run(forecast, calls, "--days", 2, "--out", out, *option, *BERLIN)
        assert result.exit_code == 0, result.output
        frames.append(pd.read_csv(out)["contacts"])
    change = (frames[1] / frames[0]).to_numpy()
    assert change[:8].tolist() == [1.0] * 8
    assert (change[8:24] > 1.005).all()
    assert change[24:].tolist() == [1.0] * 24


def test_a_day_of_which_nothing_was_seen_cannot_be_updated(calls: Path, tmp_path: Path) -> None:
    today = ["--intraday", "--start", "2026-03-16", "--out", tmp_path / "f.csv"]
    result = run(forecast, calls, *today, *BERLIN)
    assert isinstance(result.exception, ParameterError)
    assert "--intraday" in str(result.exception)


def test_what_many_queues_have_alike_is_told_once(tmp_path: Path, history: History) -> None:
    path = tmp_path / "history.csv"
    names = [f"queue {letter}" for letter in "abcdef"]
    rows = pd.concat([history(name, days=14) for name in names])
    rows.drop(columns="talk_seconds").to_csv(path, index=False)
    result = run(forecast, path, "--days", 1, "--out", tmp_path / "f.csv", *BERLIN)
    alike = [line for line in result.stderr.splitlines() if "handle times" in line]
    assert len(alike) == 1
    assert "queue a, queue b, queue c, queue d, queue e and 1 more: " in alike[0]


def test_the_hour_that_comes_twice_in_local_times_is_two_hours(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(
        "timestamp,calls\n2026-10-25 01:00,1\n2026-10-25 02:00,2\n2026-10-25 02:00,3\n"
        "2026-10-25 03:00,4\n"
    )
    starts = read_history_file(path, "Europe/Berlin", 60, zeros=False)["interval_start"]
    assert [start.hour for start in starts] == [23, 0, 1, 2]


def test_an_hour_that_clocks_skip_is_left_out_without_contacts_and_refused_with(
    tmp_path: Path,
) -> None:
    path = tmp_path / "calls.csv"
    text = "timestamp,calls\n2026-03-29 01:00,1\n2026-03-29 02:00,0\n2026-03-29 03:00,4\n"
    path.write_text(text)
    rows = read_history_file(path, "Europe/Berlin", 60, zeros=False)
    assert rows["offered"].astype(float).tolist() == [1, 4]
    path.write_text(text.replace("02:00,0", "02:00,5"))
    with pytest.raises(InputError, match=r"row 3.*clocks skip this time"):
        read_history_file(path, "Europe/Berlin", 60, zeros=False)


def test_rows_keep_their_number_where_zeros_are_filled_in(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text("timestamp,calls\n2026-03-02 08:00,4\n2026-03-02 09:00,5\n")
    rows = read_history_file(path, "UTC", 30, zeros=True).sort_values("interval_start")
    assert rows["row"].tolist() == [2, 0, 3]


def test_local_times_without_a_zone_ask_for_it(calls: Path, tmp_path: Path) -> None:
    result = run(forecast, calls, "--out", tmp_path / "forecast.csv")
    assert isinstance(result.exception, InputError)
    assert "--time-zone" in str(result.exception)
    assert not (tmp_path / "forecast.csv").exists()


def test_a_bad_value_names_file_row_and_field(tmp_path: Path, history: History) -> None:
    path = tmp_path / "history.csv"
    rows = history(days=21).astype({"offered": float})
    rows.loc[3, "offered"] = -4
    rows.to_csv(path, index=False)
    result = run(forecast, path, "--out", tmp_path / "f.csv", *BERLIN)
    assert isinstance(result.exception, InputError)
    (problem,) = result.exception.problems
    assert (problem.file, problem.row, problem.field) == ("history.csv", 5, "offered")


def test_days_on_which_nothing_is_open_are_said_to_be_so(calls: Path, tmp_path: Path) -> None:
    rows = pd.read_csv(calls)
    workdays = rows[pd.to_datetime(rows["timestamp"]).dt.day_of_week < 5]
    workdays.to_csv(calls, index=False)
    weekend = ["--start", "2026-03-21", "--days", 2, "--out", tmp_path / "f.csv"]
    result = run(forecast, calls, *weekend, *BERLIN)
    assert isinstance(result.exception, InputError)
    assert "no queue is open" in str(result.exception)


@pytest.mark.parametrize("output", [[], ["--json"]])
def test_a_queue_that_is_closed_on_all_days_has_no_contacts(
    tmp_path: Path, history: History, output: list[str]
) -> None:
    office = history("office")
    office = office[office["interval_start"].dt.day_of_week < 5]
    path, saturday = tmp_path / "calls.csv", ["--start", "2026-03-21", "--days", 1]
    pd.concat([history(), office]).to_csv(path, index=False)
    result = run(forecast, path, *saturday, "--out", tmp_path / "f.csv", *output)
    assert result.exit_code == 0, result.output
    assert ('"contacts": 0.0' if output else "office: 0 contacts") in result.stdout


def test_intervals_whose_contacts_have_an_unknown_name_are_no_list_of_contacts(
    tmp_path: Path, history: History
) -> None:
    path = tmp_path / "history.csv"
    history(days=14).rename(columns={"offered": "anrufe"}).to_csv(path, index=False)
    with pytest.raises(InputError, match=r"no column of contacts .*; not read are anrufe$"):
        read_history_file(path, None, 30, zeros=False)


def test_columns_of_which_nothing_is_taken_are_named(calls: Path, tmp_path: Path) -> None:
    """An AHT in a column of its own is not read: without a word its loss looked like an error."""
    rows = pd.read_csv(calls).assign(AHT=240, abandoned=0)
    rows.to_csv(calls, index=False)
    result = run(forecast, calls, "--days", 1, "--out", tmp_path / "f.csv", *BERLIN)
    assert "note: calls.csv.gz, row 1: columns not read: aht → add talk_seconds" in result.stderr


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Give a site with a queue of which there is no history yet."""
    folder = write_tiny_site(tmp_path / "site")
    (folder / "queues.csv").write_text(
        "queue,channel,skill,hours,service_level,threshold_seconds,like_queue,contacts_per_week\n"
        "calls,voice,phone,mon-fri 09:00-17:00,0.8,20,,\n"
        "refunds,voice,phone,mon-fri 10:00-15:00,0.8,20,calls,200\n"
    )
    return folder


@pytest.mark.parametrize(
    ("option", "contacts"), [([], 200), (["--new-queue", "refunds=calls:300"], 300)]
)
def test_a_sites_new_queue_is_forecast_and_an_option_goes_before_the_table(
    site: Path, tmp_path: Path, option: list[str], contacts: float
) -> None:
    out = tmp_path / "forecast.csv"
    days = ["--start", NEXT_WEEK, "--days", 7]
    result = run(forecast, site, *days, "--out", out, *option)
    assert result.exit_code == 0, result.output
    rows = pd.read_csv(out).query("queue == 'refunds'")
    assert rows["contacts"].sum() == pytest.approx(contacts, abs=0.1)
    assert len(rows) == 5 * 10


def test_a_backtest_of_a_site_says_why_its_new_queue_has_no_row(site: Path) -> None:
    result = run(backtest, site, "--weeks", 1, "--origins", 1)
    assert result.exit_code == 0, result.output
    assert "refunds" not in result.stdout
    assert "queue refunds: it is new: no history that could be forecast again" in result.stderr


def test_what_a_site_has_that_is_not_read_is_told_before_the_forecast(
    site: Path, tmp_path: Path
) -> None:
    path = site / "history.csv"
    path.write_text(path.read_text().replace("talk_seconds", "talk_seconds,AHT", 1))
    result = run(forecast, site, "--days", 1, "--out", tmp_path / "f.csv")
    assert "note: history.csv, row 1, field aht: unknown column, not read" in result.stderr


def test_a_list_of_contacts_is_counted_with_zeros_between(tmp_path: Path) -> None:
    path = tmp_path / "tickets.csv"
    path.write_text(
        "timestamp,group\n2026-03-02 08:05:00,a\n2026-03-02 08:10:00,a\n2026-03-02 10:20:00,b\n"
    )
    rows = read_history_file(path, "UTC", 60, zeros=False).set_index(["queue", "interval_start"])
    assert rows.loc["a", "offered"].tolist() == [2, 0, 0]
    assert rows["offered"].sum() == 3


def test_a_genesys_export_is_read_in_utc(tmp_path: Path) -> None:
    path = tmp_path / "genesys.csv"
    path.write_text(
        "Interval Start UTC Date,Queue,Media Type,Offered,Interactions Handled,"
        "Total Handle Time (Seconds)\n2026-03-02 08:00:00,sales,voice,9,8,1920\n"
    )
    row = read_history_file(path, None, 30, zeros=False).iloc[0]
    assert row["interval_start"] == pd.Timestamp("2026-03-02 08:00", tz="UTC")
    assert (row["queue"], row["offered"], row["handled"], row["talk_seconds"]) == (
        "sales", 9, 8, 1920,
    )  # fmt: skip


def test_a_time_that_is_none_is_named(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text("timestamp,calls\n2026-03-02 08:00:00,4\nyesterday,5\n")
    with pytest.raises(InputError, match=r"row 3.*'yesterday' is not a date and time"):
        read_history_file(path, "UTC", 30, zeros=False)


def test_days_before_months_are_refused_not_taken_for_months(tmp_path: Path) -> None:
    """The fourth of March would else be taken for the third of April without a word."""
    path = tmp_path / "calls.csv"
    path.write_text("Interval Start;Queue Name;Offered\n04/03/2026 08:00;Sales;4\n")
    with pytest.raises(
        InputError, match=r"row 2.*'04/03/2026 08:00' may be 4 March or 3 April.*year first"
    ):
        read_history_file(path, "UTC", 30, zeros=False)


def test_a_queue_name_is_the_queue(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text("Interval Start;Queue Name;Offered\n2026-03-04 08:00;Verträge Süd;4\n")
    assert read_history_file(path, "UTC", 30, zeros=False)["queue"].tolist() == ["Verträge Süd"]


def test_backtest_prints_each_lead_and_writes_table_and_chart(calls: Path, tmp_path: Path) -> None:
    out = tmp_path / "accuracy"
    result = run(backtest, calls, "--weeks", 2, "--origins", 2, "--out", out, "--json", *BERLIN)
    assert result.exit_code == 0, result.output
    rows = json.loads(result.stdout)
    assert {row["lead_week"] for row in rows if row["method"] == "combined"} == {0, 1, 2}
    assert len(pd.read_csv(out / "accuracy.csv")) == len(rows)
    page = (out / "accuracy.html").read_text()
    assert "forecast a week ahead" in page
    assert page.count("<td>mixed model</td>") == 3


def test_backtest_tells_the_weight_of_a_method_once_beside_its_mean(calls: Path) -> None:
    lines = run(backtest, calls, "--weeks", 2, "--origins", 2, *BERLIN).stdout.splitlines()
    leads = [line for line in lines if "mixed model" in line]
    assert ["mean" in line for line in leads] == [True, False, False]
    assert len(leads[0].split()) == len(leads[1].split()) + 3


def test_locked_and_live_forecasts_are_judged_side_by_side(calls: Path, tmp_path: Path) -> None:
    """Two weeks were locked; a week later the second was forecast anew."""
    before = pd.read_csv(calls)
    for name, day, days in (("locked", "2026-03-02", 14), ("live", "2026-03-09", 7)):
        then = tmp_path / f"{day}.csv"
        before[before["timestamp"] < day].to_csv(then, index=False)
        run(forecast, then, "--days", days, "--out", tmp_path / name, *BERLIN)
    files = [word for name in ("locked", "live") for word in ("--against", tmp_path / name)]
    result = run(backtest, calls, *files, "--json", *BERLIN)
    assert result.exit_code == 0, result.output
    locked, live = json.loads(result.stdout)
    second = before[before["timestamp"] >= "2026-03-09"]
    assert locked["came"] == live["came"] == second["calls"].sum()
    assert locked["contacts"] != live["contacts"]
    assert max(locked["wape"], live["wape"]) < 0.25


def test_a_forecast_of_weeks_that_have_not_come_cannot_be_judged(
    calls: Path, tmp_path: Path
) -> None:
    run(forecast, calls, "--days", 7, "--out", tmp_path / "next", *BERLIN)
    result = run(backtest, calls, "--against", tmp_path / "next", *BERLIN)
    assert isinstance(result.exception, InputError)
    assert "some of which the history has" in str(result.exception)
