"""Every refusal of the rules is raised by somebody's deed; what only a door can say is listed with its reason."""

from dataclasses import replace
from datetime import date
from typing import NamedTuple
from uuid import UUID

import pytest

from domain import refusals
from domain.act import IN_FUTURE, LATE_ENTRY
from domain.acts.acceptance import GROUND_MISSING, SUPPLEMENT_AWAITED
from domain.acts.approval import NO_ROUND, NOT_ENTITLED
from domain.acts.clarification import (
    ALREADY_REFERRED,
    CLARIFICATION_OPEN,
    NEEDS_CONSENT,
    NO_CLARIFICATION,
    NO_CLARIFICATION_OPEN,
    REFERRED_NOWHERE,
    UNKNOWN_ORGAN,
)
from domain.acts.clock import NOT_HISTORY
from domain.acts.contrary_use import NO_CONTRARY_USE, NO_CONTRARY_USE_REPORT, RESULT_NOT_IN_FORCE
from domain.acts.correction import NO_CORRECTION, NO_CORRECTION_MEASURES, NOT_UNDER_EVALUATION
from domain.acts.determination import (
    BLOCKED,
    DEMAND_DUE_TOO_SOON,
    DISPOSITION_WRONG,
    NEEDS_DEMANDS,
    NEGATIVE_LIST,
    OPINIONS_INCOMPLETE,
    CorrectionDemand,
)
from domain.acts.digests import NO_DIGEST, NOT_CONCLUDED, OWN_DIGEST
from domain.acts.disagreement import DISAGREEMENT_VOTED, NO_DISAGREEMENT
from domain.acts.examination import CONSULTATION_NOT_ADMITTED
from domain.acts.extension import (
    CLOCK_STANDS,
    EXTENSION_AFTER_EXPIRY,
    EXTENSION_TOO_LONG,
    NO_EXTENSION,
    NO_SECOND_EXTENSION,
)
from domain.acts.filing import (
    ENDORSEMENT_MISSING,
    ENDORSER_INVALID,
    EVIDENCE_MISSING,
    HISTORY_NOT_ALLOWED,
    NO_SUCH_ROUTE,
    OUT_OF_SCOPE,
)
from domain.acts.grounds import GROUND_STATEMENT_MISSING
from domain.acts.investigation import (
    EXCEPTION_NOT_ADMITTED,
    EXCEPTION_UNPROVEN,
    NEEDS_DEFENCE,
    NEEDS_FACTORS,
    NEEDS_FINDINGS,
    NEEDS_LEGALITY_CHECK,
    NEEDS_SAME_MATTER_CHECK,
    NEEDS_TEAM,
    NO_TEAM,
)
from domain.acts.joint import NO_PROPOSAL
from domain.acts.matters import MATTER_UNKNOWN, SECOND_TOLERANCE
from domain.acts.proposals import DECISION_DISMISSED, DISAGREEMENT_OPEN
from domain.acts.publicity import (
    ALREADY_PUBLIC,
    NEEDS_APPEAL_OVER,
    NEEDS_REAPPRAISAL_DECIDED,
    NEEDS_RECEIPT,
    NOT_PUBLIC,
    OBJECTIONS_UNANSWERED,
    OBJECTIONS_UNDECIDED,
    PUBLICITY_OVER,
    PUBLICITY_RUNS,
)
from domain.acts.reappraisal import NO_AGGRAVATION, NO_REAPPRAISAL, OTHER_HANDLERS, REAPPRAISAL_OPEN, WINDOW_CLOSED
from domain.acts.service import DUTY_BY_STEP, NOT_SERVED, RECIPIENT_UNPROVEN
from domain.acts.standstill import NO_SECOND_SUPPLEMENT, NO_SHELVING, NO_SUPPLEMENT, NOT_ASKED, NOT_SHELVED, TERM_PASSED
from domain.acts.subjects import NO_SUBJECT_CHANGE, SUBJECTS_WRONG
from domain.acts.transition import NOT_MILDER, SAME_EDITION, TRANSITION_IMPOSSIBLE, UNKNOWN_EDITION
from domain.acts.withdrawal import ALREADY_DECIDED, NOT_APPLIED_FOR
from domain.case.commands import (
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
from domain.pack.results import Outcome
from domain.refusals import Refusal
from domain.values import Actor
from tests.domain import assessment_story as a
from tests.domain import clock_story as c
from tests.domain import correction_story as x
from tests.domain import digest_story as g
from tests.domain import direct_story as d
from tests.domain import dispute_story as disputes
from tests.domain import publicity_story as p
from tests.domain import results_story as r
from tests.domain import risk_story, work_record_story
from tests.domain import story as s
from tests.domain import transition_story as t
from tests.domain.scenario import Deed, Given, deed
from tests.domain.story import MARK

OF_THE_DOOR = {
    refusals.SEEN_MISSING.code: "whether a version must be sent depends on the route",
    refusals.UNKNOWN_PACK.code: "the activity finds no pack to load before anything can be decided",
    refusals.DUPLICATE_GRANT.code: "the log's unique key finds it, whatever case the other grant was made in",
    refusals.UNREADABLE.code: "what cannot be parsed never becomes a command",
    refusals.LOCALITY_MISSING.code: "the activity finds no calendar of the place to load",
    refusals.KEY_REUSED.code: "the ledger of commands finds it before anything is decided",
}
NOBODY = UUID(int=0)


class Row(NamedTuple):
    """A refusal, what has happened before, and the deed that is refused; a name where a code has several rows."""

    refusal: Refusal
    given: Given
    act: Deed
    name: str = ""


PROPOSED = s.FILED.given(s.proposed_acceptance("2026-01-21"))
TEAM = s.ACCEPTED.given(s.team_formed("2026-02-05"))
ROUND = s.DETERMINED.given(s.opened_round())
ASKED = s.FILED.given(c.asked_for_papers("2026-01-28"))
UNDER_WAY = s.NOTHING.knowing(c.SHELVING_KNOWN).given(s.filed(), *s.accepted())
SHELVED = UNDER_WAY.given(c.shelved("2026-02-11"))
EXTENDED = s.ACCEPTED.given(c.extended("investigation", 5, "2026-02-10"))
REAPPRAISED = s.RECEIVED.given(s.asked())
EXCEPTION = FindException(cause="natural_disaster", evidence=(s.document(),), reasons=MARK)
SERVICE = ServeFeedback(notice=s.document())


def organisation(body: AnyCommand, day: str = "2026-02-13") -> Deed:
    """The organisation department's officer sends a command."""
    return deed(s.ORGANISATION, body, day)


def finding(item: str) -> RecordFindings:
    """Findings of which one is on an item of that name."""
    first, *rest = s.findings().findings
    return RecordFindings(findings=(first.model_copy(update={"item": item}), *rest))


def excepted_without_report() -> RecordFindings:
    """A criterion excepted, with nothing to show for it."""
    (entry, *_) = (each for each in s.findings().findings if each.item == a.COLLECTIVE)
    return RecordFindings(findings=(entry.model_copy(update={"result": "excepted"}),))


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
    Row(refusals.UNKNOWN_CASE, s.NOTHING, s.served()),
    Row(refusals.CASE_EXISTS, s.FILED, s.filed()),
    Row(NOT_CONCLUDED, s.APPROVED, g.written("2026-02-13")),
    Row(NO_DIGEST, s.CLOSED, g.approved()),
    Row(OWN_DIGEST, s.CLOSED.given(g.written(actor=g.HEAD)), g.approved(actor=g.HEAD)),
    Row(refusals.STALE, PROPOSED, replace(s.proposed_acceptance("2026-01-22"), seen=3)),
    Row(refusals.NOT_COMPETENT, s.APPROVED, deed(s.CONTACT, SERVICE, "2026-02-13")),
    Row(refusals.NOT_COMPETENT, s.NOTHING, replace(s.filed(), actor=s.OTHER_CONTACT), "unit of another place"),
    Row(refusals.NOT_COMPETENT, TEAM, deed(s.DISCIPLINE_2, s.findings(), "2026-02-09"), "outside the team"),
    Row(refusals.NOT_COMPETENT, s.DETERMINED, replace(s.opened_round(), actor=s.MEMBERS[3]), "no keeper of the round"),
    Row(refusals.NOT_COMPETENT, s.FILED, replace(s.rings("acceptance", "missed", "2026-02-11"), actor=s.CONTACT)),
    Row(
        refusals.NOT_COMPETENT,
        s.APPROVED,
        deed(s.ORGANISATION.model_copy(update={"position": s.DISCIPLINE.position}), SERVICE, "2026-02-13"),
        "post of another organ",
    ),
    Row(refusals.NOT_COMPETENT, s.SERVED, s.done("talk", s.DISCIPLINE, "2026-02-24"), "another's duty"),
    Row(
        refusals.NOT_IN_OFFICE,
        s.APPROVED,
        deed(s.ORGANISATION.model_copy(update={"person": s.CONTACT.person}), SERVICE, "2026-02-13"),
    ),
    Row(
        refusals.NOT_IN_OFFICE,
        s.ACCEPTED,
        s.team_formed("2026-02-05", (s.ORGANISATION, s.DISCIPLINE.model_copy(update={"person": "p999"}), s.AUDIT)),
    ),
    Row(IN_FUTURE, s.NOTHING, s.filed(on=date(2026, 1, 21))),
    Row(LATE_ENTRY, s.NOTHING, s.filed(on=date(2026, 1, 19))),
    Row(
        refusals.BEFORE_OPENING,
        s.FILED,
        late(s.ORGANISATION, DecideAcceptance(accepted=True, reasons=MARK), "2026-01-19", "2026-01-21"),
    ),
    Row(refusals.WRONG_STEP, s.FILED, s.served()),
    Row(refusals.UNKNOWN_ITEM, s.NOTHING, s.filed(ground="s11"), "situation"),
    Row(refusals.UNKNOWN_ITEM, s.NOTHING, s.filed(error_class="bad_luck"), "error class"),
    Row(refusals.UNKNOWN_ITEM, TEAM, deed(s.AUDIT, finding("good_looks"), "2026-02-09"), "finding"),
    Row(refusals.UNKNOWN_ITEM, s.INVESTIGATED, s.determined(s.opinion(measures=("flogging",)))[0], "measure"),
    Row(refusals.UNKNOWN_ITEM, s.INVESTIGATED, s.determined(s.opinion(liabilities=("interview",)))[0], "liability"),
    Row(refusals.UNKNOWN_ITEM, s.BARRED, organisation(EXCEPTION.model_copy(update={"cause": "bad_luck"})), "exception"),
    Row(refusals.UNKNOWN_ITEM, s.RECEIVED, s.asked(route="petition"), "route"),
    Row(refusals.UNKNOWN_SUBJECT, s.NOTHING, s.filed(subjects=(NOBODY,))),
    Row(refusals.UNKNOWN_SUBJECT, TEAM, s.heard(s.TOWN, "2026-02-06"), "heard"),
    Row(refusals.UNKNOWN_SUBJECT, s.SERVED, s.received(s.TOWN), "receipt"),
    Row(refusals.UNKNOWN_SUBJECT, s.RECEIVED, s.asked(who=s.TOWN), "reappraisal"),
    Row(
        refusals.UNKNOWN_SUBJECT,
        s.INVESTIGATED,
        organisation(
            s.determination(
                s.opinion(), demands=(s.determination(s.opinion(s.TOWN)).demands), no_correction_reasons=MARK
            )
        ),
        "demand",
    ),
    Row(OUT_OF_SCOPE, s.NOTHING, s.filed(subjects=(s.OUTSIDER,))),
    Row(refusals.WRONG_LEVEL, s.NOTHING, s.filed(to_organ="prefecture-organization")),
    Row(refusals.WRONG_LEVEL, s.NOTHING, s.filed(to_organ="county-a-discipline"), "not the receiving organ"),
    Row(ENDORSEMENT_MISSING, s.NOTHING, s.filed(endorsement=None)),
    Row(ENDORSER_INVALID, s.NOTHING, s.filed(endorsement=s.endorsed("county-a-qingshi-contact"))),
    Row(EVIDENCE_MISSING, s.NOTHING, s.filed(evidence=())),
    Row(SECOND_TOLERANCE, s.BARRED, s.proposed_acceptance("2026-01-23")),
    Row(refusals.NOT_BARRED, s.FILED, organisation(EXCEPTION)),
    Row(refusals.NOT_BARRED, s.FILED, s.proposed_acceptance("2026-01-23", "second_tolerance"), "ground"),
    Row(MATTER_UNKNOWN, s.FILED, s.confirmed_same()),
    Row(
        MATTER_UNKNOWN,
        s.FILED,
        organisation(ConfirmSameMatter(earlier_matter=s.OWN_MATTER, reasons=MARK)),
        "its own",
    ),
    Row(refusals.ALREADY_PROPOSED, PROPOSED, s.proposed_acceptance("2026-01-22")),
    Row(NO_PROPOSAL, PROPOSED, deed(s.DISCIPLINE, SignOff(proposal=NOBODY, consents=True), "2026-01-22")),
    Row(NO_PROPOSAL, PROPOSED, s.signs(s.ORGANISATION_2, "2026-01-22", "acceptance"), "not awaited"),
    Row(DISAGREEMENT_OPEN, disputes.DISPUTED, s.proposed_acceptance("2026-01-27")),
    Row(DISAGREEMENT_VOTED, disputes.VOTING, disputes.settled("2026-01-29", agreed=True)),
    Row(NO_DISAGREEMENT, disputes.FILED, disputes.settled("2026-01-27", agreed=True)),
    Row(
        DECISION_DISMISSED,
        disputes.VOTING.given(*s.voted("disagree", "2026-01-30")),
        s.proposed_acceptance("2026-02-02"),
    ),
    Row(NOT_APPLIED_FOR, d.BEGUN, disputes.withdrawn("2026-02-05")),
    Row(ALREADY_DECIDED, s.APPROVED, disputes.withdrawn("2026-02-13")),
    Row(refusals.SAME_PERSON, s.ACCEPTED, s.team_formed("2026-02-05", (s.ORGANISATION, s.DISCIPLINE, *[s.AUDIT] * 2))),
    Row(GROUND_MISSING, s.FILED, organisation(DecideAcceptance(accepted=False, reasons=MARK))),
    Row(
        GROUND_MISSING,
        s.FILED,
        organisation(DecideAcceptance(accepted=True, refusal_ground="x", reasons=MARK)),
        "superfluous",
    ),
    Row(NEEDS_TEAM, s.ACCEPTED, s.team_formed("2026-02-05", (s.ORGANISATION, s.DISCIPLINE))),
    Row(NEEDS_TEAM, s.ACCEPTED, s.reported("2026-02-05"), "none"),
    Row(NEEDS_DEFENCE, TEAM.given(deed(s.AUDIT, s.findings(), "2026-02-09")), s.reported("2026-02-10")),
    Row(NEEDS_FACTORS, s.ACCEPTED.given(*without("factor")), s.reported("2026-02-10")),
    Row(
        NEEDS_FINDINGS,
        s.ACCEPTED.given(s.denied("2026-02-05"), *without("criterion"), s.reported("2026-02-10")),
        s.determined()[0],
    ),
    Row(NEEDS_SAME_MATTER_CHECK, s.ACCEPTED.given(*s.investigated()), s.determined()[0]),
    Row(NEEDS_DEMANDS, s.INVESTIGATED, organisation(s.determination(demands=()))),
    Row(
        BLOCKED,
        s.ACCEPTED.given(s.denied("2026-02-05"), *s.investigated(public_motive="not_met")),
        s.determined()[0],
        "criterion",
    ),
    Row(
        BLOCKED,
        s.ACCEPTED.given(s.denied("2026-02-05"), *s.investigated(inexperience="not_met")),
        s.determined()[0],
        "condition of the situation",
    ),
    Row(GROUND_STATEMENT_MISSING, s.NOTHING.knowing(a.HIDDEN_KNOWN), s.filed(ground="free_text")),
    Row(refusals.UNKNOWN_ITEM, s.NOTHING.knowing(a.HIDDEN_KNOWN), s.filed(), "list not known"),
    Row(EXCEPTION_NOT_ADMITTED, a.TEAM, a.found(a.GROWN, public_motive="excepted")),
    Row(EXCEPTION_UNPROVEN, a.TEAM, deed(s.AUDIT, excepted_without_report(), "2026-02-09")),
    Row(
        NEGATIVE_LIST,
        a.investigated(a.ACCEPTED, a.GROWN, safety_accident="met").given(a.checked("2026-02-11")),
        s.determined()[0],
    ),
    Row(NEEDS_LEGALITY_CHECK, a.INVESTIGATED, s.determined()[0]),
    Row(refusals.LEGALITY_FAILED, a.CHECKED.given(a.checked("2026-02-11", passed=False)), s.determined()[0]),
    Row(CONSULTATION_NOT_ADMITTED, s.ACCEPTED, a.consulted("hearing", "2026-02-05")),
    Row(OPINIONS_INCOMPLETE, s.INVESTIGATED, s.determined(s.opinion(), s.opinion(s.TOWN))[0]),
    Row(OPINIONS_INCOMPLETE, s.INVESTIGATED, s.determined(s.opinion(liabilities=()))[0], "no liability"),
    Row(
        OPINIONS_INCOMPLETE,
        s.INVESTIGATED,
        s.determined(s.opinion(liabilities=("accountability", "accountability")))[0],
        "liability twice",
    ),
    Row(NO_ROUND, s.DETERMINED, deed(s.SECRETARY, CloseRound(round=NOBODY), "2026-02-12")),
    Row(refusals.ROUND_OPEN, ROUND, s.opened_round()),
    Row(NOT_ENTITLED, ROUND, s.ballot(s.SECRETARY)),
    Row(
        refusals.REASONS_MISSING,
        ROUND,
        deed(
            s.MEMBERS[0], lambda c: CastBallot(round=c.round.id if c.round else NOBODY, choice="disagree"), "2026-02-12"
        ),
    ),
    Row(
        refusals.REASONS_MISSING,
        PROPOSED,
        deed(s.DISCIPLINE, lambda c: SignOff(proposal=c.proposals["acceptance"].id, consents=False), "2026-01-22"),
        "disputing",
    ),
    Row(
        refusals.NO_DUTY,
        s.SERVED,
        organisation(CompleteDuty(duty=NOBODY, evidence=(s.document(),), remarks=MARK)),
    ),
    Row(DUTY_BY_STEP, s.FILED, s.done("acceptance", s.ORGANISATION, "2026-01-22")),
    Row(RECIPIENT_UNPROVEN, r.SENDING, s.done("talk", s.ORGANISATION, "2026-03-02")),
    Row(NO_CORRECTION, x.SERVED, x.escalated("2026-03-20", duty="talk")),
    Row(NOT_UNDER_EVALUATION, x.SERVED, x.evaluated("2026-03-04", passed=True, duty="correction")),
    Row(NO_CORRECTION_MEASURES, s.SERVED, x.escalated("2026-03-20")),
    Row(
        DEMAND_DUE_TOO_SOON,
        s.INVESTIGATED,
        organisation(s.determination(demands=(CorrectionDemand(subject=s.ANN, demand=MARK, due_on=date(2026, 1, 1)),))),
    ),
    Row(NOT_SERVED, s.APPROVED, s.received()),
    Row(NOT_SERVED, s.RECEIVED, s.received(), "twice"),
    Row(
        NO_REAPPRAISAL,
        s.RECEIVED,
        deed(s.ORGANISATION_2, DecideReappraisal(reappraisal=NOBODY, reasons=MARK), "2026-03-20"),
    ),
    Row(REAPPRAISAL_OPEN, REAPPRAISED, s.asked("2026-03-11")),
    Row(WINDOW_CLOSED, s.SERVED, s.asked("2026-02-24"), "not received"),
    Row(WINDOW_CLOSED, s.RECEIVED, s.asked("2026-03-25"), "past"),
    Row(OTHER_HANDLERS, REAPPRAISED, s.reappraisal(actor=s.ORGANISATION)),
    Row(NO_AGGRAVATION, REAPPRAISED, s.reappraisal(s.opinion(outcome=Outcome.NOT_TOLERATED))),
    Row(NO_SUCH_ROUTE, s.NOTHING, d.begun(to_organ="county-a-organization")),
    Row(
        NO_TEAM,
        d.NOTHING.knowing(replace(d.KNOWN, pack=d.ALONE)).given(d.begun()),
        replace(s.team_formed("2026-02-05"), actor=s.DISCIPLINE),
    ),
    Row(NO_SUBJECT_CHANGE, s.ACCEPTED, d.subjects_changed(add=[s.TOWN])),
    Row(SUBJECTS_WRONG, d.BEGUN, d.subjects_changed(remove=[s.ANN])),
    Row(DISPOSITION_WRONG, d.INVESTIGATED, d.determination(d.opinion(disposition="pursued"))),
    Row(NO_CONTRARY_USE, r.UNRULED, r.reported("2026-03-02")),
    Row(RESULT_NOT_IN_FORCE, r.CLOSED, r.reported("2026-03-02", area="salary")),
    Row(NO_CONTRARY_USE_REPORT, r.CLOSED, r.decided("2026-03-02")),
    Row(NO_CLARIFICATION, r.UNRULED, r.clarifying("2026-03-02")),
    Row(CLARIFICATION_OPEN, r.CLOSED.given(r.clarifying("2026-03-02")), r.clarifying("2026-03-03")),
    Row(NO_CLARIFICATION_OPEN, r.CLOSED, r.clarified("2026-03-02")),
    Row(NEEDS_CONSENT, r.CLOSED.given(r.clarifying("2026-03-02")), r.clarified("2026-03-03", reach="wider")),
    Row(ALREADY_REFERRED, r.EVERYTHING, r.referred("2026-03-10")),
    Row(REFERRED_NOWHERE, r.CLOSED.given(r.clarifying("2026-03-02")), r.referred("2026-03-03", to=None)),
    Row(UNKNOWN_ORGAN, r.CLOSED.given(r.clarifying("2026-03-02")), r.referred("2026-03-03", to="nobody")),
    Row(refusals.SHELVED, SHELVED, s.team_formed("2026-02-12")),
    Row(NOT_SHELVED, UNDER_WAY, c.resumed("2026-02-11")),
    Row(NO_SHELVING, s.ACCEPTED, c.shelved("2026-02-11")),
    Row(
        NO_SUPPLEMENT,
        s.FILED.knowing(c.with_supplement(None)),
        c.asked_for_papers("2026-01-28"),
    ),
    Row(NO_SECOND_SUPPLEMENT, ASKED, c.asked_for_papers("2026-01-29")),
    Row(SUPPLEMENT_AWAITED, ASKED, s.proposed_acceptance("2026-01-29", "not_in_scope")),
    Row(NOT_ASKED, s.FILED, c.handed_in("2026-01-28")),
    Row(TERM_PASSED, s.FILED, c.asked_for_papers("2026-02-11")),
    Row(CLOCK_STANDS, SHELVED, c.extended("investigation", 5, "2026-02-12")),
    Row(NO_EXTENSION, s.FILED, c.extended("acceptance", 5, "2026-01-28"), "statutory term"),
    Row(NO_SECOND_EXTENSION, EXTENDED, c.extended("investigation", 5, "2026-02-11")),
    Row(EXTENSION_AFTER_EXPIRY, s.ACCEPTED, c.extended("investigation", 5, "2026-03-25")),
    Row(EXTENSION_TOO_LONG, s.ACCEPTED, c.extended("investigation", 16, "2026-02-10")),
    Row(NEEDS_RECEIPT, p.SERVED, p.publicised()),
    Row(NEEDS_APPEAL_OVER, p.RECEIVED, p.publicised("2026-03-24")),
    Row(NEEDS_REAPPRAISAL_DECIDED, p.RECEIVED.given(s.asked()), p.publicised()),
    Row(ALREADY_PUBLIC, p.PUBLIC, p.publicised("2026-03-26")),
    Row(NOT_PUBLIC, p.RECEIVED, p.objected()),
    Row(PUBLICITY_RUNS, p.PUBLIC, p.concluded("2026-04-01")),
    Row(PUBLICITY_OVER, p.OVER, p.objected("2026-04-02")),
    Row(OBJECTIONS_UNDECIDED, p.OBJECTED, p.concluded()),
    Row(OBJECTIONS_UNANSWERED, p.OBJECTED, p.concluded(upheld=False)),
    Row(UNKNOWN_EDITION, s.FILED, t.chooses(t.LONGER, "new", "2026-02-02")),
    Row(SAME_EDITION, t.facing(s.FILED, s.PACK), t.chooses(s.PACK, "new", "2026-02-02")),
    Row(TRANSITION_IMPOSSIBLE, t.facing(PROPOSED, t.LONGER), t.chooses(t.LONGER, "new", "2026-02-02")),
    Row(NOT_MILDER, t.facing(s.FILED, t.STRICTER), t.chooses(t.STRICTER, "milder", "2026-02-02")),
    Row(refusals.NOTHING_TO_REPLAN, s.FILED, c.replans("2026-01-28", 7)),
    Row(NOT_HISTORY, s.FILED, organisation(CloseHistory())),
    Row(HISTORY_NOT_ALLOWED, s.NOTHING, s.filed(history=True)),
    Row(refusals.NOT_DUE, s.FILED, s.rings("acceptance", "missed", "2026-02-10", 23)),
    Row(refusals.NOT_DUE, HISTORY, s.rings("acceptance", "missed", "2026-03-03"), "in a history"),
]


