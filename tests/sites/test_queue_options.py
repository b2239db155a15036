"""Options of queues in a site's tables: read, or refused with row, column and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sites.small_site import FILES, write
from wfm.errors import InputError
from wfm.sites import SiteInput, read_site

COLUMNS = ("patience_seconds", "redial_share", "lines", "blended_queues", "idle_reserve")


def with_options(folder: Path, sales: str, email: str = ",,,,") -> SiteInput:
    """Read the small site with cells in the options' columns of its two queues."""
    head, *rows = FILES["queues.csv"].strip().splitlines()
    lines = [f"{head},{','.join(COLUMNS)}", f"{rows[0]},{sales}", f"{rows[1]},{email}"]
    write(folder)
    (folder / "queues.csv").write_text("\n".join(lines) + "\n")
    return read_site(folder)


def test_options_are_read_and_absent_ones_are_off(tmp_path: Path) -> None:
    (tmp_path / "lines").mkdir()
    (tmp_path / "blended").mkdir()
    limited, email = with_options(tmp_path / "lines", "120,0.4,30,,").site.queues
    assert (limited.redial_share, limited.lines, limited.idle_reserve) == (0.4, 30, None)
    assert (email.redial_share, email.lines, email.blended_queues) == (0.0, None, ())
    blended = with_options(tmp_path / "blended", "120,,,email,3").site.queues[0]
    assert (blended.blended_queues, blended.idle_reserve) == (("email",), 3)


@pytest.mark.parametrize(
    ("sales", "email", "message"),
    [
        ("120,1,,,", ",,,,", "row 2, field redial_share: '1' is out of range → use less than 1"),
        ("120,,0,,", ",,,,", "row 2, field lines: '0' is out of range → use 1 or more"),
        ("120,,,email,", ",,,,", "row 2, field idle_reserve: it is missing → it must be given"),
        ("120,,,,3", ",,,,", "field blended_queues: no queue is named whose work idle agents do"),
        ("120,,,mail,3", ",,,,", "blended_queues: there is no deferred queue mail → did you mean"),
        ("120,,,sales,3", ",,,,", "blended_queues: there is no deferred queue sales"),
        ("120,,20,email,3", ",,,,", "row 2, field idle_reserve: 3 does not fit → it must be left"),
        (",,,,", ",,20,,", "row 3, field lines: 20 does not fit → it must be left out: email is"),
    ],
)
def test_what_cannot_be_is_named(tmp_path: Path, sales: str, email: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        with_options(tmp_path, sales, email)
    assert message in str(caught.value)


def test_redials_without_patience_are_warned_of(tmp_path: Path) -> None:
    (warning,) = with_options(tmp_path, ",0.4,,,").warnings
    assert "nobody calls again → give patience_seconds" in str(warning)
