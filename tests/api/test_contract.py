"""The OpenAPI document is true: requests made from it, right and wrong, find no difference."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.config import SchemathesisConfig
from sqlalchemy import update

from api.access import PAGES
from api.permissions import PERMISSIONS
from tests.api.conftest import Service, small_service_in
from wfm.store.columns import now
from wfm.store.tables import RUNS

STREAM = ("GET", "/sites/{site}/live/stream")
"""Goes on for as long as it is asked to; see `test_live`."""
EFFORT = settings(
    max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
BROKEN = "%EF%BF%BD"
"""What a generated half of a character comes to in an address."""
FITTING = ["2xx", "3xx", 401, 403, 404, 409, 412, 413, 429, "5xx"]
"""Answers to requests that fit; 412 because a version may fit and be an old one all the same."""
UNFIT = [400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 428, 429, "5xx"]
"""Answers to those that do not; 413, as to those that fit, because some bodies are too long."""
CONFIG = SchemathesisConfig.from_dict(
    {
        "checks": {
            "positive_data_acceptance": {"expected-statuses": FITTING},
            "negative_data_rejection": {"expected-statuses": UNFIT},
        }
    }
)
# of all years nearly none would fit the patterns of the document
_MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC))
schemathesis.openapi.format("date-time", _MOMENTS.map(datetime.isoformat))
schemathesis.openapi.format("date", st.dates(date(1900, 1, 1), date(2099, 12, 31)).map(str))


@pytest.fixture(scope="module")
def admin(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    yield from small_service_in(tmp_path_factory.mktemp("contract"), migrated_file)


@pytest.fixture(scope="module")
def document(admin: Service) -> Any:
    return schemathesis.openapi.from_asgi("/openapi.json", admin.client.app, config=CONFIG)


FOR_PEOPLE = {key for key in PERMISSIONS if key[1] == "/" or f"{key[1]}/".startswith(f"{PAGES}/")}
"""Pages are not in the document."""


def _nobody_waits(service: Service) -> None:
    """Let what waits for a worker, of whom there is none, have begun to wait just now.

    Else the service is not ready once a slow machine has been at these tests for a minute.
    """
    with service.database.writing() as tx:
        tx.execute(update(RUNS).where(RUNS.c.status == "queued").values(created_at=now()))


@pytest.mark.parametrize(("method", "path"), sorted(PERMISSIONS.keys() - {STREAM} - FOR_PEOPLE))
def test_every_answer_is_as_the_document_says(
    admin: Service, document: Any, method: str, path: str
) -> None:
    admin.ask("ada", "GET", "/me")
    _nobody_waits(admin)
    headers = {"Authorization": f"Bearer {admin.tokens['ada']}"}
    operation = document[path.replace(":path", "")][method]

    @given(case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
    @settings(EFFORT)
    def fits(case: Case) -> None:
        assume(BROKEN not in case.formatted_path)
        case.call_and_validate(headers=headers)

    @given(case=operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    @settings(EFFORT)
    def does_not_fit(case: Case) -> None:
        case.call_and_validate(headers=headers)

    fits()
    with suppress(Unsatisfiable):  # a route without parameters cannot be asked wrongly
        does_not_fit()
