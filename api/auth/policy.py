"""Who may call what: the rules of rules.yaml, from top to bottom; the first that fits decides, and none means no.

Whether an act is lawful is for `domain.decide`; here is only who may call. A denial names the rules it looked at.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Literal, NewType, get_args

from pydantic import field_validator

from api.auth.tokens import Persona
from domain.catalogue import COMMANDS
from domain.messages import kind_of
from domain.organs import Organ, Organs
from domain.values import Bilingual, Code, Frozen
from policies.packs.located import parse_model
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
    "merge_subjects",
    "link_subject",
    "read_precedents",
    "read_statistics",
    "read_law",
    "read_risk_filings",
    "read_work_records",
    "read_operations",
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


class Rule(Frozen):
    """One line of the table: those of these roles with these duties may do these things, within a reach."""

    id: str
    roles: frozenset[Code]
    duties: frozenset[Code]
    actions: frozenset[str]
    reach: Reach
    says: Bilingual

    @field_validator("actions")
    @classmethod
    def _of_something(cls, actions: frozenset[str]) -> frozenset[str]:
        if unknown := actions - ACTIONS:
            raise ValueError(f"no command and nothing to read is called {', '.join(sorted(unknown))}")
        return actions


class Rules(Frozen):
    """rules.yaml."""

    rules: tuple[Rule, ...]


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


APPLICANTS = frozenset({"unit", "own_committee"})
"""The roles of organs that an application is made for."""

RULES = parse_model(Rules, (files("api.auth") / "rules.yaml").read_bytes(), "rules.yaml").rules


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
