"""The official documents of a case (文书) as its state has them: a union of shapes, from the draft to what was sent.

A document is of something that happened, and stands as long as that does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, Literal, assert_never
from uuid import UUID

from pydantic import Field

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
    kind: Literal["draft"] = "draft"


@dataclass(frozen=True, slots=True)
class Signed:
    """已签发: signed for issue, or in need of no signature; it awaits its number and its final form."""

    kind: Literal["signed"] = "signed"


@dataclass(frozen=True, slots=True)
class Issued:
    """已印发: what was set and sent, by the digest of the file; `scan` is that of the stamped paper."""

    sha256: str
    scan: str | None = None
    kind: Literal["issued"] = "issued"


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """已作废: given up, or replaced by another document."""

    by: UUID | None = None
    kind: Literal["withdrawn"] = "withdrawn"


Stage = Annotated[Draft | Signed | Issued | Withdrawn, Field(discriminator="kind")]

PaperAct = Literal[
    "draft_document", "check_document", "countersign_document", "sign_document", "issue_document", "file_stamped_scan"
]
"""The acts by which a document goes on its way, as their commands are called."""


@dataclass(frozen=True, slots=True)
class NextAct:
    """What a document waits for.

    Attributes:
        act: By which act it goes on.
        organs: Of which organs one has to do it, or each.
        duty: The duty of the post that does it; none: whoever does such acts for the organ.
        apart: The persons who may not: whoever wrote it neither checks nor signs it.
    """

    act: PaperAct
    organs: frozenset[str]
    duty: str | None = None
    apart: frozenset[str] = frozenset()


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

    @property
    def next_act(self) -> NextAct | None:  # noqa: PLR0911 - one arm a stage
        """What it waits for as long as it stands; None: for nothing more."""
        own = frozenset({self.organ})
        match self.stage:
            case Draft(awaits="redraft"):
                return NextAct("draft_document", own)
            case Draft(awaits="check"):
                return NextAct("check_document", own, apart=self.drafters)
            case Draft(awaits="countersignature", awaited=awaited):
                return NextAct("countersign_document", awaited, apart=self.drafters)
            case Draft():
                return NextAct("sign_document", own, self.signed_by, self.drafters)
            case Signed():
                return NextAct("issue_document", own)
            case Issued(scan=scan):
                return NextAct("file_stamped_scan", own) if self.signed_by and scan is None else None
            case Withdrawn():
                return None
            case _:
                assert_never(self.stage)

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
