"""`wfm erlang` as planners use it."""

from __future__ import annotations

import json
import math

import pytest
from click.testing import CliRunner, Result

from wfm.cli import cli, main
from wfm.cli.erlang import command


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["erlang", *arguments], catch_exceptions=True)


def test_the_classic_question_is_answered_with_a_table() -> None:
    result = run("--volume", "100", "--interval", "30", "--aht", "180", "--shrinkage", "30%")
    assert result.exit_code == 0
    assert "14 agents for 10.00 Erlangs; exactly 13.04 heads available" in result.output
    assert "18.62 heads to schedule at 30% shrinkage" in result.output
    (marked,) = [line for line in result.output.splitlines() if line.startswith("→")]
    assert marked.split() == ["→", "14", "88.8%", "7.8", "0.00%", "71.4%"]


def test_with_patience_and_prices_the_table_shows_what_one_more_gains() -> None:
    result = run(
        *("--volume", "600", "--aht", "300", "--patience", "120", "--service-level", "80%"),
        *("--abandonment", "1.5%", "--hourly-cost", "25", "--contact-value", "10"),
    )
    assert "110 agents" in result.output
    assert "set by abandonment" in result.output
    assert "one more gains/h" in result.output


def test_json_is_for_programs_and_undefined_is_null() -> None:
    result = run("--volume", "100", "--aht", "180", "--json")
    answer = json.loads(result.output)
    assert (answer["agents"], answer["binding_target"]) == (14, "service_level")
    assert answer["exact"] == pytest.approx(13.0372, abs=1e-4)
    overloaded = answer["curve"][0]
    assert overloaded["agents"] == 10
    assert overloaded["asa_seconds"] is None
    assert math.isclose(overloaded["service_level"], 0)


def test_redials_and_lines_are_in_the_answer() -> None:
    few = ("--volume", "100", "--aht", "180", "--patience", "120", "--lines", "18")
    alone, redials = (
        json.loads(run(*few, *more, "--json").output) for more in ((), ("--redial-share", "40%"))
    )
    assert redials["load_with_redials"] > 10
    assert redials["exact"] > alone["exact"]
    shown = run(*few, "--redial-share", "0.4").output
    assert "Erlangs with the redials" in shown
    assert "turned away" in shown


def test_an_idle_reserve_says_how_much_deferred_work_is_done() -> None:
    arguments = ("--volume", "100", "--aht", "180", "--patience", "300", "--idle-reserve", "3")
    answer = json.loads(run(*arguments, "--json").output)
    at = next(row for row in answer["curve"] if row["agents"] == answer["agents"])
    assert at["service_level"] >= 0.8
    assert 0 < answer["deferred_heads"] <= at["deferred_heads"]
    assert "do deferred work in idle time" in run(*arguments).output


CLASSIC = ("--volume", "100", "--aht", "180")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--volume", "-5", "--aht", "180"), "volume is -5.0: it must be a finite number, 0 or"),
        (("--volume", "nan", "--aht", "180"), "volume is nan"),
        (("--volume", "inf", "--aht", "180"), "volume is inf"),
        (("--volume", "5", "--aht", "0"), "aht is 0.0: it must be a finite number of seconds"),
        (("--volume", "5", "--aht", "-1", "--lines", "9"), "aht is -1.0"),
        ((*CLASSIC, "--interval", "0"), "interval is 0.0"),
        ((*CLASSIC, "--service-level", "80"), "service_level is '80': it must be a share from 0"),
        ((*CLASSIC, "--abandonment", "-1%"), "abandonment is '-1%': it must be a share"),
        ((*CLASSIC, "--occupancy", "0"), "occupancy is 0.0: it must be a share above 0"),
        ((*CLASSIC, "--asa", "-2"), "asa is -2.0"),
        ((*CLASSIC, "--patience", "0"), "patience is 0.0: it must be"),
        ((*CLASSIC, "--shrinkage", "100%"), "shrinkage is 1.0"),
        ((*CLASSIC, "--redial-share", "1"), "redial_share is 1.0"),
        ((*CLASSIC, "--lines", "0"), "lines is 0: it must be 1 or more"),
        ((*CLASSIC, "--lines", "9"), "lines is 9: it must be 11 or more: no number of agents"),
        ((*CLASSIC, "--idle-reserve", "-1"), "idle_reserve is -1"),
        (
            (*CLASSIC, "--asa", "30", "--patience", "20"),
            "asa is 30.0: it must be below the mean patience of 20 s",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_words_with_status_1(
    arguments: tuple[str, ...],
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.argv", ["wfm", "erlang", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert message in capsys.readouterr().err


def test_what_is_no_number_is_wrong_usage() -> None:
    result = run("--volume", "5", "--aht", "180", "--service-level", "most")
    assert result.exit_code == 2
    assert "write 80% or 0.8" in result.output


def test_every_option_says_what_it_means() -> None:
    assert all(getattr(option, "help", None) for option in command.params)
