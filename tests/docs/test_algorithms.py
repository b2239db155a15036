"""The algorithms' pages say the numbers that the code has, and name modules that there are."""

from __future__ import annotations

import re
from importlib import import_module

import pytest

from forecasts.combine import ORIGINS, PLAUSIBLE, SHARPNESS
from forecasts.mixed_model import LEARNED_FROM
from setup.docs import PAGES, ROOT
from wfm.scheduling.bound.column_generation import CLOSE
from wfm.scheduling.bound.diving import NEAR
from wfm.scheduling.long.sweeps import FREE, FREE_LATER, STEP
from wfm.scheduling.repair import PRICE
from wfm.scheduling.rules import Coverage
from wfm.scheduling.search.annealing import FIRST_ROUNDS
from wfm.scheduling.search.recombine import TERMS
from wfm.scheduling.search.ruin_and_recreate import LONGEST_WINDOW, SHORTEST_WINDOW
from wfm.scheduling.tours.counts import MOST_STATES

ALGORITHMS = PAGES / "algorithms"
PRICES = Coverage()
SAID = [
    ("search", f"{FIRST_ROUNDS:,} × 2^rung"),
    ("search", f"{FIRST_ROUNDS:,} × rung"),
    ("search", f"{TERMS:,} intervals"),
    ("search", f"{SHORTEST_WINDOW} to {LONGEST_WINDOW} days"),
    ("search", f"price of {PRICE} on"),
    ("search", f"Beyond {MOST_STATES:,} states"),
    ("search", f"window of {FREE} days from left to right, {STEP} days on"),
    ("search", f"windows of {FREE_LATER[0]} days in one sweep, of {FREE_LATER[1]} in the next"),
    ("tours", f"more than {MOST_STATES:,} states"),
    ("bound", f"less than {CLOSE:.2%}".replace("%", " %")),
    ("bound", f"within {NEAR:.1%}".replace("%", " %")),
    ("heads", f"head costs {PRICES.under}, one beyond a tenth of the requirement"),
    ("heads", f"{PRICES.deep_under} more, and a surplus head {PRICES.over};"),
    ("forecasts", f"exp(−excess / {SHARPNESS})"),
    ("forecasts", f"last {LEARNED_FROM} known days"),
    ("forecasts", f"{PLAUSIBLE[0]} to {PLAUSIBLE[1]:g} times"),
]


def text_of(page: str) -> str:
    return " ".join((ALGORITHMS / f"{page}.md").read_text("utf-8").split())


@pytest.mark.parametrize(("page", "words"), SAID)
def test_a_page_says_the_number_of_the_code(page: str, words: str) -> None:
    assert words in text_of(page)


def test_the_shares_that_the_words_mean_are_the_code_s() -> None:
    assert PRICES.shallow == 0.1, "“a tenth” in heads.md"
    assert ORIGINS == 10, "“ten inner origins” in forecasts.md"


def test_every_module_and_file_that_is_named_is_there() -> None:
    for page in ALGORITHMS.glob("*.md"):
        text = page.read_text("utf-8")
        for path in re.findall(r"`((?:wfm|tests|forecasts)(?:/[a-z_]+)*(?:\.py)?)`", text):
            assert (ROOT / path).exists(), f"{page.name}: {path}"
        for module in re.findall(r"python -m (tests\.benchmarks\.[a-z_]+)", text):
            assert import_module(module).__doc__, f"{page.name}: {module}"


CITED = re.compile(
    r"([A-Z][a-z]+(?:-[A-Z][a-z]+)*)(?:'s)?(?:\s+et\s+al\.)?,?\s+\(?((?:19|20)\d\d)\b"
)


def test_what_is_cited_stands_in_full_in_the_references() -> None:
    listed = (ALGORITHMS / "index.md").read_text("utf-8").split("## References")[1].split("\n- ")
    for page in ALGORITHMS.glob("*.md"):
        if page.name != "measured.md":
            cited = CITED.findall(page.read_text("utf-8").split("## References")[0])
            assert cited or page.name == "index.md"
            for name, year in cited:
                found = [entry for entry in listed if name in entry and year in entry]
                assert len(found) == 1, f"{page.name}: {name} {year}"
