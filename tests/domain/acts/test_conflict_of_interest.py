"""Who is a party of a matter has no part in handling, investigating, signing or voting on it (回避, A-39)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from domain import refusals
from domain.acts.endorsement import Endorsement
from domain.case.commands import FormTeam
from domain.case.events import RoundClosed, RoundOpened
from domain.catalogue import COMMANDS
from domain.messages import Capacity, Command, kind_of
from domain.refusals import Refused
from domain.streams import CASE, MEETING, RISK_FILING, STREAM_KINDS, WORK_RECORD, stream_of
from domain.values import Actor
from tests.domain.given import instant
from tests.domain.scenario import deed
from tests.domain.stories import cases, filings, meetings, records
from tests.domain.stories.cases import CONTEXT, MEMBERS
from tests.domain.stories.parties import HEAD

BEGUN: Mapping[str, Any] = {
    CASE.name: cases.FILED.case,
    RISK_FILING.name: filings.FILED.filing,
    WORK_RECORD.name: records.MEETING.begun,
    MEETING.name: meetings.CONVENED.begun,
}
KINDS = {kind.name: kind for kind in STREAM_KINDS}
OFFICIAL = cases.SECRETARY
HANDLED = tuple(each for each in COMMANDS if each.endpoint and each.capacity is not Capacity.STEPPING_ASIDE)
UNITS_OWN = tuple(each for each in HANDLED if each.capacity is Capacity.PARTY)


def refused(declared: type[Command], actor: Actor, persons: frozenset[str]) -> str | None:
    """Why somebody is refused an act with the body of its example, where some persons are parties."""
    kind = KINDS[stream_of(kind_of(declared))]
    state = None if declared.endpoint and declared.endpoint.opens else BEGUN[kind.name]
    today = {name: value for name, value in declared.example.items() if name != "on"}
    body = {"kind": kind_of(declared), **today}
    envelope: Any = kind.envelope.validate_python({"command_id": uuid4(), "actor": actor, "seen": 9, "body": body})
    try:
        kind.decide(uuid4(), state, envelope, instant("2026-12-04"), replace(CONTEXT, persons=persons))
    except Refused as why:
        return why.refusal.code
    return None


@pytest.mark.parametrize("declared", HANDLED, ids=kind_of)
def test_no_party_handles_investigates_signs_or_votes(declared: type[Command]) -> None:
    """Whatever the act, an official who is a party is refused it, and before anything else is looked at."""
    assert refused(declared, OFFICIAL, frozenset({OFFICIAL.person})) == "conflict_of_interest"
    assert refused(declared, OFFICIAL, frozenset({"another"})) != "conflict_of_interest"


@pytest.mark.parametrize("declared", UNITS_OWN, ids=kind_of)
def test_a_unit_acts_for_its_own_people(declared: type[Command]) -> None:
    """What is for the applicant's side to do, its contact does, also in their own case."""
    assert refused(declared, cases.CONTACT, frozenset({cases.CONTACT.person})) != "conflict_of_interest"


def test_the_clock_is_nobody() -> None:
    """No person is called like the clock: alarms ring in every case."""
    given = cases.FILED.knowing(replace(CONTEXT, persons=frozenset({OFFICIAL.person})))

    assert "deadline_missed" in {event.kind for event in given.rung("2026-02-12").events}


def being(*persons: str) -> Any:
    """The register, where some of the persons who hold positions are subjects."""
    return replace(CONTEXT, persons=frozenset(persons))


def test_a_party_is_in_no_team() -> None:
    """Nobody names a party as an investigator; the refusal says whom."""
    members = (cases.ORGANISATION, cases.DISCIPLINE, cases.AUDIT)
    given = cases.ACCEPTED.knowing(being(cases.AUDIT.person))
    refusal = given.when(deed(cases.ORGANISATION, FormTeam(members=members), "2026-02-05")).refused(
        refusals.CONFLICT_OF_INTEREST
    )

    assert refusal.detail == cases.AUDIT.person


def test_a_party_leaves_the_base_of_a_round() -> None:
    """Six of seven are entitled, and four of them are the quorum."""
    given = cases.DETERMINED.knowing(being(MEMBERS[2].person)).given(cases.opened_round())
    opened = given.events[-1]
    assert isinstance(opened, RoundOpened)

    assert MEMBERS[2].person not in opened.entitled
    assert [(out.member, out.because) for out in opened.excluded] == [(MEMBERS[2].person, "party")]
    given.when(cases.ballot(MEMBERS[2])).refused(refusals.CONFLICT_OF_INTEREST)
    voted = given.given(*(cases.ballot(MEMBERS[n]) for n in (0, 1, 3, 4)))
    assert voted.when(cases.closed_round()).the(RoundClosed).tally.model_dump(include={"entitled", "present"}) == {
        "entitled": 6,
        "present": 4,
    }


