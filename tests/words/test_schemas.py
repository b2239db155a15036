"""What schemas and the framework find wrong is worded elsewhere; the catalogue says the same."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

import pytest
from pydantic import AwareDatetime, Field, TypeAdapter, ValidationError

from api.schemas.fields import Body, Day, Minutes
from wfm.words import english
from wfm.words.locales import language
from wfm.words.schemas import TEMPLATES, said_as, schema_said

WRONG: list[tuple[Any, object]] = [
    (Annotated[str, Field(min_length=1)], ""),
    (Annotated[str, Field(min_length=3)], "a"),
    (Annotated[str, Field(max_length=1)], "ab"),
    (Annotated[str, Field(pattern="^a{2}$")], "b"),
    (str, 1),
    (int, "x"),
    (int, 1.5),
    (int, None),
    (float, "x"),
    (float, None),
    (Annotated[float, Field(allow_inf_nan=False)], float("nan")),
    (bool, "perhaps"),
    (Annotated[int, Field(ge=1)], 0),
    (Annotated[int, Field(gt=1)], 0),
    (Annotated[int, Field(le=1)], 2),
    (Annotated[int, Field(lt=1)], 2),
    (Literal["a", "b"], "c"),
    (list[int], 1),
    (dict[str, int], 1),
    (Annotated[list[int], Field(max_length=1)], [1, 2]),
    (Annotated[list[int], Field(min_length=2)], [1]),
    (date, "soon"),
    (date, []),
    (datetime, "soon"),
    (datetime, []),
    (AwareDatetime, "2026-03-02T09:00"),
]


@pytest.mark.parametrize(("schema", "value"), WRONG)
def test_what_a_schema_finds_is_said_by_a_code_in_its_own_words(schema: Any, value: object) -> None:
    with pytest.raises(ValidationError) as wrong:
        TypeAdapter(schema).validate_python(value)
    [error] = wrong.value.errors()
    said = schema_said(error)
    assert said.code == f"schema.{error['type']}"
    assert english(said) == error["msg"]
    assert language("de").templates[said.code] != TEMPLATES[said.code]


class Sent(Body):
    number: Minutes
    day: Day = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("sent", "code", "german"),
    [
        ({"number": True}, "refusal.no_number", "Muss eine Zahl sein"),
        ({"number": 0, "day": "1700-01-01"}, "refusal.years", "Muss in den Jahren 1900 bis"),
        ({"number": 0, "dya": 1}, "refusal.unknown_field", "Unbekanntes Feld"),
        ({"number": 3000}, "schema.less_than_equal", "Darf höchstens 2880 sein"),
    ],
)
def test_what_a_body_finds_is_said_by_a_code_too(
    sent: dict[str, object], code: str, german: str
) -> None:
    with pytest.raises(ValidationError) as wrong:
        Sent.model_validate(sent)
    [error] = wrong.value.errors()
    said = schema_said(error)
    assert (said.code, english(said)) == (code, error["msg"])
    assert language("de").say(said).startswith(german)


def test_what_nobody_has_a_code_for_is_said_as_it_is() -> None:
    said = said_as("schema.missing", "Something else")
    assert (said.code, english(said)) == ("text", "Something else")
    assert english(said_as("http.405", "Method Not Allowed")) == "Method Not Allowed"
