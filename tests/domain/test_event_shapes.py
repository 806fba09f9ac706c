"""The shapes the log keeps for ever: kinds that never change, facts that parse without what people wrote."""

from dataclasses import replace
from functools import cache
from typing import get_args

import pytest

from domain.case.commands import AnyCommand, CloseHistory, Recuse
from domain.case.events import EVENT, AnyEvent
from domain.case.evolve import evolve, fold
from domain.case.state import Case
from domain.pack.results import Outcome
from tests.domain import assessment_story as a
from tests.domain import clock_story as c
from tests.domain import correction_story as x
from tests.domain import digest_story as g
from tests.domain import direct_story as d
from tests.domain import dispute_story as disputes
from tests.domain import publicity_story as p
from tests.domain import results_story as r
from tests.domain import story as s
from tests.domain import transition_story as t
from tests.domain.kinds import kinds_of
from tests.domain.scenario import CASE_ID, Given, deed
from tests.domain.story import MARK

KINDS = kinds_of("case")


def recusal(case: Case) -> AnyCommand:
    """The member leaves the open round."""
    assert case.round is not None
    return Recuse(round=case.round.id, reasons=MARK)


REVIEWED = (
    s.reappraisal(s.opinion(outcome=Outcome.NOT_TOLERATED)),
    s.signs(s.DISCIPLINE_2, "2026-03-20", "reappraisal"),
)
STORIES: tuple[Given, ...] = (
    s.CLOSED,
    s.FILED.given(
        s.rings("acceptance", "remind-3", "2026-02-05", 9),
        s.rings("acceptance", "missed", "2026-02-11"),
        s.proposed_acceptance("2026-02-12"),
        s.signs(s.DISCIPLINE, "2026-02-12", "acceptance", consents=False),
    ),
    s.BARRED.given(*s.excepted("2026-01-23")),
    s.BARRED.given(*s.accepted("2026-01-23", "second_tolerance")),
    s.DETERMINED.given(*s.voted("postpone")),
    s.DETERMINED.given(s.opened_round(), deed(s.MEMBERS[0], recusal, "2026-02-12")),
    s.DETERMINED.given(*s.voted("disagree")),
    s.RECEIVED.given(s.asked(route="superior_order", actor=s.DISCIPLINE), *REVIEWED),
    s.NOTHING.given(
        replace(s.filed(history=True), actor=s.ORGANISATION), deed(s.ORGANISATION, CloseHistory(), "2026-01-20")
    ),
    s.FILED.given(c.asked_for_papers("2026-01-28"), c.handed_in("2026-02-06")),
    s.NOTHING.knowing(c.SHELVING_KNOWN).given(
        s.filed(),
        *s.accepted(),
        c.shelved("2026-02-11"),
        c.resumed("2026-03-31"),
        c.extended("investigation", 5, "2026-04-01"),
    ),
    d.BEGUN.given(d.subjects_changed(add=[s.TOWN])),
    d.DECIDED,
    p.QUIET.given(p.filed()),
    p.OBJECTED,
    c.by(s.SERVED.given(s.received(day="2026-02-28")), c.calendar(off=["2026-03-10"])).given(c.replans("2026-03-09")),
    a.CHECKED,
    a.STATED_CASE,
    r.EVERYTHING,
    c.by(s.ACCEPTED, c.calendar(off=["2026-03-10"])).given(c.replans("2026-02-05")),
    x.SERVED.given(
        x.corrected("2026-02-25"), x.evaluated("2026-03-04", passed=False), x.escalated("2026-03-20", refused=True)
    ),
    g.APPROVED.given(g.withdrawn()),
    disputes.VOTING.given(*s.voted("agree", "2026-01-30")),
    s.FILED.given(disputes.withdrawn("2026-01-26")),
    t.facing(s.FILED, t.LONGER).given(t.chooses(t.LONGER, "new", "2026-02-02")),
)


@cache
def examples() -> dict[str, AnyEvent]:
    """An event of each kind, from the stories."""
    return {event.kind: event for story in STORIES for event in story.events}


def test_the_kinds_of_events_never_change() -> None:
    """A kind that is gone or renamed makes old cases unreadable; a new one is added to kinds.txt with its class."""
    declared = [get_args(each.model_fields["kind"].annotation)[0] for each in get_args(get_args(AnyEvent)[0])]

    assert sorted(KINDS) == sorted(declared)


def test_every_kind_comes_of_some_deed() -> None:
    """No event is declared that nothing can cause."""
    assert set(KINDS) - set(examples()) == set()


@pytest.mark.parametrize("kind", KINDS)
def test_facts_parse_without_what_people_wrote(kind: str) -> None:
    """The stored payload is the event without its private part, and gives it back."""
    event = examples()[kind]
    payload = event.model_dump_json(exclude={"private"})

    assert EVENT.validate_json(payload) == event.model_copy(update={"private": None})
    assert EVENT.validate_json(event.model_dump_json()) == event
    assert MARK not in payload


@pytest.mark.parametrize("story", STORIES)
def test_a_case_is_the_same_from_its_facts_alone(story: Given) -> None:
    """Erasing every private part changes no state, and folding twice gives the same."""
    facts = [EVENT.validate_json(event.model_dump_json(exclude={"private"})) for event in story.events]

    assert fold(CASE_ID, facts) == fold(CASE_ID, list(story.events)) == story.case


def test_a_case_begins_with_its_opening() -> None:
    """A stream that begins otherwise, or opens twice, is damage and not a state."""
    opened, *rest = s.FILED.events

    with pytest.raises(TypeError, match="begins with step_opened"):
        fold(CASE_ID, rest)
    with pytest.raises(TypeError, match="opened twice"):
        evolve(s.FILED.case, opened)
    assert fold(CASE_ID, []) is None
