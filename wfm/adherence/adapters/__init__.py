"""Contact platforms' own shapes → events. Each adapter is one file and gives a checked frame."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final, Protocol

import pandas as pd

from wfm.adherence.adapters.amazon_connect import amazon_connect
from wfm.adherence.adapters.avaya_cms import avaya_cms
from wfm.adherence.adapters.genesys_cloud import genesys_cloud
from wfm.model.platform import Platform


class Adapter(Protocol):
    """Reads a platform's text; what was `received_at` some time cannot begin much later."""

    def __call__(
        self,
        text: str,
        *,
        source_id: str = ...,
        file: str | None = ...,
        received_at: datetime | None = ...,
    ) -> pd.DataFrame:
        """Give the events in it, or every problem with them."""
        ...


ADAPTERS: Final[Mapping[str, Adapter]] = MappingProxyType(
    {
        Platform.GENESYS_CLOUD: genesys_cloud,
        Platform.AMAZON_CONNECT: amazon_connect,
        Platform.AVAYA_CMS: avaya_cms,
    }
)

__all__ = ["ADAPTERS", "Adapter", "amazon_connect", "avaya_cms", "genesys_cloud"]
