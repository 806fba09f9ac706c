"""Who may call what: one table of rules, read from top to bottom; the first that fits decides, and none means no.

Whether an act is lawful is for `domain.decide`; here is only who may call. A denial names the rules it looked at.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, NewType, get_args

from api.auth.tokens import Persona
from domain.catalogue import COMMANDS, kind_of
from domain.organs import Organ, Organs
from domain.values import Bilingual
from projections.cases.procedure import position_mark

CommandName = NewType("CommandName", str)
"""The kind of a command that people may send."""
COMMAND_NAMES = frozenset(CommandName(kind_of(each)) for each in COMMANDS if each.endpoint)
ReadName = Literal[
    "read_case",
    "read_words",
    "read_inbox",
    "read_deadlines",
    "read_results",
    "read_reappraisals",
    "read_contrary_uses",
    "read_clarifications",
    "read_matters",
    "read_subjects",
    "register_subject",
    "read_precedents",
    "read_statistics",
    "read_law",
    "read_risk_filings",
    "read_work_records",
]
PublishName = Literal["propose_calendar", "approve_calendar", "propose_pack", "approve_pack"]
Action = CommandName | ReadName | PublishName
ACTIONS: frozenset[Action] = frozenset((*COMMAND_NAMES, *get_args(ReadName), *get_args(PublishName)))
"""All that a rule can be about."""


class Reach(StrEnum):
    """How far a rule reaches: anything, what lies in or under one's own jurisdiction, or what is of one's own organ."""

    ANY = "any"
    PLACE = "place"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table: those of these roles with these duties may do these things, within a reach.

    Raises:
        ValueError: there is no such thing to do.
    """

    id: str
    roles: frozenset[str]
    duties: frozenset[str]
    actions: frozenset[str]
    reach: Reach
    says: Bilingual

    def __post_init__(self) -> None:
        if unknown := self.actions - ACTIONS:
            raise ValueError(f"{self.id}: no command and nothing to read is called {', '.join(sorted(unknown))}")


