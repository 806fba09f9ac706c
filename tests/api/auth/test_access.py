"""Who may call what: the whole table, and how far each rule reaches."""

from datetime import date

import pytest
from pydantic import ValidationError

from api.auth.policy import (
    ACTIONS,
    RULES,
    Action,
    CommandName,
    Resource,
    Rule,
    allowed,
    applicant_group,
    keeps_law,
    places_under,
)
from api.commands.registry import CASE_ROUTES, RISK_FILING_ROUTES, WORK_RECORD_ROUTES
from api.identity.personas import Persona
from domain.case.commands import COMMAND_ENVELOPE
from domain.organs import Organs
from domain.risk_filings.commands import RISK_FILING_ENVELOPE
from domain.work_records.commands import WorkRecordEnvelope
from tests.api.sight.rules_table import DOCUMENT, with_table
from tests.api.signed_in import in_office

JOINT = {
    "file_application", "confirm_same_matter", "deny_same_matter", "find_exception", "decide_acceptance", "sign_off",
    "decide_approval", "propose_determination", "serve_feedback",
    "confirm_receipt", "complete_duty", "request_reappraisal",
    "decide_appeal_acceptance",
    "decide_reappraisal", "record_defence", "record_findings", "report_investigation", "request_supplement",
    "submit_supplement", "shelve_case", "resume_case", "extend_term", "begin_with_accountability", "begin_by_organ",
    "enter_paper_case", "prepare_import", "approve_import",
    "change_subjects", "form_team", "close_history", "record_number", "register_stub", "record_paper_step",
    "start_publicity", "raise_objection", "conclude_publicity", "file_with_committee",
    "record_legality_check", "record_consultation",
    "evaluate_correction", "escalate_correction", "order_correction",
    "choose_transition",
    "withdraw_application", "endorse_application", "answer_handover", "refer_to_superior",
    "urge_duty",
}  # fmt: skip
DECIDES_WHO_HAS_A_CASE = {"transfer_case", "hand_down_case", "elevate_case", "designate_organ", "record_paper_handover"}
USES_RESULTS = {"acknowledge_results", "report_contrary_use"}
CLARIFIES = {"decide_contrary_use", "open_clarification", "issue_clarification", "refer_false_accusation"}
READS_CASES = {
    "read_case", "read_words", "read_ballots", "read_reappraisals", "read_matters", "read_deadlines", "read_inbox",
    "read_contrary_uses", "read_clarifications", "read_corrections",
}  # fmt: skip
HANDLES_RISKS = {
    "risk_filing_submit_to_group", "risk_filing_pass_stage", "risk_filing_reply", "risk_filing_archive",
    "risk_filing_link_case",
    "risk_filing_record_number",
    "read_risk_filings",
}  # fmt: skip
KEEPS_RECORDS = {
    "work_record_open", "work_record_add", "work_record_link", "work_record_record_number", "work_record_close",
    "read_work_records",
}  # fmt: skip
REPORTS = {"read_reports", "work_record_report", "work_record_correct_report"}
KEEPS_MEETINGS = {
    "meeting_convene", "meeting_change", "meeting_cancel", "meeting_record", "meeting_correct",
    "enter_meeting_result", "read_meetings",
}  # fmt: skip
SUPERVISES = (
    READS_CASES
    | {"read_precedents", "read_statistics", "read_subjects", "read_results", "read_law", "read_risk_filings"}
    | {"read_work_records", "read_meetings", "read_reads", "explain_access", "read_reports"}
    | {"verify_result_queries", "urge_duty"}
)
ADDS_DOCUMENTS = {
    "add_document", "hand_in_documents", "draft_document", "check_document", "countersign_document", "issue_document",
    "file_stamped_scan", "withdraw_document",
}  # fmt: skip
HANDLES = (
    HANDLES_RISKS
    | ADDS_DOCUMENTS
    | KEEPS_RECORDS
    | REPORTS
    | JOINT
    | USES_RESULTS
    | CLARIFIES
    | {"settle_disagreement", "give_advice"}
    | READS_CASES
    | {
        "read_subjects",
        "register_subject",
        "merge_subjects",
        "link_subject",
        "change_subject",
        "read_results",
        "read_law",
    }
)
UNIT = {
    "file_application", "submit_supplement", "confirm_receipt", "complete_duty", "request_reappraisal", "read_case",
    "submit_defence", "read_corrections",
    "read_inbox", "read_reappraisals", "read_subjects", "register_subject", "read_law",
    "raise_objection", "read_precedents",
    "report_contrary_use", "open_clarification", "read_contrary_uses", "read_clarifications",
    "risk_filing_file", "risk_filing_amend", "risk_filing_withdraw", "read_risk_filings",
    "withdraw_application", "endorse_application", "add_document", "hand_in_documents",
    *(KEEPS_RECORDS - {"work_record_record_number"}),
}  # fmt: skip

