"""The README is true: its targets exist, its code gives what it says, its links lead somewhere."""

from __future__ import annotations

import doctest
import re
import subprocess
from pathlib import Path

import pytest

from tests.tools import needs

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def targets() -> list[str]:
    return [line for text in blocks("sh") for line in text.splitlines() if line.startswith("make ")]


@pytest.mark.parametrize("line", targets())
def test_every_make_target_exists(line: str) -> None:
    subprocess.run([needs("make"), "-n", *line.split()[1:]], cwd=ROOT, check=True)


def test_the_code_gives_what_the_readme_says() -> None:
    examples = doctest.DocTestParser().get_doctest(
        "\n".join(blocks("python")), {}, "README.md", "README.md", 0
    )
    runner = doctest.DocTestRunner()
    assert runner.run(examples).attempted > 0
    assert runner.failures == 0


def test_every_link_leads_to_a_file() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert len(links) > 8
    assert not [link for link in links if not (ROOT / link).is_file()]


def test_the_readme_is_a_path_and_no_book() -> None:
    assert len(README.split()) < 700, "the rest belongs in docs/"
