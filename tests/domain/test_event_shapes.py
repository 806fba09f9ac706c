"""The shapes the log keeps for ever: kinds that never change, facts that parse without what people wrote."""

from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from pydantic import TypeAdapter

from domain.case.commands import CloseHistory
from domain.case.evolve import evolve, fold
from domain.catalogue import CASE_EVENTS, MEETING_EVENTS, RISK_FILING_EVENTS, WORK_RECORD_EVENTS
from domain.messages import Event, kind_of
from domain.pack.results import Outcome
from domain.streams import StreamName
from tests.domain.given import BaseGiven
from tests.domain.kinds import KINDS, kinds_of
from tests.domain.scenario import CASE_ID, deed
from tests.domain.stories import (
    advice,
    appeals,
    assessments,
    cases,
    clocks,
    corrections,
    digests,
    direct_decisions,
    disputes,
    evidence,
    filings,
    jurisdictions,
    listed,
    meetings,
    official_documents,
    orders,
    papers,
    parties,
    publicity,
    records,
    results_used,
    stubs,
    transitions,
)
from tests.domain.stories.cases import MARK

REVIEWED = (
    cases.reappraisal(cases.opinion(outcome=Outcome.NOT_TOLERATED)),
    cases.signs(cases.DISCIPLINE_2, "2026-03-20", "reappraisal"),
)
CASES = (
    cases.CLOSED,
    cases.FILED.given(
        cases.rings("acceptance", "remind-3", "2026-02-05", 9),
        cases.rings("acceptance", "missed", "2026-02-11"),
        cases.proposed_acceptance("2026-02-12"),
        cases.signs(cases.DISCIPLINE, "2026-02-12", "acceptance", consents=False),
    ),
    cases.BARRED.given(*cases.excepted("2026-01-23")),
    cases.BARRED.given(*cases.accepted("2026-01-23", "second_tolerance")),
    cases.DETERMINED.given(*cases.voted("postpone")),
    cases.DETERMINED.given(cases.opened_round(), parties.recuses(cases.MEMBERS[0])),
    parties.UNDECIDED.given(parties.lifts(cases.MEMBERS[5])),
    parties.ENDORSED,
    cases.DETERMINED.given(*cases.voted("disagree")),
    cases.RECEIVED.given(cases.asked(route="superior_order", actor=cases.DISCIPLINE), *REVIEWED),
    cases.NOTHING.given(
        replace(cases.filed(history=True), actor=cases.ORGANISATION),
        deed(cases.ORGANISATION, CloseHistory(), "2026-01-20"),
    ),
    cases.FILED.given(
        clocks.urged(1, "2026-01-27"), clocks.asked_for_papers("2026-01-28"), clocks.handed_in("2026-02-06")
    ),
    cases.NOTHING.knowing(clocks.SHELVING_CONTEXT).given(
        cases.filed(),
        *cases.accepted(),
        clocks.shelved("2026-02-11"),
        clocks.resumed("2026-03-31"),
        clocks.extended("investigation", 5, "2026-04-01"),
    ),
    direct_decisions.BEGUN.given(direct_decisions.subjects_changed(add=[cases.TOWN])),
    direct_decisions.DECIDED,
    publicity.QUIET.given(publicity.filed()),
    publicity.OBJECTED,
    clocks.by(cases.SERVED.given(cases.received(day="2026-02-28")), clocks.calendar(off=["2026-03-10"])).given(
        clocks.replans("2026-03-09")
    ),
    jurisdictions.TAKEN,
    jurisdictions.DISPUTED.given(jurisdictions.designated("2026-02-02")),
    jurisdictions.RAISED.given(jurisdictions.handed_down("2026-01-28")),
    cases.FILED.given(jurisdictions.referred("2026-01-26")),
    appeals.UPHELD,
    appeals.NOT_TAKEN_UP,
    assessments.CHECKED,
    assessments.STATED_CASE,
    results_used.EVERYTHING,
    clocks.by(cases.ACCEPTED, clocks.calendar(off=["2026-03-10"])).given(clocks.replans("2026-02-05")),
    corrections.SERVED.given(
        corrections.corrected("2026-02-25"),
        corrections.evaluated("2026-03-04", passed=False),
        corrections.escalated("2026-03-20", refused=True),
    ),
    digests.APPROVED.given(digests.withdrawn()),
    evidence.OF_BOTH,
    listed.COMPLETE,
    official_documents.EVERYTHING,
    official_documents.ISSUED,
    orders.ORDERED,
    advice.CONSULTED.given(advice.advises(), advice.advises(cases.SECRETARY, "2026-02-12")),
    disputes.VOTING.given(*cases.voted("agree", "2026-01-30")),
    cases.FILED.given(disputes.withdrawn("2026-01-26")),
    stubs.REGISTERED.given(stubs.numbered("甲密〔2026〕1号"), stubs.stepped("acceptance", "accepted", "2026-01-26")),
    meetings.DECIDED,
    meetings.RESULT_CORRECTED,
    cases.NOTHING.given(papers.entered()),
    transitions.facing(cases.FILED, transitions.LONGER).given(
        transitions.chooses(transitions.LONGER, "new", "2026-02-02")
    ),
)


