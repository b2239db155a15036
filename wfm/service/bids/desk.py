"""A site as rounds of bids are judged by it: read while others write, held when one is written."""

from __future__ import annotations

from dataclasses import dataclass

from wfm.model import Site
from wfm.store.database import Connection
from wfm.store.leave import Standing, hold_as_judged, standing
from wfm.store.sites import load_site


@dataclass(frozen=True, slots=True)
class BidDesk:
    """A site, whole, and how far it was changed and published when it was read."""

    key: str
    site: Site
    standing: Standing

    @classmethod
    def of(cls, tx: Connection, key: str) -> BidDesk:
        """Read it.

        Raises
        ------
        NotFoundError
            If there is no such site.
        """
        return cls(key, load_site(tx, key), standing(tx, key))

    def hold(self, tx: Connection) -> None:
        """Hold the site as it was read for a transaction that writes.

        Raises
        ------
        OutdatedError
            If it has changed since.
        """
        hold_as_judged(tx, self.key, self.standing)
