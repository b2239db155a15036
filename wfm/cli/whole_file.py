"""A file that stands at its place as a whole, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wfm.errors import InputError, InputProblem
from wfm.words import phrase

REMEDY = phrase("do.writable_file")


@contextmanager
def whole_file(out: Path) -> Iterator[Path]:
    """Give a path beside `out` to write to, which is moved to it if nothing failed.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    beside = out.with_name(out.name + ".part")
    try:
        yield beside
        beside.replace(out)
    except OSError as error:
        what = phrase("plan.cannot_be_written", reason=str(error.strerror or error))
        raise InputError([InputProblem(what, REMEDY, str(out))]) from error
    finally:
        beside.unlink(missing_ok=True)