STORIES: dict[str, BaseGiven[Any, Any, Any]] = {
    **{f"case {number}": story for number, story in enumerate(CASES)},
    **{f"risk filing {name}": story for name, story in filings.EVERYTHING.items()},
    **{f"work record {name}": story for name, story in records.EVERYTHING.items()},
    **{f"meeting {name}": story for name, story in meetings.EVERYTHING.items()},
}
DECLARED: dict[StreamName, tuple[type[Event], ...]] = {
    "case": CASE_EVENTS,
    "risk_filing": RISK_FILING_EVENTS,
    "work_record": WORK_RECORD_EVENTS,
    "meeting": MEETING_EVENTS,
}
PREFIXES: dict[StreamName, str] = {
    "case": "",
    "risk_filing": "risk_filing_",
    "work_record": "work_record_",
    "meeting": "meeting_",
}


@cache
def examples() -> dict[str, tuple[TypeAdapter[Any], Event]]:
    """An event of each kind, from the stories, and how it is read."""
    return {event.kind: (story.kind.event, event) for story in STORIES.values() for event in story.events}


@pytest.mark.parametrize("stream", DECLARED)
def test_the_kinds_of_events_never_change(stream: StreamName) -> None:
    """A kind that is gone or renamed makes old streams unreadable; a new one is added to kinds.txt with its class."""
    declared = [kind_of(each) for each in DECLARED[stream]]

    assert sorted(kinds_of(stream)) == sorted(declared)
    assert all(kind.startswith(PREFIXES[stream]) for kind in declared)


@pytest.mark.parametrize("stream", DECLARED)
def test_every_kind_comes_of_some_deed(stream: StreamName) -> None:
    """No event is declared that nothing can cause."""
    assert set(kinds_of(stream)) - set(examples()) == set()


@pytest.mark.parametrize("kind", KINDS)
def test_facts_parse_without_what_people_wrote(kind: str) -> None:
    """The stored payload is the event without its private part, and gives it back."""
    read, event = examples()[kind]
    payload = event.model_dump_json(exclude={"private"})

    assert read.validate_json(payload) == event.model_copy(update={"private": None})
    assert read.validate_json(event.model_dump_json()) == event
    assert MARK not in payload


@pytest.mark.parametrize("name", STORIES)
def test_a_stream_is_the_same_from_its_facts_alone(name: str) -> None:
    """Erasing every private part changes no state, and folding twice gives the same."""
    story = STORIES[name]
    facts = [story.kind.event.validate_json(event.model_dump_json(exclude={"private"})) for event in story.events]

    assert story.kind.fold(story.id, facts) == story.kind.fold(story.id, list(story.events)) == story.begun


def test_a_case_begins_with_its_opening() -> None:
    """A stream that begins otherwise, or opens twice, is damage and not a state."""
    opened, *rest = cases.FILED.events

    with pytest.raises(TypeError, match="begins with step_opened"):
        fold(CASE_ID, rest)
    with pytest.raises(TypeError, match="opened twice"):
        evolve(cases.FILED.case, opened)
    assert fold(CASE_ID, []) is None