@dataclass(frozen=True, slots=True)
class Resource:
    """What an action is about, as far as access depends on it: its jurisdiction, and the organs it belongs to."""

    jurisdiction: str | None = None
    organs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether it is allowed, and which rules say so: the one that fits, or those that would have."""

    allow: bool
    rules: tuple[str, ...]
    who_may: tuple[Bilingual, ...] = ()


_HANDLERS = frozenset({"officer", "head"})
_JOINT = frozenset({"organization", "discipline"})
_UNIT = frozenset({"unit", "own_committee"})
APPLICANTS = _UNIT
"""The roles of organs that an application is made for."""
_EVERYONE = frozenset({"organization", "discipline", "committee", "related", "operations", *_UNIT})
_ANY_DUTY = frozenset({"officer", "head", "contact", "secretary", "member", "hr", "supervisor", "operator"})
_CASE: frozenset[str] = frozenset(
    {
        *("read_case", "read_words", "read_reappraisals", "read_matters"),
        *("read_contrary_uses", "read_clarifications"),
    }
)
_USERS = frozenset({*_JOINT, "committee", "related"})


def _rule(  # noqa: PLR0913, PLR0917 - a line of the table has these columns
    id_: str,
    roles: frozenset[str] | set[str],
    duties: frozenset[str] | set[str],
    actions: set[str],
    reach: Reach,
    zh: str,
    en: str,
) -> Rule:
    return Rule(id_, frozenset(roles), frozenset(duties), frozenset(actions), reach, Bilingual(zh=zh, en=en))


RULES: tuple[Rule, ...] = (
    _rule(
        "unit-acts",
        _UNIT,
        {"contact", "head"},
        {
            *("file_application", "submit_supplement", "confirm_receipt", "complete_duty", "request_reappraisal"),
            *("report_contrary_use", "open_clarification"),
            "withdraw_application",
        },
        Reach.OWN,
        "单位联络员或党委（党组）负责人，限本单位申请的案件",
        "a unit's contact or head of its party committee, in cases of their unit",
    ),
    _rule(
        "joint-acts",
        _JOINT,
        _HANDLERS,
        {
            "file_application",
            "begin_with_accountability",
            "begin_by_organ",
            "change_subjects",
            "form_team",
            "close_history",
            "request_supplement",
            "submit_supplement",
            "shelve_case",
            "resume_case",
            "extend_term",
            "confirm_same_matter",
            "deny_same_matter",
            "find_exception",
            "decide_acceptance",
            "sign_off",
            "withdraw_application",
            "propose_determination",
            "serve_feedback",
            "confirm_receipt",
            "start_publicity",
            "raise_objection",
            "conclude_publicity",
            "file_with_committee",
            "complete_duty",
            "evaluate_correction",
            "escalate_correction",
            "request_reappraisal",
            "decide_reappraisal",
            "choose_transition",
        },
        Reach.ANY,
        "组织人事部门、纪检监察机关的经办人或负责人",
        "officers and heads of the organisation department and the discipline organ",
    ),
    _rule(
        "objectors",
        _UNIT,
        {"contact", "head"},
        {"raise_objection"},
        Reach.ANY,
        "本地区单位联络员或党委（党组）负责人，对正在公示的案件",
        "contacts and heads of party committees of units of the place, in cases that are publicised",
    ),
    _rule(
        "lead-acts",
        {"organization"},
        _HANDLERS,
        {"form_team", "close_history"},
        Reach.ANY,
        "组织人事部门的经办人或负责人",
        "officers and heads of the organisation department",
    ),
    _rule(
        "team-acts",
        {*_JOINT, "related"},
        _HANDLERS,
        {"record_defence", "record_findings", "report_investigation"},
        Reach.ANY,
        "联合调查核实组可由其组成的机关的经办人或负责人",
        "officers and heads of the organs a joint team is made of",
    ),
    _rule(
        "examination-acts",
        {*_JOINT, "related"},
        _HANDLERS,
        {"record_legality_check", "record_consultation"},
        Reach.ANY,
        "办理调查核实或认定的机关的经办人或负责人",
        "officers and heads of the organs that investigate or determine",
    ),
    _rule(
        "other-duties",
        {"committee", "related"},
        {*_HANDLERS, "secretary"},
        {"complete_duty", "evaluate_correction", "escalate_correction"},
        Reach.ANY,
        "承担后续职责的机关",
        "organs that a duty falls to",
    ),
    _rule(
        "round-keepers",
        {"committee"},
        {"secretary", "head"},
        {"open_round", "close_round", "request_reappraisal", "shelve_case", "resume_case", "extend_term"},
        Reach.ANY,
        "党委（党组）秘书或负责人",
        "a committee's secretary or head",
    ),
    _rule(
        "settlers",
        {*_JOINT, "committee", "related"},
        {*_HANDLERS, "secretary"},
        {"settle_disagreement"},
        Reach.ANY,
        "处理会同意见不一致的机关（联席会议、协调小组等）的经办人、负责人或秘书",
        "officers, heads and secretaries of the organs that disagreements of joint organs go to",
    ),
    _rule(
        "digest-writers",
        _JOINT,
        _HANDLERS,
        {"write_digest", "withdraw_digest"},
        Reach.PLACE,
        "办理机关的经办人或负责人，限本地区及其下级",
        "officers and heads of the handling organs, in their jurisdiction and those under it",
    ),
    _rule(
        "digest-approvers",
        {*_JOINT, "committee"},
        {"head", "secretary"},
        {"approve_digest", "withdraw_digest"},
        Reach.PLACE,
        "办理机关负责人、党委（党组）负责人或秘书；不得审定自己撰写的案例",
        "heads of the handling organs, a committee's head or secretary; nobody approves a digest of their own",
    ),
    _rule(
        "edition-choosers",
        {"committee"},
        {"secretary", "head"},
        {"choose_transition"},
        Reach.ANY,
        "作出认定的党委（党组）的秘书或负责人",
        "the secretary or head of a committee that decides by itself",
    ),
    _rule(
        "seats",
        {"committee"},
        {"member", "head"},
        {"cast_ballot", "recuse"},
        Reach.ANY,
        "党委（党组）委员",
        "members of the committee",
    ),
    _rule(
        "result-users",
        _USERS,
        {*_HANDLERS, "secretary", "hr"},
        {"acknowledge_results", "report_contrary_use"},
        Reach.ANY,
        "运用结果的机关的经办人、负责人或组织人事查询岗",
        "officers, heads and personnel readers of the organs that use results",
    ),
    _rule(
        "clarifiers",
        _USERS,
        {*_HANDLERS, "secretary"},
        {"decide_contrary_use", "open_clarification", "issue_clarification", "refer_false_accusation"},
        Reach.ANY,
        "处理违反结果运用的报告、作出澄清的机关的经办人或负责人",
        "officers and heads of the organs that decide reports of contrary use, or clarify",
    ),
    _rule(
        "case-readers",
        {*_JOINT, "committee"},
        {*_HANDLERS, "secretary", "member", "supervisor"},
        {*_CASE, "read_deadlines", "read_inbox", "read_subjects"},
        Reach.PLACE,
        "组织、纪检、党委及监督人员，限本地区及其下级",
        "organisation, discipline, committee and supervisors, in their jurisdiction and those under it",
    ),
    _rule(
        "precedent-readers",
        {*_JOINT, "committee"},
        {*_HANDLERS, "secretary", "member", "supervisor"},
        {"read_precedents", "read_statistics"},
        Reach.PLACE,
        "组织、纪检、党委及监督人员：典型案例全部可查，内部案例和统计限本地区及其下级",
        "organisation, discipline, committee and supervisors: what is published, and inner digests and figures of "
        "their jurisdiction and those under it",
    ),
    _rule(
        "published-precedent-readers",
        _UNIT,
        {"contact", "head"},
        {"read_precedents"},
        Reach.OWN,
        "单位联络员或党委（党组）负责人，只看公布的典型案例",
        "a unit's contact or head of its party committee: published precedents only",
    ),
    _rule(
        "related-readers",
        {"related"},
        _HANDLERS,
        {*_CASE, "read_deadlines", "read_inbox", "read_risk_filings"},
        Reach.PLACE,
        "相关部门的经办人或负责人，限本地区",
        "officers and heads of related departments, in their jurisdiction",
    ),
    _rule(
        "unit-readers",
        _UNIT,
        {"contact", "head"},
        {"read_case", "read_inbox", "read_reappraisals", "read_contrary_uses", "read_clarifications"},
        Reach.OWN,
        "单位联络员或党委（党组）负责人，限本单位",
        "a unit's contact or head of its party committee, of their own unit",
    ),
    _rule(
        "registrars",
        {*_JOINT, *_UNIT},
        {"officer", "head", "contact"},
        {"register_subject", "read_subjects"},
        Reach.PLACE,
        "办理或提出申请的人员",
        "those who handle or file applications",
    ),
    _rule(
        "result-readers",
        {*_JOINT, "committee"},
        {"hr", "supervisor", *_HANDLERS},
        {"read_results", "read_contrary_uses", "read_subjects"},
        Reach.PLACE,
        "组织人事查询岗、监督人员及经办机关，限本地区及其下级",
        "personnel readers, supervisors and handling organs, in their jurisdiction and those under it",
    ),
    _rule(
        "operators",
        {"operations"},
        {"operator"},
        {"read_deadlines", "read_inbox"},
        Reach.PLACE,
        "运维人员，只看期限与待办，不看文字",
        "operators: deadlines and inboxes, no words",
    ),
    _rule(
        "risk-filers",
        _UNIT,
        {"contact", "head"},
        {"risk_filing_file", "risk_filing_amend", "risk_filing_withdraw", "read_risk_filings"},
        Reach.OWN,
        "单位联络员或党委（党组）负责人，限本单位的报备",
        "a unit's contact or head of its party committee, filings of their unit",
    ),
    _rule(
        "risk-handlers",
        {*_JOINT, "committee"},
        {*_HANDLERS, "secretary"},
        {
            "risk_filing_submit_to_group",
            "risk_filing_reply",
            "risk_filing_archive",
            "risk_filing_link_case",
            "read_risk_filings",
        },
        Reach.PLACE,
        "办理报备的机关的经办人、负责人或党委秘书，限本地区及其下级",
        "officers, heads and secretaries of the organs that handle filings, in their jurisdiction and those under it",
    ),
    _rule(
        "risk-readers",
        {*_JOINT, "committee"},
        {"member", "supervisor"},
        {"read_risk_filings"},
        Reach.PLACE,
        "党委委员和监督人员，限本地区及其下级",
        "committee members and supervisors, in their jurisdiction and those under it",
    ),
    _rule(
        "record-keepers",
        {*_USERS, *_UNIT},
        {*_HANDLERS, "secretary", "contact"},
        {"work_record_open", "work_record_add", "work_record_link", "work_record_close"},
        Reach.ANY,
        "承担该项工作的机关的经办人、负责人或秘书；可以提出的单位联络员或党委（党组）负责人",
        "officers, heads and secretaries of the organ that does the work; contacts and heads of units that ask",
    ),
    _rule(
        "record-readers",
        _USERS,
        {*_HANDLERS, "secretary", "member", "supervisor"},
        {"read_work_records"},
        Reach.PLACE,
        "各机关经办人、负责人、秘书、委员和监督人员，限本地区及其下级；保密的只限承担机关和提出者",
        "officers, heads, secretaries, members and supervisors, in their jurisdiction and those under it; confidential "
        "ones only the keeper and whoever opened it",
    ),
    _rule(
        "unit-record-readers",
        _UNIT,
        {"contact", "head"},
        {"read_work_records"},
        Reach.OWN,
        "单位联络员或党委（党组）负责人，限本单位承担或提出的工作记录",
        "a unit's contact or head of its party committee, records that their unit keeps or opened",
    ),
    _rule(
        "law-keepers",
        {"operations"},
        {"operator"},
        {"propose_calendar", "approve_calendar", "propose_pack", "approve_pack"},
        Reach.ANY,
        "运维人员；草案须由提出人以外的人审批",
        "operators; a draft is published by another than its proposer",
    ),
    _rule(
        "law-supervisors",
        {"discipline"},
        {"supervisor"},
        {"approve_calendar", "approve_pack"},
        Reach.ANY,
        "纪检监察机关的监督人员",
        "supervisors of the discipline organ",
    ),
    _rule(
        "law-readers",
        _EVERYONE,
        _ANY_DUTY,
        {"read_law"},
        Reach.ANY,
        "所有持令牌的人员",
        "everyone with a token",
    ),
)


def allowed(who: Persona, action: Action, resource: Resource | None = None, organs: Organs | None = None) -> Decision:
    """Whether somebody may do something; without `resource`, whether they may at all, wherever it may lie."""
    naming = [rule for rule in RULES if action in rule.actions]
    for rule in naming:
        if who.role in rule.roles and who.duty in rule.duties and _reaches(rule, who, resource, organs):
            return Decision(allow=True, rules=(rule.id,))
    return Decision(False, tuple(rule.id for rule in naming), tuple(rule.says for rule in naming))


def reach_of(who: Persona, action: Action) -> Reach | None:
    """How far somebody may do something at all: the widest rule; for lists, which take it as their predicate."""
    reaches = {
        rule.reach for rule in RULES if action in rule.actions and who.role in rule.roles and who.duty in rule.duties
    }
    return next((reach for reach in Reach if reach in reaches), None)


def places_under(organs: Organs, jurisdiction: str) -> tuple[str, ...]:
    """A jurisdiction and all under it."""
    found = [jurisdiction]
    for place in found:  # grows while it is walked
        found += [below.id for below in organs.jurisdictions if below.superior == place and below.id not in found]
    return tuple(found)


def applicant_group(organs: Organs, organ_id: str) -> tuple[str, ...]:
    """A unit with its own party committee, or a committee with its units: they speak for the same applicant."""
    organ = organs.organ(organ_id)
    committee = organ.superior if organ and organ.role == "unit" and organ.superior else organ_id
    return (committee, *(each.id for each in _units(organs) if each.superior == committee and each.id != committee))


def speakers(organs: Organs, organ_id: str) -> tuple[str, ...]:
    """The organs and positions that speak for the same applicant as a unit or its own committee: whose cases it sees.

    A committee above that stands in for an own committee speaks for no applicant.
    """
    found = (organs.organ(each) for each in applicant_group(organs, organ_id))
    group = {organ.id for organ in found if organ and (organ.role in APPLICANTS or organ.id == organ_id)}
    return (*group, *(position_mark(position.id) for position in organs.positions if position.organ in group))


def _units(organs: Organs) -> Iterator[Organ]:
    return (organ for organ in organs.organs if organ.role == "unit")


def _reaches(rule: Rule, who: Persona, resource: Resource | None, organs: Organs | None) -> bool:
    if resource is None or rule.reach is Reach.ANY:
        return True
    if organs is None:
        raise TypeError(f"{rule.id}: reach {rule.reach} is judged by the organs")
    if rule.reach is Reach.PLACE:
        return resource.jurisdiction in places_under(organs, who.jurisdiction)
    return bool(set(resource.organs) & set(speakers(organs, who.organ)))
