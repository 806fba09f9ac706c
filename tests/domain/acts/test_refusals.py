"""Every refusal of the rules is raised by somebody's deed; what only a door can say is listed with its reason."""

from dataclasses import replace
from datetime import date
from typing import NamedTuple
from uuid import UUID

import pytest

from domain import catalogue
from domain.acts.determination import CorrectionDemand
from domain.acts.endorsement import Endorsement
from domain.acts.jurisdiction.arrival import Restated
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
    RecordPaperStep,
    ServeFeedback,
    ShelveCase,
    SignOff,
    SubmitSupplement,
)
from domain.documents.facts import CaseFact, missing_mark
from domain.pack.results import Outcome
from domain.pack.steps import AppealNeed, HeardBy
from domain.people import changing, soundness
from domain.refusals import Refusal
from domain.values import Actor
from tests.domain.scenario import Deed, Given, deed
from tests.domain.stories import (
    advice,
    appeals,
    assessments,
    bodies,
    cases,
    clocks,
    corrections,
    digests,
    direct_decisions,
    disputes,
    evidence,
    filings,
    from_filings,
    grades,
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
    scopes,
    stubs,
    transitions,
    windows,
)
from tests.domain.stories.cases import MARK
from tests.domain.stories.parties import recuses

OF_THE_API = {
    "seen_missing": "whether a version must be sent depends on the route",
    "unknown_pack": "the activity finds no pack to load before anything can be decided",
    "duplicate_grant": "the log's unique key finds it, whatever case the other grant was made in",
    "unreadable": "what cannot be parsed never becomes a command",
    "locality_missing": "the activity finds no calendar of the place to load",
    "person_name_differs": "the register of subjects asks it, not the log",
    "record_changed": "whoever loads finds what was changed in the log, before anything is decided",
    "record_unreadable": "whoever loads finds what this release cannot read",
    "minutes_number_taken": "the log's unique index finds it, whatever meeting the other is of",
    "number_taken": "the log's unique index finds it, whatever case bears it",
    "document_not_uploaded": "the door asks who has uploaded a content, which no stream tells",
    "key_reused": "the ledger of commands finds it before anything is decided",
}
REFUSALS = {each.code: each for each in catalogue.REFUSALS}
NOBODY = UUID(int=0)


class Row(NamedTuple):
    """The code of a refusal, what has happened before, and the deed refused; a name where a code has several rows."""

    code: str
    given: Given
    act: Deed
    name: str = ""


UNREAPPRAISED = cases.RECEIVED.knowing(replace(cases.CONTEXT, pack=cases.PACK.model_copy(update={"reappraisal": None})))
"""Received under a pack that has no reappraisal."""
PROPOSED = cases.FILED.given(cases.proposed_acceptance("2026-01-21"))
TEAM = cases.ACCEPTED.given(cases.team_formed("2026-02-05"))
ROUND = cases.DETERMINED.given(cases.opened_round())
ASKED = cases.FILED.given(clocks.asked_for_papers("2026-01-28"))
UNDER_WAY = cases.NOTHING.knowing(clocks.SHELVING_CONTEXT).given(cases.filed(), *cases.accepted())
SHELVED = UNDER_WAY.given(clocks.shelved("2026-02-11"))
MISSED = cases.FILED.given(cases.rings("acceptance", "missed", "2026-02-11"))
EARLY = cases.FILED.given(clocks.urged(1, "2026-02-04"), clocks.urged(2, "2026-02-05"))
NOBODY_ABOVE = MISSED.knowing(
    replace(
        cases.CONTEXT,
        organs=cases.ORGANS.model_copy(
            update={
                "organs": tuple(
                    organ.model_copy(update={"superior": None}) if organ.id == "county-a-discipline" else organ
                    for organ in cases.ORGANS.organs
                )
            }
        ),
    )
).given(replace(cases.proposed_acceptance("2026-02-11"), actor=cases.post("county-a-discipline-head")))
EXTENDED = cases.ACCEPTED.given(clocks.extended("investigation", 5, "2026-02-10"))
REAPPRAISED = cases.RECEIVED.given(cases.asked())


