"""What the page of a case is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from api.deadlines.duty_ledger import Ledger
from api.labels.event_facts import Fact, document
from api.labels.naming import Names
from domain.pack.pack import Pack
from domain.terms.calendar import Calendar
from domain.values import FreeText
from projections.cases.view import CasePage
from projections.matters.bans import Matter
from projections.results.result_application import Result


@dataclass(frozen=True, slots=True)
class Sources:
    """What a case page is made of.

    Attributes:
        texts: What people wrote, by the version of the event; only what the reader may see.
        reasons: The reasons of findings, by version, kind and item; only what the reader may see.
    """

    page: CasePage
    title: str | None
    names: Names
    pack: Pack
    calendar: Calendar
    today: date
    texts: Mapping[int, FreeText]
    reasons: Mapping[tuple[int, str, str], str]
    supplement_titles: tuple[str | None, ...] = ()
    ledgers: Mapping[UUID, Ledger] = field(default_factory=dict)
    results: Sequence[Result] = ()
    matter: Matter | None = None

    def document(self, label: str, sha256: str, version: int) -> Fact:
        """The only document of an event, with its title where the reader may see it."""
        text = self.texts.get(version)
        return document(label, sha256, text.document_titles[0] if text and text.document_titles else None)
