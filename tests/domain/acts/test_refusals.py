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
from tests.domain.scenario import Deed, Given, deed
from tests.domain.stories import (
    assessments,
    cases,
    clocks,
    corrections,
    digests,
    direct_decisions,
    disputes,
    filings,
    publicity,
    records,
    results_used,
    transitions,
)
from tests.domain.stories.cases import MARK

OF_THE_API = {
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


PROPOSED = cases.FILED.given(cases.proposed_acceptance("2026-01-21"))
TEAM = cases.ACCEPTED.given(cases.team_formed("2026-02-05"))
ROUND = cases.DETERMINED.given(cases.opened_round())
ASKED = cases.FILED.given(clocks.asked_for_papers("2026-01-28"))
UNDER_WAY = cases.NOTHING.knowing(clocks.SHELVING_CONTEXT).given(cases.filed(), *cases.accepted())
SHELVED = UNDER_WAY.given(clocks.shelved("2026-02-11"))
EXTENDED = cases.ACCEPTED.given(clocks.extended("investigation", 5, "2026-02-10"))
REAPPRAISED = cases.RECEIVED.given(cases.asked())
EXCEPTION = FindException(cause="natural_disaster", evidence=(cases.document(),), reasons=MARK)
SERVICE = ServeFeedback(notice=cases.document())


def organisation(body: AnyCommand, day: str = "2026-02-13") -> Deed:
    """The organisation department's officer sends a command."""
    return deed(cases.ORGANISATION, body, day)


def finding(item: str) -> RecordFindings:
    """Findings of which one is on an item of that name."""
    first, *rest = cases.findings().findings
    return RecordFindings(findings=(first.model_copy(update={"item": item}), *rest))


def excepted_without_report() -> RecordFindings:
    """A criterion excepted, with nothing to show for it."""
    (entry, *_) = (each for each in cases.findings().findings if each.item == assessments.COLLECTIVE)
    return RecordFindings(findings=(entry.model_copy(update={"result": "excepted"}),))


def without(of: str) -> tuple[Deed, ...]:
    """The team's work but for the findings of one sort."""
    kept = tuple(entry for entry in cases.findings().findings if entry.of != of)
    return (
        cases.team_formed("2026-02-05"),
        cases.heard(cases.ANN, "2026-02-06"),
        deed(cases.AUDIT, RecordFindings(findings=kept), "2026-02-09"),
    )


def late(actor: Actor, body: AnyCommand, on: str, day: str) -> Deed:
    """A deed of an earlier date, with a reason for being entered late."""
    return deed(actor, body.model_copy(update={"on": date.fromisoformat(on), "late_entry_reason": MARK}), day)


HISTORY = cases.NOTHING.given(
    organisation(cases.APPLICATION.model_copy(update={"history": True, "on": date(2026, 1, 20)}), "2026-03-02")
)
ROWS = [
    Row(refusals.UNKNOWN_CASE, cases.NOTHING, cases.served()),
    Row(refusals.CASE_EXISTS, cases.FILED, cases.filed()),
    Row(NOT_CONCLUDED, cases.APPROVED, digests.written("2026-02-13")),
    Row(NO_DIGEST, cases.CLOSED, digests.approved()),
    Row(OWN_DIGEST, cases.CLOSED.given(digests.written(actor=digests.HEAD)), digests.approved(actor=digests.HEAD)),
    Row(refusals.STALE, PROPOSED, replace(cases.proposed_acceptance("2026-01-22"), seen=3)),
    Row(refusals.NOT_COMPETENT, cases.APPROVED, deed(cases.CONTACT, SERVICE, "2026-02-13")),
    Row(
        refusals.NOT_COMPETENT,
        cases.NOTHING,
        replace(cases.filed(), actor=cases.OTHER_CONTACT),
        "unit of another place",
    ),
    Row(refusals.NOT_COMPETENT, TEAM, deed(cases.DISCIPLINE_2, cases.findings(), "2026-02-09"), "outside the team"),
    Row(
        refusals.NOT_COMPETENT,
        cases.DETERMINED,
        replace(cases.opened_round(), actor=cases.MEMBERS[3]),
        "no keeper of the round",
    ),
    Row(
        refusals.NOT_COMPETENT,
        cases.FILED,
        replace(cases.rings("acceptance", "missed", "2026-02-11"), actor=cases.CONTACT),
    ),
    Row(
        refusals.NOT_COMPETENT,
        cases.APPROVED,
        deed(cases.ORGANISATION.model_copy(update={"position": cases.DISCIPLINE.position}), SERVICE, "2026-02-13"),
        "post of another organ",
    ),
    Row(refusals.NOT_COMPETENT, cases.SERVED, cases.done("talk", cases.DISCIPLINE, "2026-02-24"), "another's duty"),
    Row(
        refusals.NOT_IN_OFFICE,
        cases.APPROVED,
        deed(cases.ORGANISATION.model_copy(update={"person": cases.CONTACT.person}), SERVICE, "2026-02-13"),
    ),
    Row(
        refusals.NOT_IN_OFFICE,
        cases.ACCEPTED,
        cases.team_formed(
            "2026-02-05", (cases.ORGANISATION, cases.DISCIPLINE.model_copy(update={"person": "p999"}), cases.AUDIT)
        ),
    ),
    Row(IN_FUTURE, cases.NOTHING, cases.filed(on=date(2026, 1, 21))),
    Row(LATE_ENTRY, cases.NOTHING, cases.filed(on=date(2026, 1, 19))),
    Row(
        refusals.BEFORE_OPENING,
        cases.FILED,
        late(cases.ORGANISATION, DecideAcceptance(accepted=True, reasons=MARK), "2026-01-19", "2026-01-21"),
    ),
    Row(refusals.WRONG_STEP, cases.FILED, cases.served()),
    Row(refusals.UNKNOWN_ITEM, cases.NOTHING, cases.filed(ground="s11"), "situation"),
    Row(refusals.UNKNOWN_ITEM, cases.NOTHING, cases.filed(error_class="bad_luck"), "error class"),
    Row(refusals.UNKNOWN_ITEM, TEAM, deed(cases.AUDIT, finding("good_looks"), "2026-02-09"), "finding"),
    Row(
        refusals.UNKNOWN_ITEM, cases.INVESTIGATED, cases.determined(cases.opinion(measures=("flogging",)))[0], "measure"
    ),
    Row(
        refusals.UNKNOWN_ITEM,
        cases.INVESTIGATED,
        cases.determined(cases.opinion(liabilities=("interview",)))[0],
        "liability",
    ),
    Row(
        refusals.UNKNOWN_ITEM,
        cases.BARRED,
        organisation(EXCEPTION.model_copy(update={"cause": "bad_luck"})),
        "exception",
    ),
    Row(refusals.UNKNOWN_ITEM, cases.RECEIVED, cases.asked(route="petition"), "route"),
    Row(refusals.UNKNOWN_SUBJECT, cases.NOTHING, cases.filed(subjects=(NOBODY,))),
    Row(refusals.UNKNOWN_SUBJECT, TEAM, cases.heard(cases.TOWN, "2026-02-06"), "heard"),
    Row(refusals.UNKNOWN_SUBJECT, cases.SERVED, cases.received(cases.TOWN), "receipt"),
    Row(refusals.UNKNOWN_SUBJECT, cases.RECEIVED, cases.asked(who=cases.TOWN), "reappraisal"),
    Row(
        refusals.UNKNOWN_SUBJECT,
        cases.INVESTIGATED,
        organisation(
            cases.determination(
                cases.opinion(),
                demands=(cases.determination(cases.opinion(cases.TOWN)).demands),
                no_correction_reasons=MARK,
            )
        ),
        "demand",
    ),
    Row(OUT_OF_SCOPE, cases.NOTHING, cases.filed(subjects=(cases.OUTSIDER,))),
    Row(refusals.WRONG_LEVEL, cases.NOTHING, cases.filed(to_organ="prefecture-organization")),
    Row(refusals.WRONG_LEVEL, cases.NOTHING, cases.filed(to_organ="county-a-discipline"), "not the receiving organ"),
    Row(ENDORSEMENT_MISSING, cases.NOTHING, cases.filed(endorsement=None)),
    Row(ENDORSER_INVALID, cases.NOTHING, cases.filed(endorsement=cases.endorsed("county-a-qingshi-contact"))),
    Row(EVIDENCE_MISSING, cases.NOTHING, cases.filed(evidence=())),
    Row(SECOND_TOLERANCE, cases.BARRED, cases.proposed_acceptance("2026-01-23")),
    Row(refusals.NOT_BARRED, cases.FILED, organisation(EXCEPTION)),
    Row(refusals.NOT_BARRED, cases.FILED, cases.proposed_acceptance("2026-01-23", "second_tolerance"), "ground"),
    Row(MATTER_UNKNOWN, cases.FILED, cases.confirmed_same()),
    Row(
        MATTER_UNKNOWN,
        cases.FILED,
        organisation(ConfirmSameMatter(earlier_matter=cases.OWN_MATTER, reasons=MARK)),
        "its own",
    ),
    Row(refusals.ALREADY_PROPOSED, PROPOSED, cases.proposed_acceptance("2026-01-22")),
    Row(NO_PROPOSAL, PROPOSED, deed(cases.DISCIPLINE, SignOff(proposal=NOBODY, consents=True), "2026-01-22")),
    Row(NO_PROPOSAL, PROPOSED, cases.signs(cases.ORGANISATION_2, "2026-01-22", "acceptance"), "not awaited"),
    Row(DISAGREEMENT_OPEN, disputes.DISPUTED, cases.proposed_acceptance("2026-01-27")),
    Row(DISAGREEMENT_VOTED, disputes.VOTING, disputes.settled("2026-01-29", agreed=True)),
    Row(NO_DISAGREEMENT, disputes.FILED, disputes.settled("2026-01-27", agreed=True)),
    Row(
        DECISION_DISMISSED,
        disputes.VOTING.given(*cases.voted("disagree", "2026-01-30")),
        cases.proposed_acceptance("2026-02-02"),
    ),
    Row(NOT_APPLIED_FOR, direct_decisions.BEGUN, disputes.withdrawn("2026-02-05")),
    Row(ALREADY_DECIDED, cases.APPROVED, disputes.withdrawn("2026-02-13")),
    Row(
        refusals.SAME_PERSON,
        cases.ACCEPTED,
        cases.team_formed("2026-02-05", (cases.ORGANISATION, cases.DISCIPLINE, *[cases.AUDIT] * 2)),
    ),
    Row(GROUND_MISSING, cases.FILED, organisation(DecideAcceptance(accepted=False, reasons=MARK))),
    Row(
        GROUND_MISSING,
        cases.FILED,
        organisation(DecideAcceptance(accepted=True, refusal_ground="x", reasons=MARK)),
        "superfluous",
    ),
    Row(NEEDS_TEAM, cases.ACCEPTED, cases.team_formed("2026-02-05", (cases.ORGANISATION, cases.DISCIPLINE))),
    Row(NEEDS_TEAM, cases.ACCEPTED, cases.reported("2026-02-05"), "none"),
    Row(NEEDS_DEFENCE, TEAM.given(deed(cases.AUDIT, cases.findings(), "2026-02-09")), cases.reported("2026-02-10")),
    Row(NEEDS_FACTORS, cases.ACCEPTED.given(*without("factor")), cases.reported("2026-02-10")),
    Row(
        NEEDS_FINDINGS,
        cases.ACCEPTED.given(cases.denied("2026-02-05"), *without("criterion"), cases.reported("2026-02-10")),
        cases.determined()[0],
    ),
    Row(NEEDS_SAME_MATTER_CHECK, cases.ACCEPTED.given(*cases.investigated()), cases.determined()[0]),
    Row(NEEDS_DEMANDS, cases.INVESTIGATED, organisation(cases.determination(demands=()))),
    Row(
        BLOCKED,
        cases.ACCEPTED.given(cases.denied("2026-02-05"), *cases.investigated(public_motive="not_met")),
        cases.determined()[0],
        "criterion",
    ),
    Row(
        BLOCKED,
        cases.ACCEPTED.given(cases.denied("2026-02-05"), *cases.investigated(inexperience="not_met")),
        cases.determined()[0],
        "condition of the situation",
    ),
    Row(GROUND_STATEMENT_MISSING, cases.NOTHING.knowing(assessments.HIDDEN_CONTEXT), cases.filed(ground="free_text")),
    Row(refusals.UNKNOWN_ITEM, cases.NOTHING.knowing(assessments.HIDDEN_CONTEXT), cases.filed(), "list not known"),
    Row(EXCEPTION_NOT_ADMITTED, assessments.TEAM, assessments.found(assessments.GROWN, public_motive="excepted")),
    Row(EXCEPTION_UNPROVEN, assessments.TEAM, deed(cases.AUDIT, excepted_without_report(), "2026-02-09")),
    Row(
        NEGATIVE_LIST,
        assessments.investigated(assessments.ACCEPTED, assessments.GROWN, safety_accident="met").given(
            assessments.checked("2026-02-11")
        ),
        cases.determined()[0],
    ),
    Row(NEEDS_LEGALITY_CHECK, assessments.INVESTIGATED, cases.determined()[0]),
    Row(
        refusals.LEGALITY_FAILED,
        assessments.CHECKED.given(assessments.checked("2026-02-11", passed=False)),
        cases.determined()[0],
    ),
    Row(CONSULTATION_NOT_ADMITTED, cases.ACCEPTED, assessments.consulted("hearing", "2026-02-05")),
    Row(OPINIONS_INCOMPLETE, cases.INVESTIGATED, cases.determined(cases.opinion(), cases.opinion(cases.TOWN))[0]),
    Row(OPINIONS_INCOMPLETE, cases.INVESTIGATED, cases.determined(cases.opinion(liabilities=()))[0], "no liability"),
    Row(
        OPINIONS_INCOMPLETE,
        cases.INVESTIGATED,
        cases.determined(cases.opinion(liabilities=("accountability", "accountability")))[0],
        "liability twice",
    ),
    Row(NO_ROUND, cases.DETERMINED, deed(cases.SECRETARY, CloseRound(round=NOBODY), "2026-02-12")),
    Row(refusals.ROUND_OPEN, ROUND, cases.opened_round()),
    Row(NOT_ENTITLED, ROUND, cases.ballot(cases.SECRETARY)),
    Row(
        refusals.REASONS_MISSING,
        ROUND,
        deed(
            cases.MEMBERS[0],
            lambda c: CastBallot(round=c.round.id if c.round else NOBODY, choice="disagree"),
            "2026-02-12",
        ),
    ),
    Row(
        refusals.REASONS_MISSING,
        PROPOSED,
        deed(
            cases.DISCIPLINE,
            lambda c: SignOff(proposal=c.proposals["acceptance"].id, consents=False),
            "2026-01-22",
        ),
        "disputing",
    ),
    Row(
        refusals.NO_DUTY,
        cases.SERVED,
        organisation(CompleteDuty(duty=NOBODY, evidence=(cases.document(),), remarks=MARK)),
    ),
    Row(DUTY_BY_STEP, cases.FILED, cases.done("acceptance", cases.ORGANISATION, "2026-01-22")),
    Row(RECIPIENT_UNPROVEN, results_used.SENDING, cases.done("talk", cases.ORGANISATION, "2026-03-02")),
    Row(NO_CORRECTION, corrections.SERVED, corrections.escalated("2026-03-20", duty="talk")),
    Row(NOT_UNDER_EVALUATION, corrections.SERVED, corrections.evaluated("2026-03-04", passed=True, duty="correction")),
    Row(NO_CORRECTION_MEASURES, cases.SERVED, corrections.escalated("2026-03-20")),
    Row(
        DEMAND_DUE_TOO_SOON,
        cases.INVESTIGATED,
        organisation(
            cases.determination(demands=(CorrectionDemand(subject=cases.ANN, demand=MARK, due_on=date(2026, 1, 1)),))
        ),
    ),
    Row(NOT_SERVED, cases.APPROVED, cases.received()),
    Row(NOT_SERVED, cases.RECEIVED, cases.received(), "twice"),
    Row(
        NO_REAPPRAISAL,
        cases.RECEIVED,
        deed(cases.ORGANISATION_2, DecideReappraisal(reappraisal=NOBODY, reasons=MARK), "2026-03-20"),
    ),
    Row(REAPPRAISAL_OPEN, REAPPRAISED, cases.asked("2026-03-11")),
    Row(WINDOW_CLOSED, cases.SERVED, cases.asked("2026-02-24"), "not received"),
    Row(WINDOW_CLOSED, cases.RECEIVED, cases.asked("2026-03-25"), "past"),
    Row(OTHER_HANDLERS, REAPPRAISED, cases.reappraisal(actor=cases.ORGANISATION)),
    Row(NO_AGGRAVATION, REAPPRAISED, cases.reappraisal(cases.opinion(outcome=Outcome.NOT_TOLERATED))),
    Row(NO_SUCH_ROUTE, cases.NOTHING, direct_decisions.begun(to_organ="county-a-organization")),
    Row(
        NO_TEAM,
        direct_decisions.NOTHING.knowing(replace(direct_decisions.CONTEXT, pack=direct_decisions.ALONE)).given(
            direct_decisions.begun()
        ),
        replace(cases.team_formed("2026-02-05"), actor=cases.DISCIPLINE),
    ),
    Row(NO_SUBJECT_CHANGE, cases.ACCEPTED, direct_decisions.subjects_changed(add=[cases.TOWN])),
    Row(SUBJECTS_WRONG, direct_decisions.BEGUN, direct_decisions.subjects_changed(remove=[cases.ANN])),
    Row(
        DISPOSITION_WRONG,
        direct_decisions.INVESTIGATED,
        direct_decisions.determination(direct_decisions.opinion(disposition="pursued")),
    ),
    Row(NO_CONTRARY_USE, results_used.UNRULED, results_used.reported("2026-03-02")),
    Row(RESULT_NOT_IN_FORCE, results_used.CLOSED, results_used.reported("2026-03-02", area="salary")),
    Row(NO_CONTRARY_USE_REPORT, results_used.CLOSED, results_used.decided("2026-03-02")),
    Row(NO_CLARIFICATION, results_used.UNRULED, results_used.clarifying("2026-03-02")),
    Row(
        CLARIFICATION_OPEN,
        results_used.CLOSED.given(results_used.clarifying("2026-03-02")),
        results_used.clarifying("2026-03-03"),
    ),
    Row(NO_CLARIFICATION_OPEN, results_used.CLOSED, results_used.clarified("2026-03-02")),
    Row(
        NEEDS_CONSENT,
        results_used.CLOSED.given(results_used.clarifying("2026-03-02")),
        results_used.clarified("2026-03-03", reach="wider"),
    ),
    Row(ALREADY_REFERRED, results_used.EVERYTHING, results_used.referred("2026-03-10")),
    Row(
        REFERRED_NOWHERE,
        results_used.CLOSED.given(results_used.clarifying("2026-03-02")),
        results_used.referred("2026-03-03", to=None),
    ),
    Row(
        UNKNOWN_ORGAN,
        results_used.CLOSED.given(results_used.clarifying("2026-03-02")),
        results_used.referred("2026-03-03", to="nobody"),
    ),
    Row(refusals.SHELVED, SHELVED, cases.team_formed("2026-02-12")),
    Row(NOT_SHELVED, UNDER_WAY, clocks.resumed("2026-02-11")),
    Row(NO_SHELVING, cases.ACCEPTED, clocks.shelved("2026-02-11")),
    Row(
        NO_SUPPLEMENT,
        cases.FILED.knowing(clocks.with_supplement(None)),
        clocks.asked_for_papers("2026-01-28"),
    ),
    Row(NO_SECOND_SUPPLEMENT, ASKED, clocks.asked_for_papers("2026-01-29")),
    Row(SUPPLEMENT_AWAITED, ASKED, cases.proposed_acceptance("2026-01-29", "not_in_scope")),
    Row(NOT_ASKED, cases.FILED, clocks.handed_in("2026-01-28")),
    Row(TERM_PASSED, cases.FILED, clocks.asked_for_papers("2026-02-11")),
    Row(CLOCK_STANDS, SHELVED, clocks.extended("investigation", 5, "2026-02-12")),
    Row(NO_EXTENSION, cases.FILED, clocks.extended("acceptance", 5, "2026-01-28"), "statutory term"),
    Row(NO_SECOND_EXTENSION, EXTENDED, clocks.extended("investigation", 5, "2026-02-11")),
    Row(EXTENSION_AFTER_EXPIRY, cases.ACCEPTED, clocks.extended("investigation", 5, "2026-03-25")),
    Row(EXTENSION_TOO_LONG, cases.ACCEPTED, clocks.extended("investigation", 16, "2026-02-10")),
    Row(NEEDS_RECEIPT, publicity.SERVED, publicity.publicised()),
    Row(NEEDS_APPEAL_OVER, publicity.RECEIVED, publicity.publicised("2026-03-24")),
    Row(NEEDS_REAPPRAISAL_DECIDED, publicity.RECEIVED.given(cases.asked()), publicity.publicised()),
    Row(ALREADY_PUBLIC, publicity.PUBLIC, publicity.publicised("2026-03-26")),
    Row(NOT_PUBLIC, publicity.RECEIVED, publicity.objected()),
    Row(PUBLICITY_RUNS, publicity.PUBLIC, publicity.concluded("2026-04-01")),
    Row(PUBLICITY_OVER, publicity.OVER, publicity.objected("2026-04-02")),
    Row(OBJECTIONS_UNDECIDED, publicity.OBJECTED, publicity.concluded()),
    Row(OBJECTIONS_UNANSWERED, publicity.OBJECTED, publicity.concluded(upheld=False)),
    Row(UNKNOWN_EDITION, cases.FILED, transitions.chooses(transitions.LONGER, "new", "2026-02-02")),
    Row(
        SAME_EDITION, transitions.facing(cases.FILED, cases.PACK), transitions.chooses(cases.PACK, "new", "2026-02-02")
    ),
    Row(
        TRANSITION_IMPOSSIBLE,
        transitions.facing(PROPOSED, transitions.LONGER),
        transitions.chooses(transitions.LONGER, "new", "2026-02-02"),
    ),
    Row(
        NOT_MILDER,
        transitions.facing(cases.FILED, transitions.STRICTER),
        transitions.chooses(transitions.STRICTER, "milder", "2026-02-02"),
    ),
    Row(refusals.NOTHING_TO_REPLAN, cases.FILED, clocks.replans("2026-01-28", 7)),
    Row(NOT_HISTORY, cases.FILED, organisation(CloseHistory())),
    Row(HISTORY_NOT_ALLOWED, cases.NOTHING, cases.filed(history=True)),
    Row(refusals.NOT_DUE, cases.FILED, cases.rings("acceptance", "missed", "2026-02-10", 23)),
    Row(refusals.NOT_DUE, HISTORY, cases.rings("acceptance", "missed", "2026-03-03"), "in a history"),
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
    of_filings = {refusal.code for _, _, refusal in filings.REFUSALS.values()}
    of_records = {refusal.code for _, _, refusal in records.REFUSALS.values()}

    assert codes - raised - of_filings - of_records == set(OF_THE_API)
    assert raised & set(OF_THE_API) == set()


def test_every_refusal_says_what_and_what_to_do_in_both_languages() -> None:
    """Codes are unique; Chinese sentences are Chinese, English ones are not."""
    all_ = [value for value in vars(refusals).values() if isinstance(value, Refusal)]

    assert len({refusal.code for refusal in all_}) == len(all_)
    assert all(any("一" <= character <= "鿿" for character in r.zh) and r.zh[-1] == "。" for r in all_)
    assert all(any("一" <= character <= "鿿" for character in r.todo_zh) for r in all_)
    assert all(r.en.isascii() and r.todo_en.isascii() for r in all_)
