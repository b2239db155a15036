"""What was recorded of a site, as it is stored: interval history and satisfaction scores."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from wfm.store.database import Connection
from wfm.store.errors import NotFoundError
from wfm.store.sites import site_history, site_satisfaction

if TYPE_CHECKING:
    import pandas as pd

    from wfm.sites.table_schema import TableSchema


@dataclass(frozen=True, slots=True)
class Rows:
    """One table of what was recorded, by queue and instant."""

    name: str
    instant: str
    """Column of the instant."""
    load: Callable[[Connection, str], str | None]
    schema: Callable[[], TableSchema]

    def stored(self, tx: Connection, site: str) -> pd.DataFrame:
        """Give the stored rows; none for a site that is new or has none."""
        try:
            text = self.load(tx, site)
        except NotFoundError:
            text = None
        schema = self.schema()
        return schema.parse(text) if text and text.strip() else schema.empty()

    def text(self, rows: pd.DataFrame) -> str:
        """Write rows to be stored."""
        return self.schema().text(rows, "UTC")

    def merged(self, before: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
        """Add rows to those before, in whose place they come if queue and instant are the same.

        Of several rows of one queue and instant the first takes the place of the first.
        """
        import pandas as pd

        if before.empty or rows.empty:
            return rows if before.empty else before
        key = ["queue", self.instant, "turn"]
        both = pd.concat([self._counted(before), self._counted(rows)], ignore_index=True)
        both = both.drop_duplicates(key, keep="last")
        return both.sort_values(key).drop(columns="turn").reset_index(drop=True)

    def counts(
        self, before: pd.DataFrame, rows: pd.DataFrame, after: pd.DataFrame
    ) -> dict[str, int]:
        """Count what a merge adds and what it changes."""
        added = len(after) - len(before)
        named = [*before.columns, "turn"]
        same = self._counted(after).merge(self._counted(before), on=named, how="inner")
        return {
            f"{self.name}_rows": len(rows),
            f"{self.name}_added": added,
            f"{self.name}_changed": len(after) - added - len(same),
        }

    def _counted(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Give each row its number among those of its queue and instant."""
        return rows.assign(turn=rows.groupby(["queue", self.instant]).cumcount())


def _history() -> TableSchema:
    from wfm.sites.history import HISTORY

    return HISTORY


def _satisfaction() -> TableSchema:
    from wfm.sites.satisfaction import SATISFACTION

    return SATISFACTION


HISTORY: Final = Rows("history", "interval_start", site_history, _history)
SATISFACTION: Final = Rows("satisfaction", "answered_at", site_satisfaction, _satisfaction)
