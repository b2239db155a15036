"""Whatever bytes a site is made of, the answer is a site or a list of problems, nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sites.small_site import FILES, write
from wfm.errors import InputError, InputProblem
from wfm.model import Site
from wfm.sites import read_schedule, read_site
from wfm.words import english, phrase

PIECES = st.sampled_from(
    ["", ",", ";", "\n", "\r", '"', "'", "|", "=1+1", "-1", "1e999", "NaN", "\t", "0", "9" * 30,
     "2026-13-45", "9999-12-31", "0001-01-01", "2026-03-29T02:30", "[", "]", "[[", "= {}", "\ufeff",
     "\u2028", "ß", "İ", "\U0001f600", "\x00", "24:00", "48:00", "mon-", "sat-fri", "true", "\\"]
)  # fmt: skip
PATIENT = settings(max_examples=60, deadline=None)


def reads_or_complains(folder: Path) -> None:
    problems: tuple[InputProblem, ...] = ()
    try:
        read_site(folder)
    except InputError as error:
        problems = error.problems or (InputProblem(phrase("cell.empty")),)
    assert all(english(problem.what) for problem in problems)


@PATIENT
@given(st.sampled_from(sorted(FILES)), st.binary(max_size=300))
def test_random_bytes_in_place_of_a_table(file: str, content: bytes) -> None:
    with TemporaryDirectory() as folder:
        reads_or_complains(write(Path(folder), **{file.replace(".", "__"): content}))


@PATIENT
@given(
    st.sampled_from(sorted(FILES)),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), PIECES), min_size=1, max_size=4),
)
def test_small_damage_to_a_valid_table(file: str, damage: list[tuple[float, int, str]]) -> None:
    text = FILES[file]
    for place, length, piece in damage:
        at = int(place * len(text))
        text = text[:at] + piece + text[at + length :]
    with TemporaryDirectory() as folder:
        reads_or_complains(write(Path(folder), **{file.replace(".", "__"): text}))


@PATIENT
@given(
    st.sampled_from([file for file in FILES if file.endswith(".csv")]),
    st.integers(0, 20),
    st.integers(0, 12),
    PIECES | st.text(max_size=20) | st.dates().map(str) | st.floats().map(str),
)
def test_any_text_in_any_cell(file: str, row: int, column: int, cell: str) -> None:
    lines = FILES[file].splitlines()
    cells = lines[row % len(lines)].split(",")
    cells[column % len(cells)] = '"' + cell.replace('"', '""') + '"'
    lines[row % len(lines)] = ",".join(cells)
    with TemporaryDirectory() as folder:
        damaged = "\n".join(lines).encode("utf-8", "replace")
        reads_or_complains(write(Path(folder), **{file.replace(".", "__"): damaged}))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return read_site(write(tmp_path_factory.mktemp("small")), history=False, states=False).site


@PATIENT
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_random_bytes_as_a_schedule(site: Site, content: bytes) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "schedule.csv"
        file.write_bytes(content)
        with pytest.raises(InputError):
            read_schedule(file, site)


def test_a_folder_that_is_empty_or_of_strange_files(tmp_path: Path) -> None:
    reads_or_complains(tmp_path)
    (tmp_path / "history.csv").symlink_to(tmp_path / "nowhere")
    (tmp_path / "agents.csv").symlink_to(tmp_path)
    reads_or_complains(tmp_path)
    shutil.rmtree(tmp_path)
