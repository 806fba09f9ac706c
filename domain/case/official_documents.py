"""The official documents of a case (文书) as its state has them: a union of shapes, from the draft to what was sent.

A document is of something that happened, and stands as long as that does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal
from uuid import UUID

from domain.documents.kinds import OfficialDocumentKind


@dataclass(frozen=True, slots=True)
class Draft:
    """拟稿: a draft that is not signed for issue yet.

    Attributes:
        awaits: What comes next: a new draft after it was sent back, another's look, other organs, a signature.
        awaited: The organs that have yet to sign along.
    """

    awaits: Literal["redraft", "check", "countersignature", "signature"]
    awaited: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Signed:
    """已签发: signed for issue, or in need of no signature; it awaits its number and its final form."""


@dataclass(frozen=True, slots=True)
class Issued:
    """已印发: what was set and sent, by the digest of the file; `scan` is that of the stamped paper."""

    sha256: str
    scan: str | None = None


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """已作废: given up, or replaced by another document."""

    by: UUID | None = None


Stage = Draft | Signed | Issued | Withdrawn


@dataclass(frozen=True, slots=True)
class OfficialDocument:
    """文书: one document of a case.

    Attributes:
        rule: Which of those that the procedure asks for.
        of: The version of the event that it is of.
        organ: Who issues it.
        drafters: Who wrote it, in their own name or another's: they neither check nor sign it.
        signed_by: The duty of the post that signs it; none: nobody does.
        drafted: The version at which its words stand.
        signed: The version at which it was signed for issue; none: it is not, or nobody signs it.
        on: Its latest business date.
    """

    rule: str
    kind: OfficialDocumentKind
    of: int
    organ: str
    drafters: frozenset[str]
    checked: bool
    countersigning: frozenset[str]
    signed_by: str | None
    numbered: bool
    for_applicant: bool
    drafted: int
    on: date
    stage: Stage
    signed: int | None = None

    @property
    def live(self) -> bool:
        """Whether it is under way or was issued: of one occasion there is one such document of a rule."""
        return not isinstance(self.stage, Withdrawn)

    def moved(self, stage: Stage, on: date) -> "OfficialDocument":
        """The document after something more was done with it."""
        return replace(self, stage=stage, on=max(self.on, on))


@dataclass(frozen=True, slots=True)
class Paperwork:
    """The documents of a case by their ids, and what documents may be of: kinds of events by their versions."""

    documents: Mapping[UUID, OfficialDocument] = field(default_factory=dict)
    occasions: Mapping[int, str] = field(default_factory=dict)

    def stands(self, document: OfficialDocument) -> bool:
        """Whether a document is of something that still stands, and was not withdrawn."""
        return document.live and document.of in self.occasions

    def latest(self, kinds: tuple[str, ...]) -> int | None:
        """The last event of some kinds that stands."""
        return max((version for version, kind in self.occasions.items() if kind in kinds), default=None)

    def with_(self, id_: UUID, document: OfficialDocument) -> "Paperwork":
        """With a document as it is now."""
        return replace(self, documents={**self.documents, id_: document})
