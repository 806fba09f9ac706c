"""Who takes part in a case beside those its opening names: the organs that the case comes to, and what for.

An organ works on a case where it answers for a step, sits in the team, puts forward, signs, votes or settles. One that
only owes what follows from a decision, or was told of it or of a delay, takes part and no more. What either may read,
the access rules say (api/auth/rules.yaml).
"""

from collections.abc import Iterator
from typing import NamedTuple, assert_never

from domain.acts.terms import DECISION_ON_JURISDICTION, RECEIPT
from domain.case import events
from domain.case.correction import EVALUATION
from domain.case.state import DISAGREEMENT
from domain.values import Code

PartyEvent = (
    events.StepOpened
    | events.DutyOpened
    | events.EscalationRaised
    | events.DutyUrged
    | events.TeamFormed
    | events.JointActProposed
    | events.DisagreementOpened
    | events.DisagreementSettled
    | events.RoundOpened
    | events.RecordedMeeting
    | events.FiledWithCommittee
    | events.ClarificationIssued
    | events.DutyReassigned
    | events.JurisdictionChanged
)
"""What brings an organ into a case."""

_SUBJECT = "subject"
_PART = "part:"
_WORK = frozenset({EVALUATION, DISAGREEMENT, RECEIPT, DECISION_ON_JURISDICTION})
"""Duties of no step whose organ must know the case to do them."""


class Party(NamedTuple):
    """An organ, and whether it works on the case."""

    organ: Code
    works: bool


def parties(event: PartyEvent) -> Iterator[Party]:  # noqa: C901, PLR0912 - one arm an event, closed by assert_never
    """The organs that an event brings into its case."""
    match event:
        case events.StepOpened():
            yield from (Party(organ, works=True) for organ in event.organs)
        case events.DutyOpened():
            if event.responsible != _SUBJECT:
                works = event.step is not None or event.reappraisal is not None or event.duty in _WORK
                yield Party(event.responsible, works)
        case events.EscalationRaised() | events.DutyUrged():
            if event.to is not None:
                yield Party(event.to.organ, works=False)
        case events.TeamFormed():
            yield from (Party(member.organ, works=True) for member in event.members)
        case events.JointActProposed():
            yield from (Party(organ, works=True) for organ in (event.organ, *event.awaited))
        case events.DisagreementOpened():
            yield Party(event.organ, works=True)
        case events.DisagreementSettled():
            if event.passed_to is not None:
                yield Party(event.passed_to, works=True)
        case events.RoundOpened() | events.RecordedMeeting():
            yield Party(event.committee, works=True)
        case events.FiledWithCommittee():
            yield Party(event.with_organ, works=False)
        case events.ClarificationIssued():
            yield from (Party(organ, works=False) for organ in event.recipients)
        case events.DutyReassigned():
            yield Party(event.responsible, works=True)
        case events.JurisdictionChanged():
            yield from (Party(organ, works=True) for organ in (event.to_organ, *event.organs))
        case _:
            assert_never(event)


def part_mark(organ: Code) -> str:
    """An organ that takes part, among those concerned: a unit whose own case it is stands there by its id alone."""
    return f"{_PART}{organ}"


def is_part(mark: str) -> bool:
    """Whether a mark is that of an organ that takes part."""
    return mark.startswith(_PART)


def left_mark(place: Code) -> str:
    """A place that the case has left, among those concerned: who saw it there sees it as it was then."""
    return f"left:{place}"
