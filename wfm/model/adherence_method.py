"""By whose formula adherence is computed."""

from __future__ import annotations

from enum import StrEnum


class AdherenceFormula(StrEnum):
    """Whose formula it is; `wfm.adherence.methods` has each."""

    DEFAULT = "default"
    GENESYS_CLOUD = "genesys_cloud"
    NICE = "nice"
    CALABRIO = "calabrio"
    VERINT = "verint"
    AMAZON_CONNECT = "amazon_connect"
