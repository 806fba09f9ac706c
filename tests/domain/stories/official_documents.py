"""Deeds about the official documents of a case, for tests."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from domain.case.commands import (
    AnyCommand,
    CheckDocument,
    CountersignDocument,
    DraftDocument,
    FileStampedScan,
    IssueDocument,
    SignDocument,
    WithdrawDocument,
)
from domain.case.state import Case
from domain.messages import TypesetFile
from domain.pack.results import Outcome
from domain.values import Actor
from tests.domain.scenario import Deed, deed
from tests.domain.stories import cases
from tests.domain.stories.cases import MARK

HEAD = cases.post("county-a-organization-head")
NOTICE, OPINION, RECEIPT = "acceptance_notice", "determination_opinion", "filing_receipt"
SET_SHA256 = "5" * 64


def newest(case: Case) -> UUID:
    """The document drafted last; where there is none, an id that nothing has."""
    return next(iter(list(case.paperwork.documents)[::-1]), UUID(int=0))


def drafted(
    document: str = NOTICE, day: str = "2026-02-05", actor: Actor = cases.ORGANISATION, **changes: object
) -> Deed:
    """Somebody drafts a document."""
    body = DraftDocument.model_validate(
        {"document": document, "title": MARK, "addressees": MARK, "text": MARK, **changes}
    )
    return deed(actor, body, day)


def revised(document: str = NOTICE, day: str = "2026-02-05", **changes: object) -> Deed:
    """Somebody writes the newest draft anew."""

    def body(case: Case) -> AnyCommand:
        said = {"document": document, "title": MARK, "text": MARK, "revises": newest(case), **changes}
        return DraftDocument.model_validate(said)

    return deed(cases.ORGANISATION, body, day)


def _about(make: Callable[[UUID], AnyCommand], actor: Actor, day: str) -> Deed:
    return deed(actor, lambda case: make(newest(case)), day)


def checked(day: str = "2026-02-05", actor: Actor = cases.ORGANISATION_2, reasons: str | None = None) -> Deed:
    """Somebody passes the newest draft, or sends it back."""
    return _about(lambda id_: CheckDocument(draft=id_, passed=reasons is None, reasons=reasons), actor, day)


def countersigned(day: str = "2026-02-05", actor: Actor = cases.DISCIPLINE, reasons: str | None = None) -> Deed:
    """Another organ signs the newest draft along, or does not."""
    return _about(lambda id_: CountersignDocument(draft=id_, consents=reasons is None, reasons=reasons), actor, day)


def signed(day: str = "2026-02-05", actor: Actor = HEAD) -> Deed:
    """Somebody signs the newest draft for issue."""
    return _about(lambda id_: SignDocument(draft=id_), actor, day)


def _typeset(case: Case) -> dict[str, object]:
    return {"typeset": TypesetFile(document=newest(case), sha256=SET_SHA256, size=9, code="ABCD-1234")}


def issued(day: str = "2026-02-05", actor: Actor = cases.ORGANISATION) -> Deed:
    """Somebody issues the newest document, which was set as a file."""
    return replace(_about(lambda id_: IssueDocument(draft=id_), actor, day), brings=_typeset)


def not_set(day: str = "2026-02-05") -> Deed:
    """Somebody would issue the newest document, and nobody has set it."""
    return _about(lambda id_: IssueDocument(draft=id_), cases.ORGANISATION, day)


def scanned(day: str = "2026-02-06", actor: Actor = cases.ORGANISATION) -> Deed:
    """Somebody files the stamped scan of the newest document."""
    return _about(lambda id_: FileStampedScan(issued=id_, scan=cases.document()), actor, day)


def withdrawn(day: str = "2026-02-06", actor: Actor = HEAD, replaced_by: Callable[[Case], UUID] | None = None) -> Deed:
    """Somebody withdraws the newest document."""
    return deed(
        actor,
        lambda case: WithdrawDocument(
            official=newest(case), reasons=MARK, replaced_by=replaced_by(case) if replaced_by else None
        ),
        day,
    )


DRAFTED = cases.ACCEPTED.given(drafted())
CHECKED = DRAFTED.given(checked())
SIGNED = CHECKED.given(signed())
CHANGED = (
    cases.asked(),
    cases.reappraisal(cases.opinion(outcome=Outcome.EXEMPT, liabilities=("accountability", "party_discipline"))),
    cases.signs(cases.DISCIPLINE_2, "2026-03-20", "reappraisal"),
)
"""A reappraisal that changes the decision."""
UNDONE = cases.RECEIVED.given(drafted("feedback_letter", "2026-02-25"), *CHANGED)
ISSUED = SIGNED.given(issued())
"""The notice of acceptance, on its way."""
EVERYTHING = cases.DETERMINED.given(
    drafted(OPINION, "2026-02-11"),
    checked("2026-02-11"),
    countersigned("2026-02-11"),
    signed("2026-02-11"),
    issued("2026-02-11"),
    scanned("2026-02-11"),
    withdrawn("2026-02-11"),
)
"""An opinion of two organs, from draft to withdrawal."""
