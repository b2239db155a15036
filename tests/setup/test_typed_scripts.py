"""The pages' scripts hold what their JSDoc says of types."""

from __future__ import annotations

from pathlib import Path

from setup.typed_scripts import PAGES, WORKER, faults


def test_the_types_of_all_scripts_hold() -> None:
    assert not faults(PAGES)


def test_a_wrong_type_is_told_with_its_place_on_pages_and_in_the_worker(tmp_path: Path) -> None:
    (tmp_path / "page.js").write_text("/** @param {number} n */\nexport const f = (n) => n.trim();")
    (tmp_path / WORKER).write_text('window.alert("no worker has one");')
    told = faults(tmp_path)
    assert "page.js:2:" in told
    assert f"{WORKER}:1:1" in told
    (tmp_path / "page.js").write_text("/** @param {number} n */\nexport const f = (n) => n + 1;")
    (tmp_path / WORKER).unlink()
    assert not faults(tmp_path)