PRECEDENTS = {"read_precedents", "read_statistics"}
WRITES, APPROVES = {"write_digest", "withdraw_digest"}, {"approve_digest", "withdraw_digest"}
LEADS_ROUNDS = (
    READS_CASES
    | PRECEDENTS
    | APPROVES
    | USES_RESULTS
    | CLARIFIES
    | HANDLES_RISKS
    | KEEPS_RECORDS
    | REPORTS
    | {"open_round", "close_round", "lift_recusal", "request_reappraisal", "complete_duty", "read_subjects", "read_law"}
    | {"shelve_case", "resume_case", "extend_term", "choose_transition"}
    | {"decide_acceptance", "propose_determination", "decide_approval", "sign_off"}
    | {"evaluate_correction", "escalate_correction", "order_correction", "settle_disagreement", "give_advice"}
    | {"record_defence", "record_findings", "record_legality_check", "record_consultation"}
    | KEEPS_MEETINGS
    | ADDS_DOCUMENTS
    | {"sign_document"}
)

COMMITTEE, FINANCE = frozenset({"county-a-committee"}), frozenset({"county-a-finance"})

EVERYBODY = {"read_meeting_notices"}
"""What any post does: of a meeting to which they are invited themselves."""

MAY: dict[str, set[str]] = {
    "county-a-organization-officer-1": HANDLES | PRECEDENTS | WRITES,
    "county-a-organization-head": HANDLES | PRECEDENTS | WRITES | APPROVES | DECIDES_WHO_HAS_A_CASE | {"sign_document"},
    "county-a-discipline-officer-1": HANDLES | PRECEDENTS | WRITES,
    "county-a-discipline-head": HANDLES | PRECEDENTS | WRITES | APPROVES | DECIDES_WHO_HAS_A_CASE | {"sign_document"},
    "county-a-discipline-supervisor": SUPERVISES | {"approve_calendar", "approve_pack"},
    "district-d-accountability-supervisor": SUPERVISES,
    "county-a-organization-hr": USES_RESULTS
    | {"read_results", "read_contrary_uses", "read_subjects", "read_law", "query_results", "verify_result_queries"},
    "county-a-committee-head": LEADS_ROUNDS | {"cast_ballot", "recuse", "read_results", "endorse_application"},
    "county-a-committee-secretary": LEADS_ROUNDS,
    "county-a-committee-member-1": READS_CASES
    | PRECEDENTS
    | {"cast_ballot", "recuse", "read_subjects", "read_law", "read_risk_filings"}
    | {"read_work_records", "read_meetings", "read_reports"},
    "county-a-finance-officer-1": READS_CASES - {"read_ballots", "read_matters"}
    | {"record_defence", "record_findings", "report_investigation", "complete_duty", "read_law"}
    | {"record_legality_check", "record_consultation", "evaluate_correction", "escalate_correction", "order_correction"}
    | {"settle_disagreement", "give_advice", "read_risk_filings"}
    | ADDS_DOCUMENTS
    | USES_RESULTS
    | CLARIFIES
    | KEEPS_RECORDS
    | REPORTS
    | KEEPS_MEETINGS,
    "county-a-enforcement-contact": UNIT,
    "county-a-enforcement-party-head": UNIT - {"read_subjects", "register_subject"}
    | {"read_subjects", "register_subject"},
    "county-a-enforcement-applicant": {
        "submit_supplement",
        "submit_defence",
        "confirm_receipt",
        "complete_duty",
        "request_reappraisal",
        "read_case",
        "read_own_duties",
        "read_law",
    },
    "prefecture-operations-operator": {"read_deadlines", "read_inbox", "read_law", "read_operations", "urge_duty"}
    | {"manage_notices"}
    | {"propose_calendar", "approve_calendar", "propose_pack", "approve_pack", "read_people"},
    "prefecture-operations-system-admin": {"read_law", "read_people", "enter_people", "propose_organs"}
    | {"propose_hook"},
    "prefecture-operations-security-admin": {"read_law", "read_people", "appoint_people", "approve_organs"}
    | {"read_accounts", "manage_accounts", "approve_hook"},
    "prefecture-operations-audit-admin": {"read_law", "read_people", "read_reads", "explain_access", "read_accounts"},
}


@pytest.fixture(scope="module")
def personas(organs: Organs) -> dict[str, Persona]:
    """Everyone with a token, by position."""
    return in_office(organs, date(2026, 11, 22))


