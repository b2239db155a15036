"""The documentation builds as strictly as it should, and comes with all that it shows."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from setup import docs
from setup.reference import PAGES


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs") / "help"
    docs.build(folder)
    return folder


def written() -> set[str]:
    """Pages by their place: those that were written, and those made from the code."""
    own = {path.relative_to(docs.PAGES).as_posix() for path in docs.PAGES.rglob("*.md")}
    return own | {f"reference/{name}" for name in PAGES}


def listed(entries: Any) -> Iterator[str]:
    """Pages of the navigation, in its order."""
    for entry in entries:
        if isinstance(entry, str):
            yield entry
        else:
            yield from (page for value in entry.values() for page in listed(value))


def test_every_page_is_in_the_navigation_once() -> None:
    nav = list(listed(tomllib.loads(docs.CONFIGURATION.read_text("utf-8"))["project"]["nav"]))
    assert set(nav) == written()
    assert len(nav) == len(set(nav))


def test_every_page_is_built_and_can_be_searched_for(built: Path) -> None:
    search = json.loads((built / "search.json").read_text("utf-8"))
    found = {item["location"].partition("#")[0] for item in search["items"]}
    for page in written():
        name = page.replace(".md", ".html")
        assert (built / name).is_file()
        assert name in found


def test_nothing_is_loaded_from_elsewhere(built: Path) -> None:
    """Links that a reader follows may lead elsewhere; fonts, scripts and pictures do not."""
    for page in built.rglob("*.html"):
        text = page.read_text("utf-8")
        loaded = re.findall(r"<(?:link|script|img|iframe)\b[^>]*?(?:href|src)=\"([^\"]*)", text)
        assert loaded
        assert not [address for address in loaded if re.match(r"(https?:)?//", address)], page
    for style in built.rglob("*.css"):
        assert not re.search(r"url\(\s*['\"]?(https?:)?//|@import", style.read_text("utf-8"))


@pytest.mark.parametrize("fault", ["[gone](nowhere.md)", "[lost](reference/rules.md#no-such-rule)"])
def test_a_broken_link_fails(
    fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pages = tmp_path / "docs"
    shutil.copytree(docs.PAGES, pages)
    index = pages / "index.md"
    index.write_text(index.read_text("utf-8") + f"\n{fault}\n", encoding="utf-8")
    monkeypatch.setattr(docs, "PAGES", pages)
    kept = tmp_path / "help"
    kept.mkdir()
    with pytest.raises(subprocess.CalledProcessError):
        docs.build(kept)
    assert "index.md" in capsys.readouterr().err
    assert kept.is_dir(), "what was built before stays"
