"""Contact platforms' own shapes → events. Each adapter is one file and gives a checked frame."""

from wfm.adherence.adapters.amazon_connect import amazon_connect
from wfm.adherence.adapters.avaya_cms import avaya_cms
from wfm.adherence.adapters.genesys_cloud import genesys_cloud

__all__ = ["amazon_connect", "avaya_cms", "genesys_cloud"]
