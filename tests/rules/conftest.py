"""The service, to ask it about rules."""

from tests.api.conftest import small_service

__all__ = ["small_service"]
