"""Parameters of an address: text that means a number or a truth value, and characters that no address of ours has."""

from typing import Annotated

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError
from starlette.datastructures import QueryParams
from starlette.types import Scope

from api.http.problems import MALFORMED, FieldFault, Particulars, ProblemRaised
from domain.characters import code_point, unfit_character


def in_digits(value: object) -> object:
    """Refuse what Python alone takes for a number: `1_000`, `+1`, `1.0`, blanks around it."""
    if isinstance(value, str) and not (value.isascii() and value.isdigit()):
        raise PydanticCustomError("int_parsing", "must be a whole number, in digits")
    return value


def true_or_false(value: object) -> object:
    """Refuse what else is taken for a truth value: `yes`, `on`, `1`."""
    if isinstance(value, str) and value not in {"true", "false"}:
        raise PydanticCustomError("bool_parsing", "must be true or false")
    return value


Number = Annotated[int, BeforeValidator(in_digits)]
"""A whole number; its bounds stand where it is used."""

Truth = Annotated[bool, BeforeValidator(true_or_false)]


def require_readable_address(scope: Scope) -> None:
    """Refuse an address with a character that no text of ours has, in its path or any parameter.

    Raises:
        ProblemRaised: 422, with the parameter.
    """
    parts = [("path", scope["path"])]
    for name, value in QueryParams(scope["query_string"]).multi_items():
        parts += [(f"query:{name}", name), (f"query:{name}", value)]
    faults = tuple(
        FieldFault(pointer=at, code="text_character", message=f"has the character {code_point(unfit)}")
        for at, text in parts
        if (unfit := unfit_character(text, lines=True)) is not None
    )
    if faults:
        raise ProblemRaised(MALFORMED, Particulars(errors=faults))
