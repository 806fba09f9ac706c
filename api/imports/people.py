"""Who the subjects of a file are: registered already, new, or not certain, which people must say (docs/paper.md).

The rule is that of the register: the same name in the same unit, or the same identifier, is the same; where a unit is
not known nobody can tell. Nothing is merged here, and nobody is taken for somebody by the name alone.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from api.imports.cases import PaperSubject
from domain.identity import canonical_name, canonical_number
from eventlog.imports import id_in
from eventlog.subjects import RegisteredSubject, Subject


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody of the register."""

    subject: Subject


@dataclass(frozen=True, slots=True)
class New:
    """Nobody of the register; to be registered under this id."""

    subject: Subject


@dataclass(frozen=True, slots=True)
class Uncertain:
    """Perhaps one of these."""

    candidates: tuple[Subject, ...]

    @property
    def told(self) -> str:
        """The candidates in one line."""
        return "、".join(f"{each.name}（{each.unit_name or '单位不详'}）" for each in self.candidates[:5])


Who = Known | New | Uncertain


@dataclass(slots=True)
class People:
    """The register as a file sees it, with those whom its earlier rows bring.

    Attributes:
        file_sha256: Of the file, of which the ids of new subjects are made.
        jurisdiction: Where its subjects are registered.
        registered: Entries by canonical name.
        brought: Those that earlier rows would register.
    """

    file_sha256: bytes
    jurisdiction: str
    registered: Mapping[str, list[RegisteredSubject]]
    brought: dict[str, list[Subject]] = field(default_factory=dict)

    def who(self, wanted: PaperSubject) -> Who:
        """Who a subject of the sheet is."""
        named = [each for each in self._named(wanted) if not _another_number(each, wanted)]
        numbered = [each for each in named if wanted.identifier and each.identifier]
        if len(numbered) == 1:
            return Known(numbered[0])
        if wanted.another:
            return self._new(wanted)
        same = [each for each in named if _same_unit(each, wanted)]
        unknown = [each for each in named if _perhaps_same_unit(each, wanted)]
        if len(same) == 1 and not unknown:
            return Known(same[0])
        if same or unknown:
            return Uncertain((*same, *unknown))
        return self._new(wanted)

    def bring(self, subject: Subject) -> None:
        """Remember whom a row would register."""
        self.brought.setdefault(canonical_name(subject.name), []).append(subject)

    def _named(self, wanted: PaperSubject) -> list[Subject]:
        name = canonical_name(wanted.name)
        entries = [entry.subject for entry in self.registered.get(name, ())] + self.brought.get(name, [])
        own = {each.subject_id: each for each in entries}
        return [each for each in own.values() if each.kind == wanted.kind and each.jurisdiction == self.jurisdiction]

    def _new(self, wanted: PaperSubject) -> New | Known:
        key = json.dumps([*wanted.identity, *([wanted.row] if wanted.another else [])], ensure_ascii=False)
        subject = Subject(
            subject_id=id_in(self.file_sha256, f"subject:{key}"),
            kind=wanted.kind,
            sector=wanted.sector,
            jurisdiction=self.jurisdiction,
            name=wanted.name,
            unit_name=wanted.unit_name,
            identifier=wanted.identifier,
        )
        known = next((each for each in self._named(wanted) if each.subject_id == subject.subject_id), None)
        return Known(known) if known else New(subject)


def _another_number(each: Subject, wanted: PaperSubject) -> bool:
    """Whether both have an identifier, and not the same."""
    one, other = canonical_number(each.identifier or ""), canonical_number(wanted.identifier or "")
    return bool(one and other and one != other)


def _same_unit(each: Subject, wanted: PaperSubject) -> bool:
    if wanted.kind == "unit":
        return True
    one, other = canonical_name(each.unit_name or ""), canonical_name(wanted.unit_name or "")
    return bool(one) and one == other


def _perhaps_same_unit(each: Subject, wanted: PaperSubject) -> bool:
    return wanted.kind == "person" and not (each.unit_name and wanted.unit_name)
