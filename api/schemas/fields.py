"""Kinds of fields that many bodies share, and pages of results."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Generic, Self, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    ValidationError,
    model_validator,
)
from pydantic_core import CoreSchema, ErrorDetails, InitErrorDetails, PydanticCustomError

from api.dependencies import KEY, NAMED, PRINTABLE
from wfm.sites.findings import likely, suggestion
from wfm.words import Phrase, english, phrase

T = TypeVar("T")


def _unfit(said: Phrase, kind: str = "value_error") -> PydanticCustomError:
    """Give an error of a schema that is said by a code of ours."""
    return PydanticCustomError(kind, english(said), {"said": said})


def _encodable(text: str) -> str:
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise _unfit(phrase("refusal.surrogates"))
    return unicodedata.normalize("NFC", text)  # as tables keep names, and compare them


def _number(value: object) -> object:
    if isinstance(value, bool | str):
        raise _unfit(phrase("refusal.no_number"))
    return value


def _sensible(moment: datetime) -> datetime:
    if not 2000 <= moment.year < 2100:
        raise _unfit(phrase("refusal.years", first=2000, last=2099))
    return moment


def _sensible_date(day: date) -> date:
    if not 1900 <= day.year <= 2100:
        raise _unfit(phrase("refusal.years", first=1900, last=2100))
    return day


NUMBER, CLEAN = BeforeValidator(_number), AfterValidator(_encodable)
Text = Annotated[str, Field(min_length=1, max_length=200, pattern=PRINTABLE), CLEAN]
Note = Annotated[str, Field(max_length=500, pattern=PRINTABLE), CLEAN]
Key = Annotated[str, Field(pattern=KEY, max_length=100), CLEAN]
Name = Annotated[str, Field(pattern=NAMED, max_length=200), CLEAN]
Secret = Annotated[str, Field(min_length=1, max_length=200)]
CENTURY = {"pattern": "^20[0-9][0-9]-"}
NO_OTHER_KEYS: dict[str, Any] = {"additionalProperties": False}
"""Keys have a pattern: JSON Schema lets others pass unless it is told."""
CENTURIES = {"pattern": "^((19|20)[0-9][0-9]|2100)-"}
Moment = Annotated[AwareDatetime, AfterValidator(_sensible), Field(json_schema_extra=dict(CENTURY))]
Day = Annotated[
    date,
    AfterValidator(_sensible_date),
    Field(json_schema_extra=dict(CENTURIES)),
]
Minutes = Annotated[int, Field(ge=0, le=2880, json_schema_extra={"x-kind": "clock"}), NUMBER]
"""Local minutes from midnight; `x-kind` says to forms how people write a number."""
Flag = Annotated[bool, Field(strict=True)]
WeekDay = Annotated[int, Field(ge=0, le=6), NUMBER]
WeekDays = Annotated[list[WeekDay], Field(max_length=7, default_factory=lambda: list(range(7)))]


class Body(BaseModel):
    """What a client sends: a field that nobody knows is an error, told with the nearest known."""

    model_config = ConfigDict(extra="forbid")
    only_read: ClassVar[frozenset[str]] = frozenset()
    """What a view says besides: passed over, so that what was read can be sent back whole."""
    in_files: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """Column → field, where files call it otherwise: whoever writes the column means the field."""

    @model_validator(mode="wrap")
    @classmethod
    def _nearest(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        told = cls._only_told()
        if isinstance(data, dict) and not told.isdisjoint(data):
            data = {name: value for name, value in data.items() if name not in told}
        try:
            return handler(data)
        except ValidationError as error:
            raise ValidationError.from_exception_data(
                error.title, [_told(each, cls) for each in error.errors()]
            ) from None

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        schema = handler.resolve_ref_schema(handler(core))
        for name in sorted(cls._only_told()):
            schema.setdefault("properties", {})[name] = {"readOnly": True}
        return schema

    @classmethod
    def _only_told(cls) -> frozenset[str]:
        return cls.only_read - cls.model_fields.keys()


def _told(detail: ErrorDetails, body: type[Body]) -> InitErrorDetails:
    """Name the nearest known field where one is unknown; repeat any other mistake."""
    kind, location = detail["type"], detail["loc"]
    if kind == "extra_forbidden" and len(location) == 1:
        name = str(location[0])
        column = likely(name, (*body.model_fields, *body.in_files))
        meant = suggestion(body.in_files.get(column or "", name), body.model_fields)
        told = _unfit(phrase("refusal.unknown_field", meant=meant), kind)
    else:
        told = PydanticCustomError(kind, detail["msg"], detail.get("ctx"))
    return InitErrorDetails(type=told, loc=location, input=detail["input"])


class Retirable(Body):
    """What can be retired and brought back: `active=false` retires it, nothing is deleted."""

    only_read = frozenset({"id", "notes", "version"})
    active: Flag = True


class Listing(BaseModel, Generic[T]):
    """One page; `next` goes into `after` for the following one, null at the end."""

    items: list[T]
    next: str | None = None
