"""What attacks aim at: the service of the API's tests, and its databases."""

from tests.api.conftest import service, small_service

__all__ = ["service", "small_service"]