NO_PAPERS = cases.ACCEPTED.knowing(replace(cases.CONTEXT, pack=cases.PACK.model_copy(update={"documents": ()})))
ABOVE = cases.reappraising(body=None, heard_by=HeardBy.ABOVE)
ACCEPTED_FIRST = cases.reappraising(acceptance=appeals.ACCEPTANCE)
ONE_WAY = cases.reappraising(id="first", opens=cases.reappraising().opens[:1])
LONELY = cases.ORGANS.model_copy(
    update={"organs": tuple(organ.model_copy(update={"superior": None}) for organ in cases.ORGANS.organs)}
)
"""The organs of the sample, where none stands above another."""
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
    Row("nothing_listed", cases.FILED, listed.handed_in()),
    Row("listed_document_missing", listed.ASKS, cases.proposed_acceptance("2026-01-23")),
    Row("advice_given", advice.CONSULTED.given(advice.advises()), advice.advises(day="2026-02-12")),
    Row("not_put_forward", advice.OF_BOTH_BY_VOTE, cases.opened_round()),
    Row("ground_out_of_scope", scopes.OF_VILLAGES, cases.filed()),
    Row("no_correction_orders", cases.ACCEPTED, orders.ordered()),
    Row("approved_by_vote", cases.DETERMINED, bodies.approves()),
    Row("decided_by_vote", bodies.TO_VOTE, cases.signs(cases.SECRETARY, "2026-02-12", "determination")),
    Row(
        "no_return_left",
        bodies.BY_ORGAN.given(bodies.approves("returned"), *cases.determined(day="2026-02-13")),
        bodies.approves("returned", "2026-02-14"),
    ),
    Row("applicant_not_admitted", bodies.OF_UNITS, cases.filed()),
    Row(
        "tolerance_owed",
        cases.INVESTIGATED,
        organisation(
            cases.determination(cases.opinion(outcome=Outcome.NOT_TOLERATED), not_tolerated_because=None), "2026-02-11"
        ),
    ),
    Row("unknown_case", cases.NOTHING, cases.served()),
    Row("case_exists", cases.FILED, cases.filed()),
    Row("not_concluded", cases.APPROVED, digests.written("2026-02-13")),
    Row("no_such_digest", cases.CLOSED, digests.approved()),
    Row("no_document_asked", NO_PAPERS, official_documents.drafted()),
    Row("document_not_asked_for", cases.FILED, official_documents.drafted(day="2026-01-21")),
    Row("document_already_drafted", official_documents.DRAFTED, official_documents.drafted()),
    Row("document_fact_missing", cases.ACCEPTED, official_documents.drafted(text=missing_mark(CaseFact.VOTE))),
    Row("no_such_draft", official_documents.DRAFTED, official_documents.signed()),
    Row("own_draft", official_documents.DRAFTED, official_documents.checked(actor=cases.ORGANISATION)),
    Row("document_event_undone", official_documents.UNDONE, official_documents.checked("2026-03-21")),
    Row("document_not_set", official_documents.SIGNED, official_documents.not_set()),
    Row(
        "no_such_replacement",
        official_documents.ISSUED,
        official_documents.withdrawn(replaced_by=official_documents.newest),
    ),
    Row("own_digest", cases.CLOSED.given(digests.written(actor=digests.HEAD)), digests.approved(actor=digests.HEAD)),
    Row("stale_version", PROPOSED, replace(cases.proposed_acceptance("2026-01-22"), seen=3)),
    Row("not_competent", cases.APPROVED, deed(cases.OTHER_CONTACT, SERVICE, "2026-02-13")),
    Row(
        "not_competent",
        cases.NOTHING,
        replace(cases.filed(), actor=cases.OTHER_CONTACT),
        "unit of another place",
    ),
    Row("not_competent", TEAM, deed(cases.DISCIPLINE_2, cases.findings(), "2026-02-09"), "outside the team"),
    Row(
        "not_competent",
        cases.DETERMINED,
        replace(cases.opened_round(), actor=cases.MEMBERS[3]),
        "no keeper of the round",
    ),
    Row(
        "not_competent",
        cases.FILED,
        replace(cases.rings("acceptance", "missed", "2026-02-11"), actor=cases.OTHER_CONTACT),
    ),
    Row(
        "not_competent",
        cases.APPROVED,
        deed(cases.ORGANISATION.model_copy(update={"position": cases.DISCIPLINE.position}), SERVICE, "2026-02-13"),
        "post of another organ",
    ),
    Row("not_competent", cases.SERVED, cases.done("talk", cases.DISCIPLINE, "2026-02-24"), "another's duty"),
    Row(
        "not_in_office",
        cases.APPROVED,
        deed(cases.ORGANISATION.model_copy(update={"person": cases.CONTACT.person}), SERVICE, "2026-02-13"),
    ),
    Row(
        "not_in_office",
        cases.ACCEPTED,
        cases.team_formed(
            "2026-02-05", (cases.ORGANISATION, cases.DISCIPLINE.model_copy(update={"person": "p999"}), cases.AUDIT)
        ),
    ),
    Row("date_in_future", cases.NOTHING, cases.filed(on=date(2026, 1, 21))),
    Row("late_entry_reason_missing", cases.NOTHING, cases.filed(on=date(2026, 1, 19))),
    Row(
        "date_before_predecessor",
        cases.FILED,
        late(cases.ORGANISATION, DecideAcceptance(accepted=True, reasons=MARK), "2026-01-19", "2026-01-21"),
    ),
    Row("wrong_step", cases.FILED, cases.served()),
    Row("no_such_step", cases.SERVED, publicity.publicised()),
    Row("unknown_item", cases.NOTHING, cases.filed(ground="s11"), "situation"),
    Row("unknown_item", cases.NOTHING, cases.filed(error_class="bad_luck"), "error class"),
    Row("unknown_item", TEAM, deed(cases.AUDIT, finding("good_looks"), "2026-02-09"), "finding"),
    Row("unknown_item", cases.INVESTIGATED, cases.determined(cases.opinion(measures=("flogging",)))[0], "measure"),
    Row(
        "unknown_item",
        cases.INVESTIGATED,
        cases.determined(cases.opinion(liabilities=("interview",)))[0],
        "liability",
    ),
    Row(
        "unknown_item",
        cases.BARRED,
        organisation(EXCEPTION.model_copy(update={"cause": "bad_luck"})),
        "exception",
    ),
    Row("unknown_item", cases.RECEIVED, cases.asked(route="petition"), "route"),
    Row("unknown_subject", cases.NOTHING, cases.filed(subjects=(NOBODY,))),
    Row("unknown_subject", TEAM, cases.heard(cases.TOWN, "2026-02-06"), "heard"),
    Row("unknown_subject", cases.SERVED, cases.received(cases.TOWN), "receipt"),
    Row("unknown_subject", cases.RECEIVED, cases.asked(who=cases.TOWN), "reappraisal"),
    Row(
        "unknown_subject",
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
    Row("out_of_scope", cases.NOTHING, cases.filed(subjects=(cases.OUTSIDER,))),
    Row("wrong_level", cases.NOTHING, cases.filed(to_organ="prefecture-organization")),
    Row("wrong_level", cases.NOTHING, cases.filed(to_organ="county-a-discipline"), "not the receiving organ"),
    Row("not_its_unit", cases.NOTHING, cases.filed(unit="county-a-baiyan"), "another unit than the one that files"),
    Row("not_law_here", cases.NOTHING.knowing(cases.ELSEWHERE), cases.filed()),
    Row("endorsement_missing", cases.NOTHING, cases.filed(endorsement=None)),
    Row("endorser_not_competent", cases.NOTHING, cases.filed(endorsement=cases.endorsed("county-a-qingshi-contact"))),
    Row(
        "endorsement_not_own",
        cases.NOTHING,
        cases.filed(endorsement=Endorsement(kind="signed", signatory="county-a-qingshi-party-head")),
    ),
    Row("endorsement_awaited", parties.REQUESTED, cases.proposed_acceptance("2026-01-21")),
    Row("no_endorsement_awaited", cases.FILED, parties.endorses()),
    Row("conflict_of_interest", cases.FILED, replace(organisation(EXCEPTION), actor=cases.CONTACT)),
    Row("not_recused", cases.DETERMINED, parties.lifts(cases.MEMBERS[0])),
    Row("evidence_missing", cases.NOTHING, cases.filed(evidence=())),
    Row("second_tolerance", cases.BARRED, cases.proposed_acceptance("2026-01-23")),
    Row("not_barred", cases.FILED, organisation(EXCEPTION)),
    Row("not_barred", cases.FILED, cases.proposed_acceptance("2026-01-23", "second_tolerance"), "ground"),
    Row("unknown_matter", cases.FILED, cases.confirmed_same()),
    Row(
        "unknown_matter",
        cases.FILED,
        organisation(ConfirmSameMatter(earlier_matter=cases.OWN_MATTER, reasons=MARK)),
        "its own",
    ),
    Row("already_proposed", PROPOSED, cases.proposed_acceptance("2026-01-22")),
    Row("no_such_proposal", PROPOSED, deed(cases.DISCIPLINE, SignOff(proposal=NOBODY, consents=True), "2026-01-22")),
    Row("no_such_proposal", PROPOSED, cases.signs(cases.ORGANISATION_2, "2026-01-22", "acceptance"), "not awaited"),
    Row("disagreement_open", disputes.DISPUTED, cases.proposed_acceptance("2026-01-27")),
    Row("disagreement_voted", disputes.VOTING, disputes.settled("2026-01-29", agreed=True)),
    Row("no_disagreement", disputes.FILED, disputes.settled("2026-01-27", agreed=True)),
    Row(
        "decision_dismissed",
        disputes.VOTING.given(*cases.voted("disagree", "2026-01-30")),
        cases.proposed_acceptance("2026-02-02"),
    ),
    Row("paper_correction_runs", cases.NOTHING, papers.entered(conclusion=papers.conclusion(demands=MARK))),
    Row("paper_exception_without_matter", cases.NOTHING, papers.entered(exception="natural_disaster")),
    Row("not_applied_for", direct_decisions.BEGUN, disputes.withdrawn("2026-02-05")),
    Row("already_decided", cases.APPROVED, disputes.withdrawn("2026-02-13")),
    Row(
        "same_person",
        cases.ACCEPTED,
        cases.team_formed("2026-02-05", (cases.ORGANISATION, cases.DISCIPLINE, *[cases.AUDIT] * 2)),
    ),
    Row("refusal_ground_missing", cases.FILED, organisation(DecideAcceptance(accepted=False, reasons=MARK))),
    Row(
        "refusal_ground_missing",
        cases.FILED,
        organisation(DecideAcceptance(accepted=True, refusal_ground="x", reasons=MARK)),
        "superfluous",
    ),
    Row("team_incomplete", cases.ACCEPTED, cases.team_formed("2026-02-05", (cases.ORGANISATION, cases.DISCIPLINE))),
    Row("team_incomplete", cases.ACCEPTED, cases.reported("2026-02-05"), "none"),
    Row(
        "defence_not_heard", TEAM.given(deed(cases.AUDIT, cases.findings(), "2026-02-09")), cases.reported("2026-02-10")
    ),
    Row("factors_not_weighed", cases.ACCEPTED.given(*without("factor")), cases.reported("2026-02-10")),
    Row(
        "findings_incomplete",
        cases.ACCEPTED.given(cases.denied("2026-02-05"), *without("criterion"), cases.reported("2026-02-10")),
        cases.determined()[0],
    ),
    Row("same_matter_not_checked", cases.ACCEPTED.given(*cases.investigated()), cases.determined()[0]),
    Row("correction_demands_missing", cases.INVESTIGATED, organisation(cases.determination(demands=()))),
    Row(
        "criterion_blocks",
        cases.ACCEPTED.given(cases.denied("2026-02-05"), *cases.investigated(public_motive="not_met")),
        cases.determined()[0],
        "criterion",
    ),
    Row(
        "criterion_blocks",
        cases.ACCEPTED.given(cases.denied("2026-02-05"), *cases.investigated(inexperience="not_met")),
        cases.determined()[0],
        "condition of the situation",
    ),
    Row("ground_statement_missing", cases.NOTHING.knowing(assessments.HIDDEN_CONTEXT), cases.filed(ground="free_text")),
    Row("unknown_item", cases.NOTHING.knowing(assessments.HIDDEN_CONTEXT), cases.filed(), "list not known"),
    Row(
        "criterion_exception_not_admitted",
        assessments.TEAM,
        assessments.found(assessments.GROWN, public_motive="excepted"),
    ),
    Row("criterion_exception_unproven", assessments.TEAM, deed(cases.AUDIT, excepted_without_report(), "2026-02-09")),
    Row(
        "negative_list_applies",
        assessments.investigated(assessments.ACCEPTED, assessments.GROWN, safety_accident="met").given(
            assessments.checked("2026-02-11")
        ),
        cases.determined()[0],
    ),
    Row("legality_not_checked", assessments.INVESTIGATED, cases.determined()[0]),
    Row(
        "legality_check_failed",
        assessments.CHECKED.given(assessments.checked("2026-02-11", passed=False)),
        cases.determined()[0],
    ),
    Row("consultation_not_admitted", cases.ACCEPTED, assessments.consulted("hearing", "2026-02-05")),
    Row("opinions_incomplete", cases.INVESTIGATED, cases.determined(cases.opinion(), cases.opinion(cases.TOWN))[0]),
    Row("opinions_incomplete", cases.INVESTIGATED, cases.determined(cases.opinion(liabilities=()))[0], "no liability"),
    Row(
        "opinions_incomplete",
        cases.INVESTIGATED,
        cases.determined(cases.opinion(liabilities=("accountability", "accountability")))[0],
        "liability twice",
    ),
    Row("no_open_round", cases.DETERMINED, deed(cases.SECRETARY, CloseRound(round=NOBODY), "2026-02-12")),
    Row("round_already_open", ROUND, cases.opened_round()),
    Row("not_entitled", ROUND, cases.ballot(cases.SECRETARY)),
    Row(
        "reasons_missing",
        ROUND,
        deed(
            cases.MEMBERS[0],
            lambda c: CastBallot(round=c.round.id if c.round else NOBODY, choice="disagree"),
            "2026-02-12",
        ),
    ),
    Row(
        "reasons_missing",
        PROPOSED,
        deed(
            cases.DISCIPLINE,
            lambda c: SignOff(proposal=c.proposals["acceptance"].id, consents=False),
            "2026-01-22",
        ),
        "disputing",
    ),
    Row(
        "no_such_duty",
        cases.SERVED,
        organisation(CompleteDuty(duty=NOBODY, evidence=(cases.document(),), remarks=MARK)),
    ),
    Row("duty_met_by_act", cases.FILED, cases.done("acceptance", cases.ORGANISATION, "2026-01-22")),
    Row("recipient_unproven", results_used.SENDING, cases.done("talk", cases.ORGANISATION, "2026-03-02")),
    Row("not_a_correction", corrections.SERVED, corrections.escalated("2026-03-20", duty="talk")),
    Row(
        "correction_not_under_evaluation",
        corrections.SERVED,
        corrections.evaluated("2026-03-04", passed=True, duty="correction"),
    ),
    Row("no_correction_measures", cases.SERVED, corrections.escalated("2026-03-20")),
    Row(
        "correction_due_too_soon",
        cases.INVESTIGATED,
        organisation(
            cases.determination(demands=(CorrectionDemand(subject=cases.ANN, demand=MARK, due_on=date(2026, 1, 1)),))
        ),
    ),
    Row("nothing_to_receive", cases.APPROVED, cases.received()),
    Row("not_ones_own", cases.SERVED, replace(cases.received(), as_subjects=(NOBODY,))),
    Row("nothing_to_receive", cases.RECEIVED, cases.received(), "twice"),
    Row("no_reappraisal_rule", UNREAPPRAISED, cases.asked()),
    Row(
        "no_such_reappraisal",
        cases.RECEIVED,
        deed(cases.ORGANISATION_2, DecideReappraisal(reappraisal=NOBODY, reasons=MARK), "2026-03-20"),
    ),
    Row("reappraisal_already_open", REAPPRAISED, cases.asked("2026-03-11")),
    Row("window_closed", cases.SERVED, cases.asked("2026-02-24"), "not received"),
    Row("window_closed", cases.RECEIVED, cases.asked("2026-03-25"), "past"),
    Row("other_handlers_required", REAPPRAISED, cases.reappraisal(actor=cases.ORGANISATION)),
    Row("reappraisal_unfit", REAPPRAISED, cases.reappraisal(reopen=True)),
    Row("no_aggravation", REAPPRAISED, cases.reappraisal(cases.opinion(outcome=Outcome.NOT_TOLERATED))),
    Row("no_such_route", cases.NOTHING, direct_decisions.begun(to_organ="county-a-organization")),
    Row(
        "no_team",
        direct_decisions.NOTHING.knowing(replace(direct_decisions.CONTEXT, pack=direct_decisions.ALONE)).given(
            direct_decisions.begun()
        ),
        replace(cases.team_formed("2026-02-05"), actor=cases.DISCIPLINE),
    ),
    Row("no_subject_change", cases.ACCEPTED, direct_decisions.subjects_changed(add=[cases.TOWN])),
    Row("subjects_wrong", direct_decisions.BEGUN, direct_decisions.subjects_changed(remove=[cases.ANN])),
    Row(
        "disposition_wrong",
        direct_decisions.INVESTIGATED,
        direct_decisions.determination(direct_decisions.opinion(disposition="pursued")),
    ),
    Row("no_contrary_use_rule", results_used.UNRULED, results_used.reported("2026-03-02")),
    Row("result_not_in_force", results_used.CLOSED, results_used.reported("2026-03-02", area="salary")),
    Row("no_such_contrary_use_report", results_used.CLOSED, results_used.decided("2026-03-02")),
    Row("no_clarification_rule", results_used.UNRULED, results_used.clarifying("2026-03-02")),
    Row(
        "clarification_already_open",
        results_used.CLOSED.given(results_used.clarifying("2026-03-02")),
        results_used.clarifying("2026-03-03"),
    ),
    Row("no_such_clarification", results_used.CLOSED, results_used.clarified("2026-03-02")),
    Row(
        "consent_missing",
        results_used.CLOSED.given(results_used.clarifying("2026-03-02")),
        results_used.clarified("2026-03-03", reach="wider"),
    ),
    Row("already_referred", results_used.EVERYTHING, results_used.referred("2026-03-10")),
    Row(
        "referred_nowhere",
        results_used.CLOSED.given(results_used.clarifying("2026-03-02")),
        results_used.referred("2026-03-03", to=None),
    ),
    Row(
        "unknown_organ",
        results_used.CLOSED.given(results_used.clarifying("2026-03-02")),
        results_used.referred("2026-03-03", to="nobody"),
    ),
    Row("shelved", SHELVED, cases.team_formed("2026-02-12")),
    Row("not_shelved", UNDER_WAY, clocks.resumed("2026-02-11")),
    Row("no_shelving", cases.ACCEPTED, clocks.shelved("2026-02-11")),
    Row(
        "no_supplement",
        cases.FILED.knowing(clocks.with_supplement(None)),
        clocks.asked_for_papers("2026-01-28"),
    ),
    Row("document_above_ceiling", cases.FILED, evidence.added(classification="confidential")),
    Row("document_in_file", evidence.IN_FILE, evidence.added(day="2026-01-22")),
    Row("document_not_replaced", cases.FILED, evidence.added(replaces=evidence.digest("无"))),
    Row(
        "document_unknown",
        ASKED,
        deed(cases.CONTACT, SubmitSupplement(evidence=(evidence.named(),)), "2026-01-29"),
    ),
    Row("no_second_supplement", ASKED, clocks.asked_for_papers("2026-01-29")),
    Row("supplement_awaited", ASKED, cases.proposed_acceptance("2026-01-29", "not_in_scope")),
    Row("supplement_not_asked", cases.FILED, clocks.handed_in("2026-01-28")),
    Row("term_passed", cases.FILED, clocks.asked_for_papers("2026-02-11")),
    Row("not_urged_now", ASKED, clocks.urged(1, "2026-02-11")),
    Row("subject_not_urged", ASKED, clocks.urged(1, "2026-02-11", duty="supplement")),
    Row("own_duty_not_urged", MISSED, clocks.urged(2, "2026-02-11", cases.ORGANISATION)),
    Row("urged_already", MISSED.given(clocks.urged(2, "2026-02-11")), clocks.urged(2, "2026-02-11")),
    Row("no_such_rung", MISSED, clocks.urged(9, "2026-02-11")),
    Row("escalated_before_due", EARLY, clocks.urged(3, "2026-02-06")),
    Row("rung_skipped", MISSED, clocks.urged(3, "2026-02-11")),
    Row("only_reminds", MISSED.given(clocks.urged(2, "2026-02-11")), clocks.urged(3, "2026-02-12", cases.DISCIPLINE)),
    Row("nobody_to_tell", NOBODY_ABOVE.given(clocks.urged(2, "2026-02-11")), clocks.urged(3, "2026-02-12")),
    Row("clock_stands", SHELVED, clocks.extended("investigation", 5, "2026-02-12")),
    Row("no_extension", cases.FILED, clocks.extended("acceptance", 5, "2026-01-28"), "statutory term"),
    Row("no_second_extension", EXTENDED, clocks.extended("investigation", 5, "2026-02-11")),
    Row("extension_after_expiry", cases.ACCEPTED, clocks.extended("investigation", 5, "2026-03-25")),
    Row("extension_too_long", cases.ACCEPTED, clocks.extended("investigation", 16, "2026-02-10")),
    Row("needs_receipt", publicity.SERVED, publicity.publicised()),
    Row("needs_appeal_over", publicity.RECEIVED, publicity.publicised("2026-03-24")),
    Row("needs_reappraisal_decided", publicity.RECEIVED.given(cases.asked()), publicity.publicised()),
    Row("already_public", publicity.PUBLIC, publicity.publicised("2026-03-26")),
    Row("not_public", publicity.RECEIVED, publicity.objected()),
    Row("publicity_runs", publicity.PUBLIC, publicity.concluded("2026-04-01")),
    Row("publicity_over", publicity.OVER, publicity.objected("2026-04-02")),
    Row("objections_undecided", publicity.OBJECTED, publicity.concluded()),
    Row("objections_unanswered", publicity.OBJECTED, publicity.concluded(upheld=False)),
    Row("unknown_edition", cases.FILED, transitions.chooses(transitions.LONGER, "new", "2026-02-02")),
    Row(
        "same_edition",
        transitions.facing(cases.FILED, cases.PACK),
        transitions.chooses(cases.PACK, "new", "2026-02-02"),
    ),
    Row(
        "transition_impossible",
        transitions.facing(PROPOSED, transitions.LONGER),
        transitions.chooses(transitions.LONGER, "new", "2026-02-02"),
    ),
    Row(
        "not_milder",
        transitions.facing(cases.FILED, transitions.STRICTER),
        transitions.chooses(transitions.STRICTER, "milder", "2026-02-02"),
    ),
    Row("meeting_entered", meetings.DECIDED, meetings.entered()),
    Row("not_its_meeting", meetings.RIPE, replace(meetings.entered(), linked=None)),
    Row(
        "member_must_recuse",
        meetings.RIPE.given(cases.opened_round(), recuses(cases.MEMBERS[0]), cases.closed_round()),
        meetings.entered("2026-02-13"),
    ),
    Row(
        "meeting_result_in_effect",
        meetings.DECIDED.given(cases.served("2026-02-13")),
        meetings.another_result(),
    ),
    Row(
        "correction_needs_another",
        meetings.DECIDED.given(meetings.another_result()),
        meetings.another_result(),
    ),
    Row("wrong_level", jurisdictions.FILED, jurisdictions.transferred("2026-01-27", jurisdictions.B), "transfer"),
    Row("handover_to_itself", jurisdictions.FILED, jurisdictions.transferred("2026-01-27", jurisdictions.A)),
    Row("handover_to_itself", cases.FILED, jurisdictions.designated("2026-01-27", jurisdictions.A), "designated"),
    Row("case_is_own", cases.FILED, jurisdictions.transferred("2026-01-27")),
    Row("no_such_taker", jurisdictions.FILED, jurisdictions.transferred("2026-01-27", "prefecture-discipline")),
    Row("no_such_taker", jurisdictions.FILED, jurisdictions.transferred("2026-01-27", "nobody"), "unknown"),
    Row("roles_not_played", cases.FILED, jurisdictions.elevated("2026-01-27", jurisdictions.HEAD_PROVINCE)),
    Row("handover_pending", jurisdictions.SENT, jurisdictions.transferred("2026-01-28"), "twice"),
    Row("handover_pending", jurisdictions.SENT, cases.proposed_acceptance("2026-01-28"), "meanwhile"),
    Row(
        "transferred_before",
        jurisdictions.TAKEN,
        jurisdictions.transferred("2026-02-02", jurisdictions.A, jurisdictions.HEAD_PREFECTURE),
    ),
    Row(
        "declined_before",
        cases.FILED.knowing(jurisdictions.ALONE).given(
            jurisdictions.transferred("2026-01-27", jurisdictions.B),
            jurisdictions.declined("2026-01-28", jurisdictions.HEAD_B),
        ),
        jurisdictions.transferred("2026-01-29", jurisdictions.B),
    ),
    Row("not_below", jurisdictions.RAISED, jurisdictions.handed_down("2026-01-28", jurisdictions.PROVINCE), "above"),
    Row("not_below", jurisdictions.DISPUTED, jurisdictions.designated("2026-02-02", jurisdictions.PREFECTURE), "self"),
    Row("no_handover", cases.FILED, jurisdictions.received("2026-01-27")),
    Row("no_handover", jurisdictions.SENT, jurisdictions.received("2026-01-28", jurisdictions.HEAD_B), "another"),
    Row("reasons_missing", jurisdictions.SENT, jurisdictions.declined("2026-01-28", reasons=None), "declined"),
    Row("must_take", jurisdictions.DISPUTED, jurisdictions.declined("2026-02-02")),
    Row(
        "no_superior",
        cases.FILED.knowing(jurisdictions.without_superior("demo-county-a", cases.CONTEXT)),
        jurisdictions.referred("2026-01-27"),
    ),
    Row("not_above", cases.FILED, jurisdictions.elevated("2026-01-27", jurisdictions.HEAD_B)),
    Row("not_above", jurisdictions.RAISED, jurisdictions.elevated("2026-01-28", jurisdictions.HEAD_A), "from below"),
    Row("not_above", cases.FILED, jurisdictions.designated("2026-01-27", actor=jurisdictions.HEAD_A), "designated"),
    Row("not_restated", cases.FILED, jurisdictions.elevated("2026-01-27", restated=Restated(ground="s3"))),
    Row("handover_too_late", cases.APPROVED, jurisdictions.elevated("2026-02-13")),
    Row("handover_too_late", cases.DETERMINED, jurisdictions.elevated("2026-02-13"), "awaiting approval"),
    Row("handover_too_late", cases.CLOSED, jurisdictions.elevated("2026-04-13"), "closed"),
    Row("round_already_open", ROUND, jurisdictions.elevated("2026-02-13"), "raised"),
    Row("already_proposed", PROPOSED, jurisdictions.elevated("2026-01-27"), "raised"),
    Row("disagreement_open", disputes.DISPUTED, jurisdictions.elevated("2026-01-27"), "raised"),
    Row("shelved", SHELVED, jurisdictions.elevated("2026-02-12"), "raised"),
    Row("no_law_here", jurisdictions.filed_under(), jurisdictions.elevated("2026-01-27")),
    Row(
        "ambiguous_law",
        jurisdictions.filed_under(
            jurisdictions.PACK_PREFECTURE, jurisdictions.local("demo-prefecture", "another-law", edition="b")
        ),
        jurisdictions.elevated("2026-01-27"),
    ),
    Row(
        "restate_for_procedure",
        jurisdictions.filed_under(jurisdictions.FEWER_GROUNDS),
        jurisdictions.elevated("2026-01-27"),
    ),
    Row(
        "no_law_here",
        jurisdictions.filed_under(
            jurisdictions.local("demo-prefecture", "prefecture-law", scope=cases.PACK.scope[-1:])
        ),
        jurisdictions.elevated("2026-01-27"),
        "for that sector",
    ),
    Row("appeal_level_not_open", appeals.under(ONE_WAY, cases.reappraising()), cases.asked(route="not_accepted")),
    Row("no_organ_above", appeals.under(ABOVE, organs=LONELY), cases.asked()),
    Row("no_other_organ", appeals.under(cases.reappraising(body="meeting", heard_by=HeardBy.ANOTHER)), cases.asked()),
    Row("evidence_not_new", appeals.under(cases.reappraising(needs=(AppealNeed.NEW_EVIDENCE,))), cases.asked()),
    Row("appeal_not_accepted", appeals.under(ACCEPTED_FIRST).given(cases.asked()), cases.reappraisal()),
    Row("nothing_to_replan", cases.FILED, clocks.replans("2026-01-28", 7)),
    Row("not_a_history", cases.FILED, organisation(CloseHistory())),
    Row("history_not_allowed", cases.NOTHING, cases.filed(history=True)),
    Row("alarm_not_due", cases.FILED, cases.rings("acceptance", "missed", "2026-02-10", 23)),
    Row("alarm_not_due", HISTORY, cases.rings("acceptance", "missed", "2026-03-03"), "in a history"),
    Row("above_ceiling", cases.NOTHING, cases.filed(secrecy="secret")),
    Row("stub_not_needed", cases.NOTHING, stubs.stub(level="internal")),
    Row("stub_is_on_paper", stubs.REGISTERED, organisation(ShelveCase(reasons=MARK), "2026-01-26")),
    Row(
        "no_text_on_a_stub",
        stubs.REGISTERED,
        organisation(RecordPaperStep(step="acceptance", outcome="accepted", late_entry_reason=MARK), "2026-01-26"),
    ),
    Row("no_stub", cases.FILED, stubs.stepped("acceptance", "accepted", "2026-01-26")),
    Row(
        "number_same",
        cases.FILED.given(stubs.numbered("甲组〔2026〕12号")),
        stubs.numbered("甲组〔2026〕12号"),
    ),
    Row("document_not_sent", cases.FILED, stubs.numbered("甲组办〔2026〕7号", dispatched=1)),
    Row("other_procedure_unstated", windows.WHILE, cases.filed()),
    Row("not_alongside", cases.NOTHING, cases.filed("2026-01-20", **windows.days("2026-01-02"))),
    Row("applied_too_early", windows.WHILE, cases.filed("2026-01-20", **windows.days("2026-01-21"))),
    Row("applied_too_late", windows.WHILE, cases.filed("2026-01-20", **windows.days("2026-01-02", "2026-01-19"))),
    Row(
        "finding_result_unknown",
        grades.ACCEPTED,
        deed(cases.AUDIT, grades.entry("factor", grades.FACTOR, "met"), "2026-02-09"),
    ),
    Row("grade_bars", grades.found(**{grades.FACTOR: "grave"}), grades.proposing(Outcome.EXEMPT)),
    Row("risk_filing_needed", from_filings.NOTHING, from_filings.begun(risk_filing=None)),
    Row("risk_not_filed", from_filings.NOTHING, from_filings.begun(from_filings.REPLIED_NO)),
]


