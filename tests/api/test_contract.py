"""The OpenAPI document is true: requests made from it, right and wrong, find no difference."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from api.permissions import PERMISSIONS
from tests.api.conftest import Service, _serve

UPLOAD = ("POST", "/sites/{site}/imports")
"""Takes a workbook: nothing can be made up from its media type; see `test_bad_input`."""
STREAM = ("GET", "/sites/{site}/live/stream")
"""Goes on for as long as it is asked to; see `test_live`."""
STRICTER = {
    ("POST", "/sites/{site}/weeks/{week}/overrides"),
    ("PUT", "/sites/{site}/weeks/{week}/overrides/{entry}"),
    ("POST", "/sites/{site}/time-off"),
    ("PUT", "/sites/{site}/time-off/{entry}"),
    ("POST", "/sites/{site}/work-plans"),
    ("PUT", "/sites/{site}/work-plans/{work_plan}"),
    ("POST", "/sites/{site}/agents"),
    ("PUT", "/sites/{site}/agents/{agent}"),
    ("PUT", "/sites/{site}/teams/{team}"),
    ("POST", "/sites/{site}/states"),
    ("POST", "/sites/{site}/states/{platform}"),
    ("PUT", "/sites/{site}/grading"),
    ("POST", "/sites/{site}/exceptions"),
    ("PUT", "/sites/{site}/exceptions/{entry}"),
    ("GET", "/me/shifts"),
    ("POST", "/users"),
    ("PUT", "/users/{name}"),
    ("PUT", "/me/password"),
    ("PUT", "/sites/{site}/weeks/{week}/schedules/{number}/agents/{agent}/days/{day}"),
}
"""Rules between fields (an end after its start, a zone that exists) that no schema can say."""
EFFORT = settings(
    max_examples=5, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


@pytest.fixture(scope="module")
def admin(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    path = tmp_path_factory.mktemp("contract") / "wfm.db"
    shutil.copy(migrated_file, path)
    yield from _serve(str(path))


@pytest.mark.parametrize(("method", "path"), sorted(PERMISSIONS.keys() - {UPLOAD, STREAM}))
def test_every_answer_is_as_the_document_says(admin: Service, method: str, path: str) -> None:
    document = schemathesis.openapi.from_asgi("/openapi.json", admin.client.app)
    admin.ask("ada", "GET", "/me")
    headers = {"Authorization": f"Bearer {admin.tokens['ada']}"}

    @given(case=document[path][method].as_strategy(generation_mode=GenerationMode.POSITIVE))
    @settings(EFFORT)
    def fits(case: Case) -> None:
        without = [positive_data_acceptance] if (method, path) in STRICTER else []
        case.call_and_validate(headers=headers, excluded_checks=without)

    @given(case=document[path][method].as_strategy(generation_mode=GenerationMode.NEGATIVE))
    @settings(EFFORT)
    def does_not_fit(case: Case) -> None:
        case.call_and_validate(headers=headers)

    fits()
    with suppress(Unsatisfiable):  # a route without parameters cannot be asked wrongly
        does_not_fit()
