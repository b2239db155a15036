"""A path prefix: the service at `https://host/wfm`, beside what else a proxy has on that host.

Inside, an address is what the table of permissions says. The prefix is added where it leaves: to
where an answer leads (`Location`), to the paths of cookies, and to the addresses in a page. Whether
the proxy leaves the prefix on a request's path or takes it off is all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from wfm.errors import ParameterError
from wfm.words import phrase

_ADDRESS: Final = re.compile(r'(\s(?:href|src|action|formaction|data-source)=")(?=/(?!/))')
_PLACE: Final = re.compile(rb"^(?=/(?!/))")
_COOKIE_PATH: Final = re.compile(rb"(;\s*path=)(?=/)", re.IGNORECASE)
_OUTWARD: Final = {b"location": _PLACE, b"set-cookie": _COOKIE_PATH}


class Prefix:
    """Serves an application below `prefix`; without one, below what the server or a mount says."""

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self.app, self.prefix = app, prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        prefix = self.prefix or scope.get("root_path", "").rstrip("/")
        if scope["type"] != "http" or not prefix:
            await self.app(scope, receive, send)
            return

        async def outward(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message.get("headers", [])
                message["headers"] = [(n, _outward(n, v, prefix)) for n, v in headers]
            await send(message)

        path = scope["path"]
        below = path == prefix or path.startswith(f"{prefix}/")
        whole = path if below else prefix + path
        here = {"root_path": prefix, "app_root_path": prefix, "path": whole}
        await self.app({**scope, **here}, receive, outward)


def own_path(scope: Scope) -> str:
    """Give a request's path as the service knows it: without the prefix."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))


def with_prefix(page: str, scope: Scope) -> str:
    """Put the prefix before the addresses of a page."""
    prefix = scope.get("root_path", "").rstrip("/")
    return _ADDRESS.sub(lambda found: found[1] + prefix, page) if prefix else page


def check_prefix(prefix: str, routes: Iterable[str]) -> None:
    """Refuse a prefix with which routes begin themselves: nobody could tell which is meant.

    Raises
    ------
    ParameterError
        Naming the setting.
    """
    if prefix and any(f"{route}/".startswith(f"{prefix}/") for route in routes):
        raise ParameterError("WFM_ROOT_PATH", prefix, phrase("range.root_path_taken"))


def _outward(name: bytes, value: bytes, prefix: str) -> bytes:
    pattern = _OUTWARD.get(name.lower())
    return pattern.sub(lambda found: found[0] + prefix.encode(), value) if pattern else value
