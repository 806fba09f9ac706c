"""Reading a request: who calls, the command id, the version seen, the body; each fault is its own problem."""

import re
from collections.abc import Iterable
from itertools import islice
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, JsonValue, ValidationError
from pydantic_core import ErrorDetails
from starlette.requests import Request

from api.http.limits import FAULTS_TOLD, VALUES_MAX
from api.http.parameters import Number
from api.http.problems import (
    KEY_MALFORMED,
    KEY_MISSING,
    MALFORMED,
    NOT_JSON,
    SEEN_MISSING,
    FieldFault,
    Particulars,
    ProblemRaised,
)
from domain.faults import Place
from domain.strict_json import NotJson, parse_json
from domain.values import INT4_MAX

_SEEN = re.compile(r'^"v([0-9]{1,9})"$')

M = TypeVar("M", bound=BaseModel)


Seen = Annotated[Number, Query(ge=0, le=INT4_MAX, description="wait, at most 2 s, until this version is shown")]


def command_id(request: Request) -> UUID:
    """The command id from Idempotency-Key.

    Raises:
        ProblemRaised: 400, missing or no UUID.
    """
    given = request.headers.get("idempotency-key")
    if not given:
        raise ProblemRaised(KEY_MISSING)
    try:
        return UUID(given.strip('"'))
    except ValueError:
        raise ProblemRaised(KEY_MALFORMED) from None


def seen_version(request: Request, *, required: bool) -> int | None:
    """The version that was seen, from If-Match.

    Raises:
        ProblemRaised: 428 missing, 422 malformed.
    """
    given = request.headers.get("if-match")
    if given is None:
        if required:
            raise ProblemRaised(SEEN_MISSING)
        return None
    match = _SEEN.match(given.strip())
    if match is None:
        fault = FieldFault(pointer="header:If-Match", code="malformed", message='expected "v<version>"')
        raise ProblemRaised(MALFORMED, Particulars(errors=(fault,)))
    return int(match[1])


async def body_of(request: Request, model: type[M]) -> M:
    """The body as a model; unknown fields are refused.

    Raises:
        ProblemRaised: 415 no JSON, 422 with the first faults and their places.
    """
    return read_body(await json_of(request), model)


def read_body(content: bytes, model: type[M]) -> M:
    """JSON as a model; unknown fields are refused, and keys that stand twice.

    Raises:
        ProblemRaised: 422 with the first faults and their places.
    """
    try:
        parsed = parse_json(content)
    except NotJson as error:
        fault = FieldFault(
            pointer="", code="not_json", message=f"is no JSON: {error.what}", line=error.line, column=error.column
        )
        raise ProblemRaised(MALFORMED, Particulars(errors=(fault,))) from None
    _require_few(parsed.value)
    twice = tuple(
        FieldFault(pointer=_pointer(place), code="duplicate", message="stands twice in one object")
        for place in parsed.keys_twice[:FAULTS_TOLD]
    )
    try:
        read = model.model_validate(parsed.value)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        raise ProblemRaised(MALFORMED, Particulars(errors=(*twice, *field_faults(faults)))) from None
    if twice:
        raise ProblemRaised(MALFORMED, Particulars(errors=twice))
    return read


async def json_of(request: Request) -> bytes:
    """The body as it came, if it says that it is JSON.

    Raises:
        ProblemRaised: 415, it does not.
    """
    return (await content_of(request, ("application/json",)))[1]


async def content_of(request: Request, media_types: tuple[str, ...]) -> tuple[str, bytes]:
    """The media type of a body, which must be one of these, and the body as it came.

    Raises:
        ProblemRaised: 415, it does not.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in media_types:
        raise ProblemRaised(NOT_JSON, Particulars(detail=", ".join(media_types)))
    return media_type, await request.body()


def field_faults(faults: Iterable[ErrorDetails], *, places: bool = False) -> Iterable[FieldFault]:
    """The first faults of a body as JSON pointers; with `places` the first part says path, query or header."""
    for fault in islice(faults, FAULTS_TOLD):
        where = fault["loc"]
        pointer = f"{where[0]}:{_pointer(where[1:])[1:]}" if places and where else _pointer(where)
        yield FieldFault(pointer=pointer, code=fault["type"], message=fault["msg"])


def _pointer(place: Place) -> str:
    """The way to a part of a body (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in place)


def _require_few(value: JsonValue) -> None:
    """Refuse a body of more values than any act has, before all its faults are looked for.

    Raises:
        ProblemRaised: 422.
    """
    open_, seen = [value], 0
    while open_:
        each = open_.pop()
        parts = each.values() if isinstance(each, dict) else each if isinstance(each, list) else ()
        seen += len(parts)
        if seen > VALUES_MAX:
            fault = FieldFault(pointer="", code="too_many_values", message=f"has more than {VALUES_MAX} values")
            raise ProblemRaised(MALFORMED, Particulars(errors=(fault,)))
        open_ += parts
