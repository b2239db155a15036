"""The contact platforms whose recorded states are read as they come."""

from __future__ import annotations

from enum import StrEnum


class Platform(StrEnum):
    """Whose shape a text has; `wfm.adherence.adapters` has the reader of each."""

    GENESYS_CLOUD = "genesys_cloud"
    AMAZON_CONNECT = "amazon_connect"
    AVAYA_CMS = "avaya_cms"
