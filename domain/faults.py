"""Faults of a value that only show when its parts are compared: all at once, each with its place in the value."""

from collections.abc import Iterable
from typing import NamedTuple

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

Place = tuple[int | str, ...]
"""Keys and indexes that lead from a value to one of its parts."""


class Fault(NamedTuple):
    """One fault: where, and what is wrong there."""

    at: Place
    what: str


def refuse_faults(title: str, faults: Iterable[Fault]) -> None:
    """Raise what pydantic raises for a wrong field, so that a reader of files can put each fault on its line.

    Raises:
        ValidationError: There is at least one fault.
    """
    errors = [
        InitErrorDetails(
            type=PydanticCustomError("inconsistent", "{what}", {"what": fault.what}), loc=fault.at, input=None
        )
        for fault in faults
    ]
    if errors:
        raise ValidationError.from_exception_data(title, errors)
