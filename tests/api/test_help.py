"""The documentation is served with the service, to everyone, and loads nothing from elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.routes import help_pages
from tests.api.conftest import Service


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "help"
    (folder / "start").mkdir(parents=True)
    (folder / "index.html").write_text("<h1>Begin here</h1>")
    (folder / "start" / "week.html").write_text("<h1>The week</h1>")
    (folder / "404.html").write_text("<h1>Lost</h1>")
    (tmp_path / "secret.txt").write_text("secret")
    monkeypatch.setattr(help_pages, "BUILT", folder)
    return folder


@pytest.mark.usefixtures("built")
def test_everyone_reads_the_help_without_signing_in(small_service: Service) -> None:
    for path, words in [("/help", "Begin"), ("/help/", "Begin"), ("/help/start/week.html", "week")]:
        answer = small_service.client.get(path)
        assert answer.status_code == 200
        assert words in answer.text
        assert answer.headers["content-security-policy"].startswith("default-src 'self'")


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize(
    "path", ["none.html", "../secret.txt", "%2e%2e/secret.txt", "start", "x" * 3000]
)
def test_what_is_no_page_is_refused(small_service: Service, path: str) -> None:
    answer = small_service.client.get(f"/help/{path}")
    assert answer.status_code == 404
    assert "secret" not in answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_an_installation_without_help_says_how_to_make_it(
    small_service: Service, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(help_pages, "BUILT", built / "nowhere")
    answer = small_service.client.get("/help/")
    assert answer.status_code == 404
    assert "make docs" in answer.json()["detail"]
