"""Clarifications (澄清正名, NJ-29, ZS-30), on the case page and a row each, and what became of a false accusation."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import ClassVar, Literal, assert_never
from uuid import UUID

from pydantic import Field

from domain.case import events
from domain.values import Code
from eventlog.queries import load_queries
from projections.cases.duties import DutyView, term_of
from projections.cases.outcome_views import ClarificationView, ReferralView
from projections.cases.view import CaseRow
from projections.projector.logged import LoggedEvent
from projections.projector.read_model import ChildRows
from projections.projector.table import Row, Table, changed, made_of

ClarificationEvent = events.ClarificationOpened | events.ClarificationIssued | events.FalseAccusationReferred


class ClarificationRow(Row):
    """澄清正名: of whom, on which ground, by when, how and to whom it was issued; `referred_*` is the accusation's."""

    KEY: ClassVar = ("clarification_id",)

    clarification_id: UUID
    subject_id: UUID
    ground: Code
    opened_on: date
    organ: Code | None = None
    duty_id: UUID | None = None
    due_on: date | None = None
    provisional: bool = False
    state: Literal["open", "issued"] = "open"
    form: Code | None = None
    reach: Literal["unit", "wider"] | None = None
    consent: bool = False
    recipients: tuple[Code, ...] = ()
    issued_on: date | None = None
    referred_on: date | None = None
    referred_to: Code | None = None
    referred_to_justice: bool = False
    case_number: str | None = Field(default=None, description="joined when read")


def evolve(page: CaseRow, logged: LoggedEvent, event: ClarificationEvent) -> CaseRow:
    """Follow a clarification; a closed case is open again with it, not with a referral."""
    views = {view.clarification_id: view for view in page.clarifications}
    match event:
        case events.ClarificationOpened():
            views[logged.id] = made_of(
                ClarificationView, event, clarification_id=logged.id, version=logged.version, opened_on=event.on
            )
            page = changed(page, closed=False, closed_on=None)
        case events.ClarificationIssued():
            views[event.clarification] = changed(
                views[event.clarification],
                issued_version=logged.version,
                form=event.form,
                reach=event.reach,
                consent=event.consent,
                recipients=event.recipients,
                issued_on=event.on,
            )
        case events.FalseAccusationReferred():
            referral = made_of(ReferralView, event, version=logged.version)
            views[event.clarification] = changed(views[event.clarification], referral=referral)
        case _:
            assert_never(event)
    return changed(page, clarifications=tuple(views.values()))


def _rows(
    case_id: UUID, clarifications: tuple[ClarificationView, ...], duties: tuple[DutyView, ...]
) -> Iterator[ClarificationRow]:
    terms = {duty.answers: duty for duty in duties}
    for view in clarifications:
        term, referral = terms.get(view.clarification_id), view.referral
        yield made_of(
            ClarificationRow,
            view,
            **term_of(term),
            case_id=case_id,
            subject_id=view.subject,
            organ=term and term.responsible,
            state="issued" if view.issued_on else "open",
            referred_on=referral and referral.on,
            referred_to=referral and referral.to,
            referred_to_justice=referral is not None and referral.to_justice,
        )


ROWS = ChildRows(
    Table("clarifications", 5, ClarificationRow, load_queries(Path(__file__).with_suffix(".sql"))["create"]),
    ("clarifications", "duties"),
    _rows,
)
