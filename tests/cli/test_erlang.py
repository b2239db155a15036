"""`wfm erlang` as planners use it."""

from __future__ import annotations

import json
import math

import pytest
from click.testing import CliRunner, Result

from wfm.cli import cli
from wfm.cli.erlang import command
from wfm.errors import ParameterError


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


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--volume", "-5", "--aht", "180"], "volume is -5.0: it must be a finite number"),
        (["--volume", "nan", "--aht", "180"], "volume is nan"),
        (["--volume", "5", "--aht", "0"], "aht is 0.0: it must be"),
        (["--volume", "5", "--aht", "180", "--interval", "0"], "interval is 0.0"),
        (
            ["--volume", "5", "--aht", "180", "--asa", "30", "--patience", "20"],
            "asa is 30.0: it must be below the mean patience of 20 s",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_words(arguments: list[str], message: str) -> None:
    result = run(*arguments)
    assert isinstance(result.exception, ParameterError)
    assert message in str(result.exception)


def test_a_share_above_one_is_wrong_usage_with_the_right_spelling() -> None:
    result = run("--volume", "5", "--aht", "180", "--service-level", "80")
    assert result.exit_code == 2
    assert "write 80% or 0.8" in result.output


def test_every_option_says_what_it_means() -> None:
    assert all(getattr(option, "help", None) for option in command.params)
