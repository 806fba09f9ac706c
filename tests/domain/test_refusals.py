"""Every refusal of the rules is raised by somebody's deed; what only a door can say is listed with its reason."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from domain import refusals
from domain.commands import (
    AnyCommand,
    CastBallot,
    CloseHistory,
    CloseRound,
    CompleteDuty,
    ConfirmSameMatter,
    DecideAcceptance,
    DecideReappraisal,
    FindException,
    RecordFindings,
    ServeFeedback,
    SignOff,
)
from domain.pack import Outcome
from domain.refusals import Refusal
from domain.values import Actor
from tests.domain import story as s
from tests.domain.scenario import Deed, Given, deed
from tests.domain.story import MARK

OF_THE_DOOR = {
    refusals.SEEN_MISSING.code: "whether a version must be sent depends on the route",
    refusals.UNKNOWN_PACK.code: "the activity finds no pack to load before anything can be decided",
    refusals.DUPLICATE_GRANT.code: "the log's unique key finds it, whatever case the other grant was made in",
    refusals.UNREADABLE.code: "what cannot be parsed never becomes a command",
    refusals.KEY_REUSED.code: "the ledger of commands finds it before anything is decided",
}
NOBODY = UUID(int=0)
PROPOSED = s.FILED.given(s.proposed_acceptance("2026-01-21"))
TEAM = s.ACCEPTED.given(s.team_formed("2026-02-05"))
ROUND = s.DETERMINED.given(s.opened_round())
REAPPRAISED = s.RECEIVED.given(s.asked())
EXCEPTION = FindException(cause="natural_disaster", evidence=(s.document(),), reasons=MARK)
SERVICE = ServeFeedback(notice=s.document())


def refused(refusal: Refusal, given: Given, act: Deed, name: str = "") -> object:
    """A row of the table."""
    return pytest.param(refusal, given, act, id=f"{refusal.code} {name}".strip())


def organisation(body: AnyCommand, day: str = "2026-02-13") -> Deed:
    """The organisation department's officer sends a command."""
    return deed(s.ORGANISATION, body, day)


def finding(item: str) -> RecordFindings:
    """Findings of which one is on an item of that name."""
    first, *rest = s.findings().findings
    return RecordFindings(findings=(first.model_copy(update={"item": item}), *rest))


def without(of: str) -> tuple[Deed, ...]:
    """The team's work but for the findings of one sort."""
    kept = tuple(entry for entry in s.findings().findings if entry.of != of)
    return (
        s.team_formed("2026-02-05"),
        s.heard(s.ANN, "2026-02-06"),
        deed(s.AUDIT, RecordFindings(findings=kept), "2026-02-09"),
    )


def late(actor: Actor, body: AnyCommand, on: str, day: str) -> Deed:
    """A deed of an earlier date, with a reason for being entered late."""
    return deed(actor, body.model_copy(update={"on": date.fromisoformat(on), "late_entry_reason": MARK}), day)


