"""Pages of lists: a keyset cursor that says where the last page ended, as `next` in the answer and in Link."""

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, TypeVar

from fastapi import Query, Request
from pydantic import AfterValidator, BaseModel, StringConstraints, ValidationError
from starlette.datastructures import URL

from api.http.parameters import Number
from api.http.problems import MALFORMED, FieldFault, Particulars, ProblemRaised
from domain.values import INT4_MAX, Frozen, LogIndex

LIMIT_MAX = 200

Limit = Annotated[
    Number,
    Query(ge=1, le=INT4_MAX, description="rows of a page; more than 200 give 200"),
    AfterValidator(lambda asked: min(asked, LIMIT_MAX)),
]
Cursor = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_\-]{1,200}$")]
"""The place of a page, in base64url (RFC 4648)."""
Next = Annotated[Cursor | None, Query(alias="next", description="`next` of the page before")]

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")


class Place(Frozen):
    """Where a page ended."""


class ByIndex(Place):
    """By the order in which cases came into the log."""

    index: LogIndex


def cursor(place: Place) -> str:
    """A place as it goes out: opaque, and of no use but to read on."""
    return base64.urlsafe_b64encode(place.model_dump_json().encode()).rstrip(b"=").decode()


def place_of(given: str | None, model: type[M]) -> M | None:
    """A place as it comes back.

    Raises:
        ProblemRaised: 422, it is none of ours.
    """
    if given is None:
        return None
    try:
        return model.model_validate_json(base64.urlsafe_b64decode(given + "=" * (-len(given) % 4)))
    except (ValidationError, binascii.Error, ValueError):
        fault = FieldFault(pointer="query:next", code="malformed", message="not a cursor of this list")
        raise ProblemRaised(MALFORMED, Particulars(errors=(fault,))) from None


def index_of(given: str | None) -> int | None:
    """Where the page before ended, in a list by the order in which streams came into the log."""
    place = place_of(given, ByIndex)
    return place.index if place else None


def following(rows: Sequence[T], limit: int, place: Callable[[T], Place]) -> str | None:
    """Where the next page goes on: after the last row of a full page."""
    return cursor(place(rows[-1])) if len(rows) == limit else None


def link(request: Request, following: str | None) -> Mapping[str, str]:
    """The Link header of a page that is not the last (RFC 8288)."""
    if following is None:
        return {}
    url = URL(scope={**request.scope, "server": None, "headers": []}).include_query_params(next=following)
    return {"Link": f'<{url.path}?{url.query}>; rel="next"'}