@pytest.mark.parametrize("position", MAY)
def test_everyone_may_do_what_the_table_says_and_nothing_else(personas: dict[str, Persona], position: str) -> None:
    """Role by action: what is not in the table is denied, naming the rules that would allow it."""
    decisions = {action: allowed(personas[position], action) for action in ACTIONS}

    assert {action for action, decision in decisions.items() if decision.allow} == MAY[position] | EVERYBODY
    assert all(decision.rules for decision in decisions.values())


def test_every_kind_of_duty_is_in_the_table(personas: dict[str, Persona]) -> None:
    """The table above leaves out no duty of the sample organs."""
    every = {(persona.role, persona.duty) for persona in personas.values()}

    assert every == {(personas[position].role, personas[position].duty) for position in MAY}


def test_every_command_but_the_clocks_has_a_route_and_a_rule() -> None:
    """A new command cannot be forgotten through the API; the clock's own have none: only it rings and replans."""
    schema = COMMAND_ENVELOPE.json_schema()
    kinds = set(schema["properties"]["body"]["discriminator"]["mapping"])
    of_filings = set(RISK_FILING_ENVELOPE.json_schema()["properties"]["body"]["discriminator"]["mapping"])

    assert {route.kind for route in RISK_FILING_ROUTES} == of_filings - {
        "risk_filing_ring",
        "risk_filing_replan",
    }
    of_records = set(WorkRecordEnvelope.model_json_schema()["properties"]["body"]["discriminator"]["mapping"])

    assert {route.kind for route in WORK_RECORD_ROUTES} == of_records
    assert {route.kind for route in CASE_ROUTES} == kinds - {"ring_alarm", "replan"}
    assert {action for rule in RULES for action in rule.actions} == set(ACTIONS)
    assert len({rule.id for rule in RULES}) == len(RULES)


def test_a_rule_is_about_something_there_is() -> None:
    """A misspelt name in the table stops the start, not the people it was meant for."""
    written = RULES[0].model_dump(mode="json") | {"actions": ["sing_off", "sign_off"]}

    with pytest.raises(ValidationError, match="no command and nothing to read is called sing_off"):
        Rule.model_validate(written)


@pytest.mark.parametrize("position", MAY)
def test_nobody_acts_in_a_case_farther_than_they_see(
    personas: dict[str, Persona], organs: Organs, position: str
) -> None:
    """In a case of another county, in which their organ has no part, whoever sees none may do nothing.

    Operators see what is due there, and urge it.
    """
    who, elsewhere = personas[position], Resource("demo-county-b", ("county-b-shuanghe",))
    acts = {route.kind for route in CASE_ROUTES if not route.endpoint.opens}

    sees = allowed(who, "read_case", elsewhere, organs).allow
    acts -= {CommandName("urge_duty")} if allowed(who, "read_deadlines", elsewhere, organs).allow else set()

    assert [act for act in sorted(acts) if allowed(who, act, elsewhere, organs).allow and not sees] == []


@pytest.mark.parametrize(
    ("position", "asks", "may"),
    [
        ("county-a-committee-member-2", ("read_case", Resource("demo-county-a")), False),
        ("county-a-committee-member-2", ("read_case", Resource("demo-county-a", parts=COMMITTEE)), True),
        ("county-a-committee-member-2", ("read_ballots", Resource("demo-county-a", parts=COMMITTEE)), False),
        (
            "county-a-committee-member-2",
            ("read_ballots", Resource("demo-county-a", parts=COMMITTEE, works=COMMITTEE)),
            True,
        ),
        ("county-a-finance-officer-1", ("read_case", Resource("demo-county-a")), False),
        ("county-a-finance-officer-1", ("read_case", Resource("demo-county-a", parts=FINANCE)), True),
        ("county-a-finance-officer-1", ("read_words", Resource("demo-county-a", parts=FINANCE)), False),
        ("county-a-finance-officer-1", ("read_words", Resource("demo-county-a", parts=FINANCE, works=FINANCE)), True),
        (
            "county-a-finance-officer-1",
            ("read_ballots", Resource("demo-county-a", parts=FINANCE, works=FINANCE)),
            False,
        ),
        (
            "prefecture-finance-officer-1",
            ("read_words", Resource("demo-county-a", parts=FINANCE, works=FINANCE)),
            False,
        ),
        ("county-a-enforcement-contact", ("raise_objection", Resource("demo-county-a")), False),
        ("county-a-enforcement-contact", ("raise_objection", Resource("demo-county-a", public=True)), True),
        ("county-a-enforcement-contact", ("raise_objection", Resource("demo-county-b", public=True)), False),
    ],
)
def test_taking_part_opens_what_the_part_needs(
    personas: dict[str, Persona], organs: Organs, position: str, asks: tuple[Action, Resource], *, may: bool
) -> None:
    """A member sees what came before the committee, a related department what it takes part in; nobody more."""
    assert allowed(personas[position], *asks, organs).allow is may