HISTORY = s.NOTHING.given(
    organisation(s.APPLICATION.model_copy(update={"history": True, "on": date(2026, 1, 20)}), "2026-03-02")
)
ROWS = [
    refused(refusals.UNKNOWN_CASE, s.NOTHING, s.served()),
    refused(refusals.CASE_EXISTS, s.FILED, s.filed()),
    refused(refusals.STALE, PROPOSED, replace(s.proposed_acceptance("2026-01-22"), seen=3)),
    refused(refusals.NOT_COMPETENT, s.APPROVED, deed(s.CONTACT, SERVICE, "2026-02-13")),
    refused(refusals.NOT_COMPETENT, s.NOTHING, replace(s.filed(), actor=s.OTHER_CONTACT), "unit of another place"),
    refused(refusals.NOT_COMPETENT, TEAM, deed(s.DISCIPLINE_2, s.findings(), "2026-02-09"), "outside the team"),
    refused(
        refusals.NOT_COMPETENT, s.DETERMINED, replace(s.opened_round(), actor=s.MEMBERS[3]), "no keeper of the round"
    ),
    refused(refusals.NOT_COMPETENT, s.FILED, replace(s.rings("acceptance", "missed", "2026-02-11"), actor=s.CONTACT)),
    refused(
        refusals.NOT_COMPETENT,
        s.APPROVED,
        deed(s.ORGANISATION.model_copy(update={"position": s.DISCIPLINE.position}), SERVICE, "2026-02-13"),
        "post of another organ",
    ),
    refused(refusals.NOT_COMPETENT, s.SERVED, s.done("talk", s.DISCIPLINE, "2026-02-24"), "another's duty"),
    refused(
        refusals.NOT_IN_OFFICE,
        s.APPROVED,
        deed(s.ORGANISATION.model_copy(update={"person": s.CONTACT.person}), SERVICE, "2026-02-13"),
    ),
    refused(
        refusals.NOT_IN_OFFICE,
        s.ACCEPTED,
        s.team_formed("2026-02-05", (s.ORGANISATION, s.DISCIPLINE.model_copy(update={"person": "p999"}), s.AUDIT)),
    ),
    refused(refusals.IN_FUTURE, s.NOTHING, s.filed(on=date(2026, 1, 21))),
    refused(refusals.LATE_ENTRY, s.NOTHING, s.filed(on=date(2026, 1, 19))),
    refused(
        refusals.BEFORE_OPENING,
        s.FILED,
        late(s.ORGANISATION, DecideAcceptance(accepted=True, reasons=MARK), "2026-01-19", "2026-01-21"),
    ),
    refused(refusals.WRONG_STEP, s.FILED, s.served()),
    refused(refusals.UNKNOWN_ITEM, s.NOTHING, s.filed(ground="s11"), "situation"),
    refused(refusals.UNKNOWN_ITEM, s.NOTHING, s.filed(error_class="bad_luck"), "error class"),
    refused(refusals.UNKNOWN_ITEM, TEAM, deed(s.AUDIT, finding("good_looks"), "2026-02-09"), "finding"),
    refused(refusals.UNKNOWN_ITEM, s.INVESTIGATED, s.determined(s.opinion(measures=("flogging",)))[0], "measure"),
    refused(refusals.UNKNOWN_ITEM, s.INVESTIGATED, s.determined(s.opinion(liabilities=("interview",)))[0], "liability"),
    refused(
        refusals.UNKNOWN_ITEM, s.BARRED, organisation(EXCEPTION.model_copy(update={"cause": "bad_luck"})), "exception"
    ),
    refused(refusals.UNKNOWN_ITEM, s.RECEIVED, s.asked(route="petition"), "route"),
    refused(refusals.UNKNOWN_SUBJECT, s.NOTHING, s.filed(subjects=(NOBODY,))),
    refused(refusals.UNKNOWN_SUBJECT, TEAM, s.heard(s.TOWN, "2026-02-06"), "heard"),
    refused(refusals.UNKNOWN_SUBJECT, s.SERVED, s.received(s.TOWN), "receipt"),
    refused(refusals.UNKNOWN_SUBJECT, s.RECEIVED, s.asked(who=s.TOWN), "reappraisal"),
    refused(
        refusals.UNKNOWN_SUBJECT,
        s.INVESTIGATED,
        organisation(
            s.determination(
                s.opinion(), demands=(s.determination(s.opinion(s.TOWN)).demands), no_correction_reasons=MARK
            )
        ),
        "demand",
    ),
    refused(refusals.OUT_OF_SCOPE, s.NOTHING, s.filed(subjects=(s.OUTSIDER,))),
    refused(refusals.WRONG_LEVEL, s.NOTHING, s.filed(to_organ="prefecture-organization")),
    refused(refusals.WRONG_LEVEL, s.NOTHING, s.filed(to_organ="county-a-discipline"), "not the receiving organ"),
    refused(refusals.ENDORSEMENT_MISSING, s.NOTHING, s.filed(endorsement=None)),
    refused(refusals.ENDORSER_INVALID, s.NOTHING, s.filed(endorsement=s.endorsed("county-a-qingshi-contact"))),
    refused(refusals.EVIDENCE_MISSING, s.NOTHING, s.filed(evidence=())),
    refused(refusals.SECOND_TOLERANCE, s.BARRED, s.proposed_acceptance("2026-01-23")),
    refused(refusals.NOT_BARRED, s.FILED, organisation(EXCEPTION)),
    refused(refusals.NOT_BARRED, s.FILED, s.proposed_acceptance("2026-01-23", "second_tolerance"), "ground"),
    refused(refusals.MATTER_UNKNOWN, s.FILED, s.confirmed_same()),
    refused(
        refusals.MATTER_UNKNOWN,
        s.FILED,
        organisation(ConfirmSameMatter(earlier_matter=s.OWN_MATTER, reasons=MARK)),
        "its own",
    ),
    refused(refusals.ALREADY_PROPOSED, PROPOSED, s.proposed_acceptance("2026-01-22")),
    refused(refusals.NO_PROPOSAL, PROPOSED, deed(s.DISCIPLINE, SignOff(proposal=NOBODY, consents=True), "2026-01-22")),
    refused(refusals.NO_PROPOSAL, PROPOSED, s.signs(s.ORGANISATION_2, "2026-01-22", "acceptance"), "not awaited"),
    refused(
        refusals.SAME_PERSON, s.ACCEPTED, s.team_formed("2026-02-05", (s.ORGANISATION, s.DISCIPLINE, *[s.AUDIT] * 2))
    ),
    refused(refusals.GROUND_MISSING, s.FILED, organisation(DecideAcceptance(accepted=False, reasons=MARK))),
    refused(
        refusals.GROUND_MISSING,
        s.FILED,
        organisation(DecideAcceptance(accepted=True, refusal_ground="x", reasons=MARK)),
        "superfluous",
    ),
    refused(refusals.NEEDS_TEAM, s.ACCEPTED, s.team_formed("2026-02-05", (s.ORGANISATION, s.DISCIPLINE))),
    refused(refusals.NEEDS_TEAM, s.ACCEPTED, s.reported("2026-02-05"), "none"),
    refused(refusals.NEEDS_DEFENCE, TEAM.given(deed(s.AUDIT, s.findings(), "2026-02-09")), s.reported("2026-02-10")),
    refused(refusals.NEEDS_FACTORS, s.ACCEPTED.given(*without("factor")), s.reported("2026-02-10")),
    refused(
        refusals.NEEDS_FINDINGS,
        s.ACCEPTED.given(s.denied("2026-02-05"), *without("criterion"), s.reported("2026-02-10")),
        s.determined()[0],
    ),
    refused(refusals.NEEDS_SAME_MATTER_CHECK, s.ACCEPTED.given(*s.investigated()), s.determined()[0]),
    refused(refusals.NEEDS_DEMANDS, s.INVESTIGATED, organisation(s.determination(demands=()))),
    refused(
        refusals.BLOCKED,
        s.ACCEPTED.given(s.denied("2026-02-05"), *s.investigated(public_motive="not_met")),
        s.determined()[0],
        "criterion",
    ),
    refused(
        refusals.BLOCKED,
        s.ACCEPTED.given(s.denied("2026-02-05"), *s.investigated(inexperience="not_met")),
        s.determined()[0],
        "condition of the situation",
    ),
    refused(refusals.OPINIONS_INCOMPLETE, s.INVESTIGATED, s.determined(s.opinion(), s.opinion(s.TOWN))[0]),
    refused(refusals.OPINIONS_INCOMPLETE, s.INVESTIGATED, s.determined(s.opinion(liabilities=()))[0], "no liability"),
    refused(
        refusals.OPINIONS_INCOMPLETE,
        s.INVESTIGATED,
        s.determined(s.opinion(liabilities=("accountability", "accountability")))[0],
        "liability twice",
    ),
    refused(refusals.NO_ROUND, s.DETERMINED, deed(s.SECRETARY, CloseRound(round=NOBODY), "2026-02-12")),
    refused(refusals.ROUND_OPEN, ROUND, s.opened_round()),
    refused(refusals.NOT_ENTITLED, ROUND, s.ballot(s.SECRETARY)),
    refused(
        refusals.REASONS_MISSING,
        ROUND,
        deed(
            s.MEMBERS[0], lambda c: CastBallot(round=c.round.id if c.round else NOBODY, choice="disagree"), "2026-02-12"
        ),
    ),
    refused(
        refusals.REASONS_MISSING,
        PROPOSED,
        deed(s.DISCIPLINE, lambda c: SignOff(proposal=c.proposals["acceptance"].id, consents=False), "2026-01-22"),
        "disputing",
    ),
    refused(
        refusals.NO_DUTY,
        s.SERVED,
        organisation(CompleteDuty(duty=NOBODY, evidence=(s.document(),), remarks=MARK)),
    ),
    refused(refusals.DUTY_BY_STEP, s.FILED, s.done("acceptance", s.ORGANISATION, "2026-01-22")),
    refused(refusals.NOT_SERVED, s.APPROVED, s.received()),
    refused(refusals.NOT_SERVED, s.RECEIVED, s.received(), "twice"),
    refused(
        refusals.NO_REAPPRAISAL,
        s.RECEIVED,
        deed(s.ORGANISATION_2, DecideReappraisal(reappraisal=NOBODY, reasons=MARK), "2026-03-20"),
    ),
    refused(refusals.REAPPRAISAL_OPEN, REAPPRAISED, s.asked("2026-03-11")),
    refused(refusals.WINDOW_CLOSED, s.SERVED, s.asked("2026-02-24"), "not received"),
    refused(refusals.WINDOW_CLOSED, s.RECEIVED, s.asked("2026-03-25"), "past"),
    refused(refusals.OTHER_HANDLERS, REAPPRAISED, s.reappraisal(actor=s.ORGANISATION)),
    refused(refusals.NO_AGGRAVATION, REAPPRAISED, s.reappraisal(s.opinion(outcome=Outcome.NOT_TOLERATED))),
    refused(refusals.NOT_HISTORY, s.FILED, organisation(CloseHistory())),
    refused(refusals.HISTORY_NOT_ALLOWED, s.NOTHING, s.filed(history=True)),
    refused(refusals.NOT_DUE, s.FILED, s.rings("acceptance", "missed", "2026-02-10", 23)),
    refused(refusals.NOT_DUE, HISTORY, s.rings("acceptance", "missed", "2026-03-03"), "in a history"),
]


