"""A queue without history in a site's tables: like another one, or refused with the remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sites.small_site import FILES, write
from wfm.errors import InputError
from wfm.sites import SiteInput, read_site
from wfm.words import english

REFUNDS = "refunds,voice,selling,mon-fri 09:00-17:00,0.8,20,,,sales,800"


def with_queue(folder: Path, row: str = REFUNDS, sales: str = ",") -> SiteInput:
    """Read the small site with a third queue, of which there is no history."""
    head, first, second = FILES["queues.csv"].strip().splitlines()
    rows = [f"{head},like_queue,contacts_per_week", f"{first},{sales}", f"{second},,", row]
    return read_site(write(folder, queues__csv="\n".join(rows) + "\n"))


def test_it_is_like_another_queue_at_the_planners_volume(tmp_path: Path) -> None:
    found = with_queue(tmp_path)
    assert [(q.like_queue, q.contacts_per_week) for q in found.site.queues] == [
        (None, None), (None, None), ("sales", 800.0),
    ]  # fmt: skip
    assert found.warnings == ()
    assert set(found.history["queue"]) == {"sales", "email"}


def test_without_a_likeness_the_missing_history_is_told_with_both_ways_out(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        with_queue(tmp_path, REFUNDS.replace("sales,800", ","))
    (problem,) = caught.value.problems
    assert (problem.file, english(problem.what)) == ("history.csv", "queue refunds has no row")
    assert "add its history" in english(problem.remedy)
    assert "like_queue and contacts_per_week" in english(problem.remedy)


@pytest.mark.parametrize(
    ("likeness", "sales", "message"),
    [
        ("sales,", ",", "field contacts_per_week: it is missing → it must be given with like"),
        (",800", ",", "field like_queue: it is missing → it must be given with contacts_per_week"),
        ("sails,800", ",", "field like_queue: there is no queue sails → did you mean sales?"),
        ("refunds,800", ",", "field like_queue: refunds does not fit → it must be another queue"),
        ("sales,0", ",", "field contacts_per_week: '0' is out of range → use more than 0"),
        ("sales,many", ",", "field contacts_per_week: 'many' is not a number → write digits"),
        ("sales,800", "email,50", "field like_queue: sales is a new queue itself, like email → na"),
    ],
)
def test_a_likeness_that_cannot_be_is_named_with_its_row(
    tmp_path: Path, likeness: str, sales: str, message: str
) -> None:
    with pytest.raises(InputError) as caught:
        with_queue(tmp_path, REFUNDS.replace("sales,800", likeness), sales)
    assert f"queues.csv, row 4, {message}" in str(caught.value)


def test_the_aht_of_another_channel_is_warned_of(tmp_path: Path) -> None:
    chat = "help,chat,selling,mon-fri 09:00-17:00,0.8,60,,{},sales,100"
    (warning,) = with_queue(tmp_path, chat.format("")).warnings
    assert (warning.row, warning.field, english(warning.remedy)) == (
        4,
        "aht_seconds",
        "give its own",
    )
    assert with_queue(tmp_path, chat.format("300")).warnings == ()
