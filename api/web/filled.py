"""Forms as they were filled in: read into a model, and shown again with what must be mended."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from pydantic import JsonValue, TypeAdapter, ValidationError
from starlette.requests import Request

from api.http.problems import MALFORMED, Particulars, ProblemRaised
from api.http.requests import field_faults
from api.web.sent import fields_of, require_own_page
from domain.characters import shown, shown_lines

_SHOWN_AGAIN = frozenset({409, 422})
"""What whoever filled in the form can mend; the form comes back with it."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it was filled in, under the key that makes sending it twice one act, and why it was not taken.

    `called` are the names that its fields have on the page, by their places.
    """

    key: UUID
    filled: Mapping[str, str] = field(default_factory=dict)
    problem: ProblemRaised | None = None
    called: Mapping[str, str] = field(default_factory=dict)

    @property
    def faults(self) -> tuple[str, ...]:
        """The fields that must be mended, as the form calls them."""
        errors = self.problem.particulars.errors if self.problem else ()
        return tuple(dict.fromkeys(self.called[each.pointer] for each in errors if each.pointer in self.called))


async def form_of(request: Request, called: Mapping[str, str]) -> Form:
    """What was sent from a page of ours; a field left empty is none.

    Raises:
        ProblemRaised: 403 another site sent it; 422 it has no key, which no page of ours leaves out.
    """
    require_own_page(request)
    filled = {name: text for name, text in (await fields_of(request)).items() if text.strip()}
    try:
        return Form(UUID(filled.pop("key", "")), filled, called=called)
    except ValueError:
        raise ProblemRaised(MALFORMED, Particulars(detail="key")) from None


def read_filled(model: TypeAdapter[T], filled: Mapping[str, JsonValue]) -> T:
    """What was filled in as a model.

    Raises:
        ProblemRaised: 422 with the fields to be mended.
    """
    try:
        return model.validate_json(json.dumps(filled))
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        raise ProblemRaised(MALFORMED, Particulars(errors=tuple(field_faults(faults)))) from None


def with_problem(form: Form, raised: ProblemRaised) -> Form:
    """The form as it comes back, with what can be shown of it; what nobody can mend in it is a page of its own."""
    if raised.kind.status not in _SHOWN_AGAIN:
        raise raised
    filled = {shown(name): shown_lines(text) for name, text in form.filled.items()}
    return Form(form.key, filled, raised, form.called)