@pytest.mark.parametrize(("refusal", "given", "act"), ROWS)
def test_the_deed_is_refused(refusal: Refusal, given: Given, act: Deed) -> None:
    """The rules do not admit the deed, and say why by its code."""
    actual = given.when(act).refused(refusal)

    assert (actual.status, actual.zh, actual.todo_en) == (refusal.status, refusal.zh, refusal.todo_en)


def test_every_refusal_has_a_deed_or_belongs_to_a_door() -> None:
    """A new refusal needs a row above, or a reason why no decision can raise it."""
    codes = {value.code for value in vars(refusals).values() if isinstance(value, Refusal)}
    raised = {row.values[0].code for row in ROWS}

    assert codes - raised == set(OF_THE_DOOR)
    assert raised & set(OF_THE_DOOR) == set()


def test_every_refusal_says_what_and_what_to_do_in_both_languages() -> None:
    """Codes are unique; Chinese sentences are Chinese, English ones are not."""
    all_ = [value for value in vars(refusals).values() if isinstance(value, Refusal)]

    assert len({refusal.code for refusal in all_}) == len(all_)
    assert all(any("一" <= character <= "鿿" for character in r.zh) and r.zh[-1] == "。" for r in all_)
    assert all(any("一" <= character <= "鿿" for character in r.todo_zh) for r in all_)
    assert all(r.en.isascii() and r.todo_en.isascii() for r in all_)
