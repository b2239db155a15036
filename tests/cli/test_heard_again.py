"""A signal that comes while Python ignores what is raised is not lost."""

from __future__ import annotations

import subprocess
import sys

import pytest

PATIENCE = 300
COMMAND = """
import os, signal, sys, time, weakref
import click
import wfm.cli

class Thing:
    pass

class Finalised:
    def __del__(self):
        here()

def here():
    os.kill(os.getpid(), signal.{signal})
    for _ in range(1000):  # the handler runs between two of these
        pass

@click.command()
def command():
    {handler}
    try:
        {meet}
        for _ in range(6000):
            time.sleep(0.1)
        print("it went on")
    finally:
        print("cleaned up")

wfm.cli.cli = command
wfm.cli.main()
"""
TERM = "signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))"
CALLBACK = "thing = Thing(); kept = weakref.ref(thing, lambda _: here()); del thing"


def run(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@pytest.mark.parametrize("meet", [CALLBACK, "Finalised()", "here()"])
@pytest.mark.parametrize(("signal", "handler", "status"), [
    ("SIGTERM", TERM, 0), ("SIGINT", "pass", 1),
])  # fmt: skip
def test_it_ends_in_good_order_wherever_it_is_told_to(
    signal: str, handler: str, status: int, meet: str
) -> None:
    program = COMMAND.format(signal=signal, handler=handler, meet=meet)
    done = run(program)
    assert (done.returncode, done.stdout) == (status, "cleaned up\n"), done.stderr
    assert "Traceback" not in done.stderr


def test_what_else_is_ignored_is_still_told() -> None:
    program = COMMAND.format(signal="SIGTERM", handler=TERM, meet="Broken(); return").replace(
        "class Finalised:",
        "class Broken:\n    def __del__(self):\n        1 / 0\n\nclass Finalised:",
    )
    done = run(program)
    assert "ZeroDivisionError" in done.stderr
