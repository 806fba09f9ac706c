"""Secret facts: what an event says that is sealed in the log, for whoever reads the log without the key to it.

A fact is made secret by its type and by nothing else. What is decided knows it in clear; whoever folds events without
the key finds `SealedFact` in its place, and has to say what then.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, TypeVar, cast

from pydantic import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from domain.messages import Event
from domain.values import Frozen

if TYPE_CHECKING:
    from pydantic_core.core_schema import UnionSchema

T = TypeVar("T")

_LENGTH = 4096


class SealedFact(Frozen):
    """A secret fact without the key to it: that it is there, and nothing of what it is."""

    sealed: str


@dataclass(frozen=True, slots=True)
class _Secrecy:
    """Marks a secret fact. Whoever is shown it at all is shown it in clear, so its schema is that of the fact."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        fact, *_ = cast("UnionSchema", schema)["choices"]
        return handler(fact[0] if isinstance(fact, tuple) else fact)


Secret = Annotated[T | SealedFact, _Secrecy()]
"""A secret fact of an event."""


def in_clear(fact: T | SealedFact) -> T:
    """A secret fact where the key to it is at hand.

    Raises:
        TypeError: it was read without.
    """
    if isinstance(fact, SealedFact):
        raise TypeError("a secret fact was read without the key to it")
    return fact


def secret_facts(event: type[Event]) -> tuple[str, ...]:
    """The names of the secret facts of a kind of event; most have none."""
    return tuple(
        name for name, fact in event.model_fields.items() if any(isinstance(said, _Secrecy) for said in fact.metadata)
    )


def padded(written: bytes, length: int = _LENGTH) -> bytes:
    """JSON with blanks behind it, so that its length is a multiple of `length` and tells next to nothing."""
    return written + b" " * (-len(written) % length or (0 if written else length))
