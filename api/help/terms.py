"""The terms that pages explain (`terms.yaml`), and the acts of the procedure, from what they declare."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml
from pydantic import TypeAdapter

from domain.catalogue import COMMANDS, terms_of
from domain.messages import Command, Endpoint
from domain.values import Bilingual, Frozen


class Term(Frozen):
    """A term, what it means, and the rules that say so."""

    name: Bilingual
    means: Bilingual
    cite: tuple[str, ...] = ()


class ActTerm(Frozen):
    """An act: what it is called, and what it does."""

    name: Bilingual
    does: str


_Row = tuple[str, str, str, str] | tuple[str, str, str, str, str]


@cache
def terms() -> Mapping[str, Term]:
    """The terms by their ids, in the order of their table."""
    rows = TypeAdapter(dict[str, _Row]).validate_python(
        yaml.safe_load((Path(__file__).parent / "terms.yaml").read_text("utf-8"))
    )
    return {
        id_: Term(
            name=Bilingual(zh=zh, en=en), means=Bilingual(zh=means_zh, en=means_en), cite=tuple(" ".join(cite).split())
        )
        for id_, (zh, en, means_zh, means_en, *cite) in rows.items()
    }


@cache
def acts() -> tuple[ActTerm, ...]:
    """What people may do, in the order in which the procedure has it."""
    return tuple(_act(command, command.endpoint) for command in COMMANDS if command.endpoint)


def _act(command: type[Command], endpoint: Endpoint) -> ActTerm:
    said = (command.__doc__ or "").split("\n\n")[0]
    name = Bilingual(zh=" / ".join(terms_of(command)), en=endpoint.summary)
    return ActTerm(name=name, does=" ".join(said.partition(":")[2].split()))