@pytest.mark.parametrize("row", ROWS, ids=[f"{row.refusal.code} {row.name}".strip() for row in ROWS])
def test_the_deed_is_refused(row: Row) -> None:
    """The rules do not admit the deed, and say why by its code."""
    actual = row.given.when(row.act).refused(row.refusal)

    assert (row.refusal.status, row.refusal.zh, row.refusal.todo_en) == (actual.status, actual.zh, actual.todo_en)


def test_every_refusal_has_a_deed_or_belongs_to_a_door() -> None:
    """A new refusal needs a row above, or a reason why no decision can raise it."""
    codes = {value.code for value in vars(refusals).values() if isinstance(value, Refusal)}
    raised = {row.refusal.code for row in ROWS}
    of_filings = {refusal.code for _, _, refusal in risk_story.REFUSALS.values()}
    of_records = {refusal.code for _, _, refusal in work_record_story.REFUSALS.values()}

    assert codes - raised - of_filings - of_records == set(OF_THE_DOOR)
    assert raised & set(OF_THE_DOOR) == set()


def test_every_refusal_says_what_and_what_to_do_in_both_languages() -> None:
    """Codes are unique; Chinese sentences are Chinese, English ones are not."""
    all_ = [value for value in vars(refusals).values() if isinstance(value, Refusal)]

    assert len({refusal.code for refusal in all_}) == len(all_)
    assert all(any("一" <= character <= "鿿" for character in r.zh) and r.zh[-1] == "。" for r in all_)
    assert all(any("一" <= character <= "鿿" for character in r.todo_zh) for r in all_)
    assert all(r.en.isascii() and r.todo_en.isascii() for r in all_)
