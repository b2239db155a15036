"""Interval exports as contact platforms give them: one file a platform, each a list of columns."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from wfm.sites.platforms.amazon_connect import AMAZON_CONNECT
from wfm.sites.platforms.avaya_cms import AVAYA_CMS
from wfm.sites.platforms.export import Export, ExportColumn, ExportUnit
from wfm.sites.platforms.genesys_cloud import GENESYS_CLOUD
from wfm.sites.platforms.nice_cxone import NICE_CXONE
from wfm.sites.platforms.zendesk import ZENDESK

EXPORTS: Final[Mapping[str, Export]] = MappingProxyType(
    {
        str(export.platform): export
        for export in (GENESYS_CLOUD, AMAZON_CONNECT, NICE_CXONE, AVAYA_CMS, ZENDESK)
    }
)

__all__ = ["EXPORTS", "Export", "ExportColumn", "ExportUnit"]
