"""A subject acts for themselves, in a post of an applicant, and for nobody else of the case (本人事项, A-51)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.acts.investigation import DefenceRecorded
from domain.case.events import AnyEvent
from domain.context import DecisionContext
from domain.messages import kind_of
from domain.organs import Holding
from domain.people.duties import APPLICANT
from domain.refusals import Refused
from domain.streams import CASE
from domain.values import Actor
from tests.domain.given import instant
from tests.domain.stories import cases, clocks
from tests.domain.stories.cases import ANN, CONTEXT, TOWN

ANNS = Actor(person="ann", position="county-a-enforcement-applicant", organ="county-a-enforcement")
DAY = "2026-12-04"


def world(organ: str = "county-a-enforcement") -> DecisionContext:
    """Ann holds a post of an applicant in an organ, and the register says that she is one of the subjects."""
    organs = cases.ORGANS
    post = next(each for each in organs.positions if each.duty == APPLICANT)
    posts = tuple(each if each.id != post.id else post.model_copy(update={"organ": organ}) for each in organs.positions)
    held = Holding(person="ann", position=post.id, since=date(2020, 1, 1))
    organs = organs.model_copy(update={"positions": posts, "holdings": (*organs.holdings, held)})
    return replace(CONTEXT, organs=organs, persons=frozenset({"ann"}))


def done(
    given: Any, kind: str, body: Mapping[str, object], mine: tuple[UUID, ...] = (ANN,), organ: str = ANNS.organ
) -> list[AnyEvent] | str:
    """What comes of an act of Ann's, or why it is refused."""
    actor = ANNS.model_copy(update={"organ": organ})
    sent = {"command_id": uuid4(), "actor": actor, "seen": 99, "as_subjects": mine, "body": {"kind": kind, **body}}
    try:
        return CASE.decide(given.case.id, given.case, CASE.envelope.validate_python(sent), instant(DAY), world(organ))
    except Refused as refused:
        return refused.refusal.code


def kinds(events: list[AnyEvent] | str) -> list[str] | str:
    """The kinds of events, or the refusal."""
    return events if isinstance(events, str) else [kind_of(type(each)) for each in events]


BOTH = cases.NOTHING.given(cases.filed(subjects=(ANN, TOWN)), *cases.accepted())


def test_a_subject_states_their_defence_in_writing() -> None:
    """What they write is theirs; it counts as heard, and nobody who investigates did it."""
    given = cases.ACCEPTED.given(cases.team_formed("2026-02-05"))
    events = done(given, "submit_defence", {"subject": ANN, "statement": cases.MARK})

    assert not isinstance(events, str)
    (heard,) = events
    assert isinstance(heard, DefenceRecorded)
    assert (heard.subject, heard.mode, heard.person) == (ANN, "written", None)
    assert heard.private is not None
    assert heard.private.statement == cases.MARK


@pytest.mark.parametrize("organ", ["county-a-enforcement", "county-a-finance"])
def test_the_organ_of_the_post_makes_no_difference(organ: str) -> None:
    """An official of any organ is nobody else's counter in their own case."""
    given = cases.ACCEPTED.given(cases.team_formed("2026-02-05"))

    assert kinds(done(given, "submit_defence", {"subject": ANN, "statement": "陈述"}, organ=organ)) == [
        "defence_recorded"
    ]


def test_nobody_acts_for_another_subject() -> None:
    """Neither a defence nor a receipt nor a reappraisal of theirs."""
    given = BOTH.given(cases.team_formed("2026-02-05"))
    bodies: dict[str, dict[str, object]] = {
        "submit_defence": {"subject": TOWN, "statement": "陈述"},
        "confirm_receipt": {"subject": TOWN},
        "request_reappraisal": {"route": "request", "subject": TOWN, "reasons": "不服"},
    }

    assert {done(given, kind, body) for kind, body in bodies.items()} == {"not_ones_own"}
    assert kinds(done(given, "submit_defence", {"subject": ANN, "statement": "陈述"})) == ["defence_recorded"]


def test_the_papers_are_the_applicants() -> None:
    """Who applied hands them in; another subject does not."""
    asked = cases.FILED.given(clocks.asked_for_papers("2026-01-29"))
    applicant = asked.case.opened.applicant
    assert applicant

    assert kinds(done(asked, "submit_supplement", _papers(), mine=(applicant,)))[0] == ("supplement_received")
    assert done(asked, "submit_supplement", _papers(), mine=(TOWN,)) == "not_ones_own"


def test_what_is_not_for_subjects_to_do_they_do_not() -> None:
    """Whatever the door let through: the application is its unit's to take back."""
    assert done(cases.FILED, "withdraw_application", {"reasons": "不申请了"}) == "not_ones_own"


def test_a_unit_acts_for_all_of_its_own() -> None:
    """Who does not act as a subject is asked nothing of this: the contact hands in for either."""
    given = BOTH.given(cases.team_formed("2026-02-05"))
    body = {"kind": "submit_defence", "subject": TOWN, "statement": "陈述"}
    sent = {"command_id": uuid4(), "actor": cases.CONTACT, "seen": 99, "body": body}
    events = CASE.decide(given.case.id, given.case, CASE.envelope.validate_python(sent), instant(DAY), CONTEXT)

    assert kinds(list(events)) == ["defence_recorded"]


def test_in_the_post_of_another_nobody_acts_for_themselves() -> None:
    """A delegate of an applicant is none: own matter is nobody's to give."""
    given = cases.ACCEPTED.given(cases.team_formed("2026-02-05"))
    body = {"kind": "submit_defence", "subject": ANN, "statement": "陈述"}
    actor = ANNS.model_copy(update={"for_person": "ann", "person": cases.CONTACT.person})
    sent = {"command_id": uuid4(), "actor": actor, "seen": 99, "as_subjects": (), "body": body}
    context = world("county-a-finance")
    with pytest.raises(Refused):
        CASE.decide(given.case.id, given.case, CASE.envelope.validate_python(sent), instant(DAY), context)


def _papers() -> dict[str, object]:
    return {"evidence": [cases.document().model_dump(mode="json")]}
