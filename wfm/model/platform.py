"""The contact platforms whose recorded states and interval exports are read as they come."""

from __future__ import annotations

from enum import StrEnum


class Platform(StrEnum):
    """Whose shape a text of states has; `wfm.adherence.adapters` has the reader of each."""

    GENESYS_CLOUD = "genesys_cloud"
    AMAZON_CONNECT = "amazon_connect"
    AVAYA_CMS = "avaya_cms"


class ExportPlatform(StrEnum):
    """Whose interval export a file is; `wfm.sites.platforms` has the columns of each."""

    GENESYS_CLOUD = "genesys_cloud"
    AMAZON_CONNECT = "amazon_connect"
    NICE_CXONE = "nice_cxone"
    AVAYA_CMS = "avaya_cms"
    ZENDESK = "zendesk"
