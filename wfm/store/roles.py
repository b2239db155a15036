"""Roles, which say what a user may do."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a user is, from the narrowest to the widest."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    SCHEDULER = "scheduler"
    MANAGER = "manager"
    ADMIN = "admin"
