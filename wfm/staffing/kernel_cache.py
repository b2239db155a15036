"""Where compiled kernels are kept, so that they are compiled once for all processes.

Beside the package, where set-up puts them and everybody reads them; where that folder cannot be
written, in the user's cache; without a home, in a private folder of the temporary ones.

Kernels count as current while their module, and each that it imports from this package, is as it
was. numba alone looks at the function's own file, and would go on with old code of whatever it
calls after an upgrade.
"""

from __future__ import annotations

import ast
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from numba.core.caching import CompileResultCacheImpl, FunctionCache, _CacheLocator
from platformdirs import user_cache_path

PACKAGE = Path(__file__).parents[1]
BESIDE = PACKAGE / "__pycache__" / "kernels"
NAME = "contact-centre-wfm"


class _Stamped(FunctionCache):
    """Looks at nothing that another state of the source wrote: its types may be gone."""

    _impl_class: Any

    def __init__(self, function: Any) -> None:
        super().__init__(function)  # type: ignore[no-untyped-call]
        index = self._cache_file
        index._version = f"{index._version} {index._source_stamp}"


class KernelCache(_Stamped):
    """Writes to the first folder that it may; reads what was compiled at installation, too."""

    def __init__(self, function: Any) -> None:
        place = writable()
        self._impl_class = _kept_in(place or BESIDE)
        super().__init__(function)
        self._keeps = place is not None
        self._read: list[Any] = [super().load_overload]
        if place != BESIDE:
            self._read.append(_Installed(function).load_overload)

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Return the code of a signature, None where it is yet to be compiled."""
        for read in self._read:
            with suppress(OSError):
                code = read(sig, target_context)
                if code is not None:
                    return code
        return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep the code of a signature; a full disk costs time, but no plan."""
        if self._keeps:
            with suppress(OSError):
                super().save_overload(sig, data)  # type: ignore[no-untyped-call]


def writable() -> Path | None:
    """Return the first folder for kernels that can be written."""
    return next(filter(_can_write, _places()), None)


def _places() -> Iterator[Path]:
    if chosen := os.environ.get("NUMBA_CACHE_DIR"):
        yield Path(chosen).absolute()
    yield BESIDE
    yield user_cache_path(NAME) / "kernels"
    if private := _private():
        yield private


@cache
def _can_write(folder: Path) -> bool:
    if not folder.is_absolute():  # a home that is not known stays "~"
        return False
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError:
        return False
    return True


def _private() -> Path | None:
    """Return a temporary folder that nobody else can write: what lies in it is run."""
    user = os.getuid() if hasattr(os, "getuid") else None
    folder = Path(tempfile.gettempdir(), NAME if user is None else f"{NAME}-{user}")
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return None
    mine = user is None or (found.st_uid == user and not found.st_mode & 0o022)
    return folder if mine and not folder.is_symlink() else None


def _kept_in(folder: Path) -> type[CompileResultCacheImpl]:
    class Locator(_CacheLocator):
        def __init__(self, file: Path, line: int) -> None:
            self.file, self.line = file, line

        @classmethod
        def from_function(cls, function: Any, file: str) -> Locator:
            return cls(Path(file), function.__code__.co_firstlineno)

        def get_cache_path(self) -> str:
            return str(folder / self.file.parent.relative_to(PACKAGE))

        def get_source_stamp(self) -> str:
            return source_stamp(self.file)

        def get_disambiguator(self) -> str:
            return str(self.line)

    return type("Kept", (CompileResultCacheImpl,), {"_locator_classes": [Locator]})


class _Installed(_Stamped):
    _impl_class = _kept_in(BESIDE)


@cache
def source_stamp(file: Path) -> str:
    """Digest a module and whatever it imports from this package, directly or not."""
    sources: dict[Path, bytes] = {}
    pending = [file]
    while pending:
        path = pending.pop()
        if path not in sources and path.is_file():
            sources[path] = path.read_bytes()
            pending += _imported(sources[path])
    parts = (hashlib.sha256(sources[path]).digest() for path in sorted(sources))
    return hashlib.sha256(b"".join(parts)).hexdigest()


def _imported(source: bytes) -> Iterator[Path]:
    """Files that may hold what a module imports from this package when it is loaded."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == PACKAGE.name:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            for name in names:
                base = PACKAGE.parent.joinpath(*str(name).split("."))
                yield from (base.with_suffix(".py"), base / "__init__.py")
