"""What the fields of forms are called, in Chinese and English: one table, `labels.yaml`, read once a process."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import Field, TypeAdapter

from api.forms.shape import Leaf, Node
from api.labels import words
from domain.catalogue import terms_of
from domain.messages import Command
from domain.values import Bilingual, Frozen

_T = TypeVar("_T")
_CITED = re.compile(r"[^:(]*\(([^)]*\d)\)")
_RULE = re.compile(r"[A-Z]{1,2}-G?\d{1,2}")


@dataclass(frozen=True, slots=True)
class FieldLabel:
    """What a field is called, and what helps to fill it in, if anything does."""

    name: Bilingual
    hint: Bilingual | None = None


class _Table(Frozen):
    fields: Mapping[str, tuple[str, str] | tuple[str, str, str, str]]
    truths: Mapping[str, tuple[tuple[str, str], tuple[str, str]]]
    statements: Mapping[str, tuple[tuple[str, str], ...]] = Field(default_factory=dict)


@cache
def _table() -> _Table:
    return TypeAdapter(_Table).validate_python(
        yaml.safe_load((Path(__file__).parent / "labels.yaml").read_text("utf-8"))
    )


def label_of(node: Node) -> FieldLabel:
    """What a field is called: by its class where that has a word of its own, else by its name.

    Raises:
        KeyError: the table has none; a test of every command sees that this does not happen.
    """
    said = _said(_table().fields, node.of, node.name)
    name = Bilingual(zh=said[0], en=said[1])
    return FieldLabel(name, Bilingual(zh=said[2], en=said[3]) if len(said) == 4 else None)  # noqa: PLR2004 - with a hint


def truth_words(leaf: Leaf) -> tuple[Bilingual, Bilingual]:
    """What yes and no are called of a field."""
    known = _table().truths
    yes, no = known.get(f"{leaf.of}.{leaf.name}") or known.get(leaf.name) or (("是", "Yes"), ("否", "No"))
    return Bilingual(zh=yes[0], en=yes[1]), Bilingual(zh=no[0], en=no[1])


def option_words(leaf: Leaf) -> Mapping[str, Bilingual]:
    """The words of the codes that the type of a field allows."""
    table = _OPTIONS.get(f"{leaf.of}.{leaf.name}") or _OPTIONS[leaf.name]
    return {code: words.word(table, code) for code in leaf.codes}


def statements_of(kind: str) -> tuple[Bilingual, ...]:
    """What whoever does an act that cannot be undone has to say they know; none for what can."""
    return tuple(Bilingual(zh=zh, en=en) for zh, en in _table().statements.get(kind, ()))


def act_name(command: type[Command]) -> Bilingual:
    """What an act is called: the official term in its description, and its summary."""
    endpoint = command.endpoint
    return Bilingual(zh=" / ".join(terms_of(command)) or command.__name__, en=endpoint.summary if endpoint else "")


def act_cites(command: type[Command]) -> tuple[str, ...]:
    """The rules that an act rests on, as its description names them in the brackets after its term."""
    found = _CITED.match(command.__doc__ or "")
    return tuple(_RULE.findall(found[1])) if found else ()


def _said(table: Mapping[str, _T], of: str, name: str) -> _T:
    own = table.get(f"{of}.{name}")
    return table[name] if own is None else own


_OPTIONS: Mapping[str, Mapping[str, Bilingual]] = {
    "secrecy": words.LEVELS,
    "level": words.LEVELS,
    "classification": words.LEVELS,
    "format": words.FILE_FORMATS,
    "route": words.ROUTES,
    "ending": words.PAPER_ENDINGS,
    "outcome": words.OUTCOMES,
    "mode": words.DEFENCE_MODES,
    "of": words.FINDING_KINDS,
    "form": words.CONSULTATIONS,
    "choice": words.CHOICES,
    "choose_transition.choice": words.CHOICES_OF_EDITION,
    "Endorsement.kind": words.ENDORSEMENTS,
    "state": words.ATTENDANCE,
    "result": words.ROUND_RESULTS,
    "risk_filing_reply.result": words.REPLIES,
    "reach": words.REACHES,
    "reappraisal": words.REAPPRAISAL_RESULTS,
    "asks": words.MOVES,
    "record_paper_handover.by": words.MOVES,
    "to": words.LINKED,
}
"""The tables in which the codes of a field stand, by its class or its name alone."""
