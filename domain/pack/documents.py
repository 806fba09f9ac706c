"""Official documents that a procedure asks for (文书): of what, to whom, in which words, by whom checked and signed."""

from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from domain.documents.kinds import OfficialDocumentKind
from domain.pack.terms import Item
from domain.values import Code, Flag

Occasion = Literal[
    "case_opened",
    "supplement_requested",
    "application_accepted",
    "application_not_accepted",
    "defence_recorded",
    "investigation_reported",
    "determination_issued",
    "round_closed",
    "recorded_meeting",
    "case_decided",
    "case_approved",
    "approval_refused",
    "feedback_served",
    "receipt_confirmed",
    "results_applied",
    "publicity_started",
    "filed_with_committee",
    "correction_ordered",
    "correction_escalated",
    "reappraisal_decided",
    "clarification_issued",
    "false_accusation_referred",
    "digest_approved",
    "case_transferred",
    "case_closed",
]
"""What a document may be of: kinds of events of a case."""

Addressee = Literal["subjects", "applicant", "deciders", "committees"]
"""Whom a document may go to beside the roles of the pack: the subjects, who applied, who determines, who votes."""
ADDRESSEES: Final = frozenset({"subjects", "applicant", "deciders", "committees"})
APPLICANTS: Final = frozenset({"subjects", "applicant"})
"""Those of the applicant's side: what goes to them they see."""
JOINTLY: Final = "deciders"
"""Where it stands for who signs along: the other organs that determine jointly."""


DocumentWords = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
"""Words of a document in which facts of the case may stand in braces: {subjects}."""


class DocumentRule(Item):
    """文书: a document that is drafted once something has happened, on paper whoever it goes to can keep.

    Attributes:
        kind: Which of the kinds of documents it is: how it is set follows from it.
        of: What it is of: it may be drafted when one of these has happened, and stands as long as that does.
        by: The role that issues it; none: the organ that has the case.
        to: Roles, or `subjects`, `applicant`, `deciders`, `committees`.
        copies: Likewise.
        checked: Whether another person of the organ looks it over (核稿).
        countersigned_by: Roles that sign along (会签); `deciders`: all other organs that determine.
        signed_by: The duty of the post that signs it for issue (签发); none: it is a form, and nobody does.
        numbered: Whether it bears a number of its own where what it is of has none.
    """

    kind: OfficialDocumentKind
    of: tuple[Occasion, ...] = Field(min_length=1)
    by: Code | None = None
    to: tuple[Code, ...] = ()
    copies: tuple[Code, ...] = ()
    title: DocumentWords
    text: DocumentWords
    checked: Flag = True
    countersigned_by: tuple[Code, ...] = ()
    signed_by: Code | None = "head"
    numbered: Flag = False

    @property
    def for_applicant(self) -> bool:
        """Whether the applicant's side gets it."""
        return not APPLICANTS.isdisjoint((*self.to, *self.copies))