def test_a_vote_of_somebody_found_to_be_a_party_since_is_not_counted() -> None:
    """Linked in the register after the ballot: neither the seat nor the ballot counts, and the close says so."""
    voted = cases.DETERMINED.given(cases.opened_round(), *(cases.ballot(member) for member in MEMBERS[:5]))
    closed = voted.knowing(being(MEMBERS[0].person)).when(cases.closed_round()).the(RoundClosed)

    assert (closed.tally.entitled, closed.tally.present, closed.tally.agree) == (6, 4, 4)
    assert [(out.member, out.because) for out in closed.excluded] == [(MEMBERS[0].person, "party")]


def holding(person: str, seat: str) -> Any:
    """The organs, where a person has a seat of the committee beside their own post."""
    seats = tuple(
        each.model_copy(update={"person": person}) if each.position == seat else each for each in cases.ORGANS.seats
    )
    return replace(CONTEXT, organs=cases.ORGANS.model_copy(update={"seats": seats}))


SEAT = MEMBERS[0].position


@pytest.mark.parametrize("person", [cases.CONTACT.person, HEAD.person])
def test_who_filed_or_endorsed_has_no_vote(person: str) -> None:
    """The contact who filed and the head who endorsed, each with a seat of the committee as well."""
    given = cases.DETERMINED.knowing(holding(person, SEAT)).given(cases.opened_round())
    opened = given.events[-1]
    assert isinstance(opened, RoundOpened)

    assert [(out.member, out.because) for out in opened.excluded] == [(person, "party")]
    sitting = Actor(person=person, position=SEAT, organ="county-a-committee")
    given.when(cases.ballot(sitting)).refused(refusals.CONFLICT_OF_INTEREST)


def test_an_officer_who_enters_the_application_at_the_counter_did_not_file_it() -> None:
    """Somebody else's paper is taken in; the same officer goes on to handle the case."""
    entered = cases.NOTHING.given(replace(cases.filed(), actor=cases.ORGANISATION))

    entered.when(cases.proposed_acceptance("2026-02-04")).then_kinds("joint_act_proposed")


def test_an_older_case_does_not_tell_who_filed_it() -> None:
    """Its opening has no such field; the endorser is known by the position and the day."""
    opened = cases.FILED.case.opened.model_copy(update={"filed_by": None})

    assert opened.vouched_by(cases.ORGANS) == {HEAD.person}
    assert opened.model_copy(update={"endorsement": None}).vouched_by(cases.ORGANS) == frozenset()


def test_a_subject_does_not_endorse_their_own_application() -> None:
    """The committee above stands in (A-11)."""
    given = cases.NOTHING.knowing(being(HEAD.person))

    given.when(cases.filed()).refused(refusals.CONFLICT_OF_INTEREST)
    above = Endorsement.model_validate(cases.endorsed("county-a-committee-head", "substitute").model_dump())
    given.when(cases.filed(endorsement=above)).then_kinds("case_opened", "step_opened", "duty_opened")


def test_who_filed_a_risk_filing_does_not_reply_to_it() -> None:
    """The filer's person is on record with the filing."""
    assert filings.FILED.filing.opened.filed_by == cases.CONTACT.person


def test_every_act_says_in_what_capacity_it_is_done() -> None:
    """The acts for the applicant's side are these alone; whatever a new act forgets to say, it is handling."""
    own = {kind_of(each) for each in UNITS_OWN}

    assert own == {
        *("file_application", "endorse_application", "submit_supplement", "withdraw_application", "confirm_receipt"),
        *(
            "complete_duty",
            "submit_defence",
            "request_reappraisal",
            "report_contrary_use",
            "open_clarification",
            "raise_objection",
        ),
        *("risk_filing_file", "risk_filing_amend", "risk_filing_withdraw", "work_record_open", "work_record_add"),
        "add_document",
        "hand_in_documents",
    }
    assert Command.capacity is Capacity.HANDLING
    assert {each.capacity for each in COMMANDS} == set(Capacity)
