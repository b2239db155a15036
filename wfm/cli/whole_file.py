"""A file that stands at its place as a whole, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wfm.errors import InputError, InputProblem

REMEDY = "give a file in a folder that exists and may be written"


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
        what = f"cannot be written ({error.strerror or error})"
        raise InputError([InputProblem(what, REMEDY, str(out))]) from error
    finally:
        beside.unlink(missing_ok=True)