@pytest.mark.parametrize(
    ("position", "jurisdiction", "keeps"),
    [
        ("prefecture-operations-operator", None, True),
        ("prefecture-operations-operator", "demo-district-d", True),
        ("prefecture-discipline-supervisor", None, False),
        ("prefecture-discipline-supervisor", "demo-county-a", True),
        ("prefecture-discipline-supervisor", "demo-district-d", False),
        ("county-a-discipline-supervisor", None, False),
        ("county-a-discipline-supervisor", "demo-county-a", True),
        ("county-a-discipline-supervisor", "demo-county-b", False),
        ("county-a-organization-head", "demo-county-a", False),
    ],
)
def test_law_is_published_where_it_holds(
    personas: dict[str, Persona], organs: Organs, position: str, jurisdiction: str | None, keeps: bool
) -> None:
    """A county's supervisor publishes what holds in the county; what holds everywhere is for who operates all of it."""
    assert allowed(personas[position], "approve_pack", Resource(jurisdiction), organs).allow is keeps


def test_of_several_organs_of_operations_the_one_above_all_keeps_the_law_of_all(organs: Organs) -> None:
    """A county's own computer centre keeps its county's law; two beside each other keep nothing for everybody."""
    county = organs.organs[0].model_copy(
        update={"id": "b-operations", "role": "operations", "jurisdiction": "demo-county-b", "superior": None}
    )
    with_county = organs.model_copy(update={"organs": (*organs.organs, county)})
    beside = county.model_copy(update={"id": "d-operations", "jurisdiction": "demo-district-d"})
    with_beside = organs.model_copy(update={"organs": (*organs.organs, beside)})
    prefecture = next(p for p in in_office(organs, date(2026, 11, 22)).values() if p.role == "operations")
    in_county = prefecture.model_copy(update={"organ": "b-operations", "jurisdiction": "demo-county-b"})

    assert keeps_law(with_county, prefecture, None)
    assert not keeps_law(with_county, in_county, None)
    assert keeps_law(with_county, in_county, "demo-county-b")
    assert not keeps_law(with_beside, prefecture, None)


@pytest.mark.parametrize(
    ("position", "jurisdiction", "sees"),
    [
        ("county-a-organization-officer-1", "demo-county-a", True),
        ("county-a-organization-officer-1", "demo-county-b", False),
        ("county-a-organization-officer-1", "demo-prefecture", False),
        ("prefecture-discipline-supervisor", "demo-county-b", True),
        ("prefecture-committee-member-1", "demo-city-c", False),
        ("prefecture-committee-head", "demo-city-c", True),
        ("province-organization-officer-1", "demo-county-a", True),
        ("county-a-finance-officer-1", "demo-county-b", False),
    ],
)
def test_sight_goes_down_and_never_up_or_sideways(
    personas: dict[str, Persona], organs: Organs, position: str, jurisdiction: str, sees: bool
) -> None:
    """Officials see their jurisdiction and those under it."""
    assert allowed(personas[position], "read_case", Resource(jurisdiction), organs).allow is sees


def test_a_committee_above_makes_no_house_of_the_units_under_it(organs: Organs) -> None:
    """Two units without a committee of their own, under the county's, are strangers to each other."""
    under = {"superior": "county-a-committee"}
    units = ("county-a-baiyan", "county-a-enforcement")
    changed = organs.model_copy(
        update={"organs": tuple(o.model_copy(update=under) if o.id in units else o for o in organs.organs)}
    )

    assert applicant_group(changed, "county-a-baiyan") == ("county-a-baiyan",)


def test_a_house_is_a_unit_with_its_own_committee_and_no_other(organs: Organs) -> None:
    """A township's committee speaks for its government, not for the village under it."""
    township = applicant_group(organs, "county-a-qingshi")

    assert set(township) == {"county-a-qingshi-party", "county-a-qingshi"}
    assert set(applicant_group(organs, "county-a-qingshi-party")) == set(township)
    assert set(applicant_group(organs, "county-a-baiyan")) == {"county-a-baiyan-party", "county-a-baiyan"}


def test_a_province_reaches_everything_under_it(organs: Organs) -> None:
    """Jurisdictions nest."""
    assert set(places_under(organs, "demo-province")) == {place.id for place in organs.jurisdictions}


def test_the_document_has_the_rules_as_they_are() -> None:
    """docs/who-sees-what.md lists every rule with its reach."""
    text = DOCUMENT.read_text("utf-8")

    assert text == with_table(text), "review the change, then: python -m tests.api.sight.rules_table"
