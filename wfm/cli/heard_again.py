"""What a signal raises where Python ignores what is raised: it is raised again a moment later.

A handler runs wherever the program happens to be; within a finaliser or a weak reference's callback
what it raises is printed and dropped, and the program would go on as if nobody had told it to end.
"""

from __future__ import annotations

import _thread
import signal
import sys
import threading
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

SIGNALS: Final[Mapping[type[BaseException], int]] = MappingProxyType(
    {KeyboardInterrupt: signal.SIGINT, SystemExit: signal.SIGTERM}
)
"""What the handlers raise → by which signal."""
MOMENT: Final = 0.05
"""Seconds until the callback is behind us."""


def hear_signals_again() -> None:
    """Let no signal be lost, from now on."""
    sys.unraisablehook = _hook


def _hook(ignored: sys.UnraisableHookArgs) -> None:
    number = SIGNALS.get(ignored.exc_type)
    if number is None:
        sys.__unraisablehook__(ignored)
        return
    again = threading.Timer(MOMENT, _thread.interrupt_main, (number,))
    again.daemon = True
    again.start()
