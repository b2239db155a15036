"""The service's description of itself is a valid document of the version that it names."""

from __future__ import annotations

import json
import re

import pytest

from tests.api.conftest import Service

CLASS_OF_LETTERS = re.compile(r"\\\\p\{\w+\}")
"""Known to the patterns of JSON Schema (ECMA-262), and to the validator's Python not."""


def test_the_document_is_valid_openapi(small_service: Service) -> None:
    validator = pytest.importorskip("openapi_spec_validator")
    text = small_service.client.get("/openapi.json").text
    document = json.loads(CLASS_OF_LETTERS.sub("a", text))
    assert document["openapi"].startswith("3.1.")
    errors = validator.OpenAPIV31SpecValidator(document).iter_errors()
    assert [(list(error.absolute_path), error.message) for error in errors] == []
