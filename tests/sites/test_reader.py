"""The example site reads cleanly, and what is read is what the tables say."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from wfm.errors import InputError
from wfm.model import Channel
from wfm.sites import read_site
from wfm.words import english

EXAMPLE = Path(__file__).parents[2] / "examples" / "site"


def test_the_example_site_reads_with_no_word_but_of_what_its_feed_does_not_explain() -> None:
    found = read_site(EXAMPLE)
    assert [(w.field, english(w.what).split()[0]) for w in found.warnings] == [
        ("external_agent_id", "79001"),
        ("state_code", "NOT_READY/TECH"),
    ]
    assert len(found.site.agents) == 60
    assert {queue.channel for queue in found.site.queues} == {
        Channel.VOICE, Channel.CHAT, Channel.EMAIL, Channel.SOCIAL,
    }  # fmt: skip
    assert set(found.history["queue"]) == {queue.name for queue in found.site.queues}
    assert found.history["interval_start"].min() == datetime(2025, 3, 3, 6, tzinfo=UTC)


def test_times_without_an_offset_are_local_and_a_date_includes_its_day() -> None:
    off = read_site(EXAMPLE, history=False, states=False).site.time_off
    assert (off[0].start, off[0].end) == (
        datetime(2026, 3, 1, 23, tzinfo=UTC),
        datetime(2026, 3, 8, 23, tzinfo=UTC),
    )


def test_a_missing_site_is_a_problem_not_a_traceback(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not found"):
        read_site(tmp_path / "nowhere")
