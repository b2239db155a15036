"""Columns of tables, in words."""

from __future__ import annotations

from pydantic import BaseModel


class ColumnView(BaseModel):
    """What a column holds: its unit, and the formula or meaning of its numbers."""

    column: str
    title: str
    unit: str
    words: str
