"""Work in a process of its own, within a limit of time: whoever waits for it goes on after that."""

from __future__ import annotations

import os
from collections.abc import Callable
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from threading import Thread
from typing import Any, TypeVar

from wfm.errors import InputError

T = TypeVar("T")


def aside(work: Callable[..., T], *arguments: Any, limit: float) -> T:
    """Do something in another process, which ends after `limit` seconds, and with this one.

    Raises
    ------
    TimeoutError
        If it has not come to an end by then.
    ChildProcessError
        If the process ended without a result: it broke, or had no memory left.
    InputError
        If the work does.
    """
    context = get_context("spawn")  # a fork would take the locks of this one's threads along
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_do, args=(there, work, arguments), daemon=True)
    process.start()
    there.close()
    try:
        if not here.poll(limit):
            raise TimeoutError
        found, wrong = here.recv()
    except EOFError:
        raise ChildProcessError from None
    finally:
        process.kill()
        process.join()
        here.close()
    if wrong is not None:
        raise wrong
    result: T = found
    return result


def _do(there: Connection, work: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    Thread(target=end_with_parent, daemon=True).start()
    try:
        there.send((work(*arguments), None))
    except InputError as wrong:
        there.send((None, wrong))


def end_with_parent() -> None:
    """End this process when the one that began it ends, however it does."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