@pytest.mark.parametrize("row", ROWS, ids=[f"{row.code} {row.name}".strip() for row in ROWS])
def test_the_deed_is_refused(row: Row) -> None:
    """The rules do not admit the deed, and say why by its code."""
    declared = REFUSALS[row.code]
    actual = row.given.when(row.act).refused(declared)

    assert (declared.status, declared.zh, declared.todo_en) == (actual.status, actual.zh, actual.todo_en)


def test_every_refusal_has_a_deed_or_belongs_to_a_door() -> None:
    """A new refusal needs a row above, or a reason why no decision can raise it."""
    raised = {row.code for row in ROWS}
    of_filings = {refusal.code for _, _, refusal in filings.REFUSALS.values()}
    of_records = {refusal.code for _, _, refusal in records.REFUSALS.values()}
    of_meetings = {refusal.code for _, _, refusal in meetings.REFUSALS.values()}

    of_register = {
        each.code for part in (soundness, changing) for each in vars(part).values() if isinstance(each, Refusal)
    }

    assert set(REFUSALS) - raised - of_filings - of_records - of_meetings - of_register == set(OF_THE_API)
    assert raised & set(OF_THE_API) == set()


def test_every_refusal_says_what_and_what_to_do_in_both_languages() -> None:
    """Codes are unique; Chinese sentences are Chinese, English ones are not."""
    all_ = catalogue.REFUSALS

    assert len({refusal.code for refusal in all_}) == len(all_)
    assert all(any("一" <= character <= "鿿" for character in r.zh) and r.zh[-1] == "。" for r in all_)
    assert all(any("一" <= character <= "鿿" for character in r.todo_zh) for r in all_)
    assert all(r.en.isascii() and r.todo_en.isascii() for r in all_)
