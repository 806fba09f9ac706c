"""Who may call what: the rules of rules.yaml; one that forbids wins, of the others the first that fits, none means no.

Whether an act is lawful is for `domain.decide`; here is only who may call. A denial names the rules it looked at.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Literal, NewType, Self, assert_never, get_args

from pydantic import field_validator, model_validator

from api.identity.personas import Persona
from domain.catalogue import COMMANDS
from domain.messages import kind_of
from domain.organs import UNITS, Organ, Organs
from domain.people.duties import APPLICANT
from domain.values import Bilingual, Code, Frozen
from policies.packs.located import parse_model
from projections.cases.procedure import position_mark

CommandName = NewType("CommandName", str)
"""The kind of a command that people may send."""
COMMAND_NAMES = frozenset(CommandName(kind_of(each)) for each in COMMANDS if each.endpoint)
ReadName = Literal[
    "read_case",
    "read_words",
    "read_ballots",
    "read_inbox",
    "read_corrections",
    "read_own_duties",
    "read_deadlines",
    "read_results",
    "query_results",
    "verify_result_queries",
    "read_reappraisals",
    "read_contrary_uses",
    "read_clarifications",
    "read_matters",
    "read_subjects",
    "register_subject",
    "merge_subjects",
    "link_subject",
    "change_subject",
    "read_precedents",
    "read_statistics",
    "read_reports",
    "read_law",
    "read_risk_filings",
    "read_work_records",
    "read_meetings",
    "read_meeting_notices",
    "read_operations",
    "read_reads",
    "explain_access",
    "read_accounts",
    "manage_accounts",
    "manage_notices",
]
PublishName = Literal[
    "propose_calendar",
    "approve_calendar",
    "propose_pack",
    "approve_pack",
    "prepare_import",
    "approve_import",
    "propose_hook",
    "approve_hook",
]
RegisterName = Literal["read_people", "enter_people", "appoint_people", "propose_organs", "approve_organs"]
"""What is done with the register of organs and people; what is one's own needs no rule (api/people/register.py)."""
Action = CommandName | ReadName | PublishName | RegisterName
ACTIONS: frozenset[Action] = frozenset(
    (*COMMAND_NAMES, *get_args(ReadName), *get_args(PublishName), *get_args(RegisterName))
)
"""All that a rule can be about."""


def _known(actions: frozenset[str]) -> frozenset[str]:
    if unknown := actions - ACTIONS:
        raise ValueError(f"no command and nothing to read is called {', '.join(sorted(unknown))}")
    return actions


class Reach(StrEnum):
    """How far a rule reaches, the widest first.

    Attributes:
        ANY: anything.
        PLACE: what lies in or under one's own jurisdiction.
        PART: that in which one's organ takes part.
        WORK: that on which one's organ works, which is part of what it takes part in.
        OWN: what is of one's own unit.
        OWN_MATTER: a case of which one is a subject oneself, or the applicant.
        INVITED: a meeting to which one is invited oneself, by its notice as it stands.
        PUBLIC: what is made public to the units of its place, and now.
        LAW: law that holds in one's own jurisdiction or under it (`keeps_law`).
        SEEN: for acts: a case that one sees, that is as far as `read_case` reaches.
    """

    ANY = "any"
    PLACE = "place"
    PART = "part"
    WORK = "work"
    OWN = "own"
    OWN_MATTER = "own_matter"
    INVITED = "invited"
    PUBLIC = "public"
    LAW = "law"
    SEEN = "seen"


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
        return _known(actions)


class When(StrEnum):
    """When somebody is forbidden something.

    Attributes:
        ALWAYS: whatever it is about.
        PARTY: in what is their own matter; acts, as far as their capacity is not that of a party (`domain.messages`).
        RECUSED: in what they have recused themselves from.
    """

    ALWAYS = "always"
    PARTY = "party"
    RECUSED = "recused"


EVERY_ACT = "every_act"
"""What stands in a rule that forbids for all kinds of commands."""


class Forbid(Frozen):
    """What nobody may do, or nobody with these duties, whatever another rule permits.

    Attributes:
        refusal: The code under which the rules of the stream refuse the same act, where they judge it (domain/act.py):
            they know the state and the register of that moment.
        duties: Of which posts; of all, where none is named.
        but: What of `every_act` it leaves to the rules that permit.
    """

    id: str
    when: When
    actions: frozenset[str]
    duties: frozenset[Code] = frozenset()
    but: frozenset[str] = frozenset()
    refusal: Code | None = None
    says: Bilingual

    @field_validator("actions")
    @classmethod
    def _of_something(cls, actions: frozenset[str]) -> frozenset[str]:
        return _known(actions - {EVERY_ACT}) | (COMMAND_NAMES if EVERY_ACT in actions else frozenset())

    @field_validator("but")
    @classmethod
    def _an_act(cls, but: frozenset[str]) -> frozenset[str]:
        return _known(but)

    def is_about(self, action: Action) -> bool:
        """Whether it forbids an action to somebody."""
        return action in self.actions - self.but


class Rules(Frozen):
    """rules.yaml.

    Attributes:
        fresh: What is done only by somebody who has lately shown who they are (api/auth/step_up.py).
        in_person: Of these, what no machine token does.
    """

    fresh: frozenset[str]
    in_person: frozenset[str]
    forbids: tuple[Forbid, ...]
    rules: tuple[Rule, ...]

    @field_validator("fresh", "in_person")
    @classmethod
    def _of_something(cls, actions: frozenset[str]) -> frozenset[str]:
        return _known(actions)

    @model_validator(mode="after")
    def _in_person_is_fresh(self) -> Self:
        if odd := self.in_person - self.fresh:
            raise ValueError(f"done in person, and not fresh: {', '.join(sorted(odd))}")
        return self


@dataclass(frozen=True, slots=True)
class Resource:
    """What an action is about, as far as access depends on it.

    Attributes:
        jurisdiction: Where it lies; of law, where it holds. None: the whole installation.
        organs: Whom it belongs to: organs, and positions by their marks.
        parts: The organs that take part in it.
        works: Those of them that work on it.
        public: Whether it is made public now.
        parties: The persons whose own matter it is, whatever posts they hold, and those who vouched for it.
        subjects: Those of them whom it is about now, or who applied.
        recused: The persons who have recused themselves from what is being determined.
        invited: Of a meeting, the persons who are asked to come beside those who sit in it.
    """

    jurisdiction: str | None = None
    organs: tuple[str, ...] = ()
    parts: frozenset[str] = frozenset()
    works: frozenset[str] = frozenset()
    public: bool = False
    parties: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset()
    recused: frozenset[str] = frozenset()
    invited: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether it is allowed, and which rules say so: the one that permits or forbids, else those that would permit.

    Attributes:
        who_may: The kinds of posts that these say may; of a rule that forbids, those that others permit it to.
        forbidden: What a rule that forbids says.
    """

    allow: bool
    rules: tuple[str, ...]
    who_may: tuple[Bilingual, ...] = ()
    forbidden: Bilingual | None = None


INSIDE: frozenset[Action] = frozenset({"read_words", "read_ballots", "read_matters"})
"""What of a matter is inner: deliberations, ballots, what came before (A-39)."""
OPERATIONS = "operations"
"""The role of the organ that operates the installation."""
APPLICANTS = frozenset({"unit", "own_committee"})
"""The roles of organs that an application is made for."""

_TABLE = parse_model(Rules, (files("api.auth") / "rules.yaml").read_bytes(), "rules.yaml")
RULES, FORBIDS, FRESH, IN_PERSON = _TABLE.rules, _TABLE.forbids, _TABLE.fresh, _TABLE.in_person
_PERMITTING: Mapping[str, tuple[Rule, ...]] = {
    action: tuple(rule for rule in RULES if action in rule.actions) for action in ACTIONS
}
_FORBIDDING: Mapping[str, tuple[Forbid, ...]] = {
    action: tuple(rule for rule in FORBIDS if rule.is_about(action)) for action in ACTIONS
}
_CAPACITY = {kind_of(command): command.capacity for command in COMMANDS}


def allowed(who: Persona, action: Action, resource: Resource | None = None, organs: Organs | None = None) -> Decision:
    """Whether somebody may do something; without `resource`, whether they may at all, wherever it may lie."""
    permitting = _PERMITTING[action]
    for against in _FORBIDDING[action]:
        if forbids(against, who, action, resource):
            kinds = tuple(rule.says for rule in permitting)
            return Decision(False, (against.id,), kinds, against.says)
    for rule in permitting:
        if is_of_kind(rule, who) and reaches(rule, who, resource, organs):
            return Decision(True, (rule.id,))
    return Decision(False, tuple(rule.id for rule in permitting), tuple(rule.says for rule in permitting))


def forbids(rule: Forbid, who: Persona, action: Action, resource: Resource | None) -> bool:
    """Whether a rule about an action forbids it to somebody; where the object matters, only if it is known."""
    if rule.duties and who.duty not in rule.duties:
        return False
    match rule.when:
        case When.ALWAYS:
            return True
        case When.PARTY:
            capacity = _CAPACITY.get(action)
            barred = capacity is None or capacity.bars_party(for_unit=who.role in UNITS or who.duty == APPLICANT)
            return barred and resource is not None and not resource.parties.isdisjoint(persons_of(who))
        case When.RECUSED:
            return resource is not None and not resource.recused.isdisjoint(persons_of(who))
        case _:
            assert_never(rule.when)


def persons_of(who: Persona) -> tuple[str, ...]:
    """Whoever acts, and whoever they act for (授权、替补): what is asked of one is asked of both."""
    return (who.person,) if who.for_person is None else (who.person, who.for_person)


def permitting(action: Action) -> tuple[Rule, ...]:
    """The rules that permit an action to somebody, in the order in which they are asked."""
    return _PERMITTING[action]


def forbidding(action: Action) -> tuple[Forbid, ...]:
    """The rules that forbid an action to somebody."""
    return _FORBIDDING[action]


def forbidden_as(refusal: str, act: CommandName) -> tuple[str, ...]:
    """The rules that forbid an act which the rules of its stream refuse under this code."""
    return tuple(rule.id for rule in _FORBIDDING[act] if rule.refusal == refusal)


def is_of_kind(rule: Rule, who: Persona) -> bool:
    """Whether a rule permits something to posts such as somebody's."""
    return who.role in rule.roles and who.duty in rule.duties


def reaches_of(who: Persona, action: Action) -> frozenset[Reach]:
    """How far somebody may do something at all, by all rules together: for lists, whose predicate is made of these."""
    if any(forbids(against, who, action, None) for against in _FORBIDDING[action]):
        return frozenset()
    return frozenset(rule.reach for rule in _PERMITTING[action] if is_of_kind(rule, who))


def reach_of(who: Persona, action: Action) -> Reach | None:
    """The widest of these; None: nowhere."""
    reaches = reaches_of(who, action)
    return next((reach for reach in Reach if reach in reaches), None)


def reach_as_seen(who: Persona, action: Action) -> Reach | None:
    """The widest of these; of what is done in a case that one sees, how far it is seen."""
    reach = reach_of(who, action)
    return reach_of(who, "read_case") if reach is Reach.SEEN else reach


def places_under(organs: Organs, jurisdiction: str) -> tuple[str, ...]:
    """A jurisdiction and all under it."""
    found = [jurisdiction]
    for place in found:  # grows while it is walked
        found += [below.id for below in organs.jurisdictions if below.superior == place and below.id not in found]
    return tuple(found)


def applicant_group(organs: Organs, organ_id: str) -> tuple[str, ...]:
    """A unit with its own party committee, or such a committee with its units: they speak for the same applicant.

    A committee above that stands in for an own committee speaks for no unit, and makes no group of those under it.
    """
    organ = organs.organ(organ_id)
    above = organs.organ(organ.superior) if organ and organ.role == "unit" and organ.superior else organ
    if above is None or above.role != "own_committee":
        return (organ_id,)
    return (above.id, *(each.id for each in _units(organs) if each.superior == above.id))


def speakers(organs: Organs, organ_id: str) -> tuple[str, ...]:
    """The organs and positions that speak for the same applicant as a unit or its committee: whose cases it sees."""
    group = applicant_group(organs, organ_id)
    return (*group, *(position_mark(position.id) for position in organs.positions if position.organ in group))


def _units(organs: Organs) -> Iterator[Organ]:
    return (organ for organ in organs.organs if organ.role == "unit")


def reaches(rule: Rule, who: Persona, resource: Resource | None, organs: Organs | None) -> bool:  # noqa: C901, PLR0911 - one arm a reach
    """Whether a rule reaches as far as something; where it is not said what, there may be something that it reaches."""
    if resource is None or rule.reach is Reach.ANY:
        return True
    if organs is None:
        raise TypeError(f"{rule.id}: reach {rule.reach} is judged by the organs")
    match rule.reach:
        case Reach.PLACE:
            return resource.jurisdiction is not None and organs.within(resource.jurisdiction, who.jurisdiction)
        case Reach.PART:
            return who.organ in resource.parts
        case Reach.WORK:
            return who.organ in resource.works
        case Reach.OWN:
            return bool(set(resource.organs) & set(speakers(organs, who.organ)))
        case Reach.OWN_MATTER:
            return who.for_person is None and who.person in resource.subjects
        case Reach.INVITED:
            return who.for_person is None and who.person in resource.invited
        case Reach.PUBLIC:
            return resource.public and organs.within(who.jurisdiction, resource.jurisdiction or "")
        case Reach.LAW:
            return keeps_law(organs, who, resource.jurisdiction)
        case Reach.SEEN:
            return allowed(who, "read_case", resource, organs).allow
        case _:
            assert_never(rule.reach)


def keeps_law(organs: Organs, who: Persona, jurisdiction: str | None) -> bool:
    """Whether law that holds in a jurisdiction, or in the whole installation, is for somebody to publish.

    Law of a place is for the posts of that place and of those above it. Law of the whole installation is for the posts
    of a place under which everything lies, and for the organ that operates the installation: the organ of operations
    under whose place all other such organs lie, wherever it stands itself (ours: no text says who keeps software).
    """
    if who.role == OPERATIONS:
        others = (organ.jurisdiction for organ in organs.organs if (organ.like or organ.role) == OPERATIONS)
        if all(organs.within(place, who.jurisdiction) for place in others):
            return True
    holds = [place.id for place in organs.jurisdictions] if jurisdiction is None else [jurisdiction]
    return all(organs.within(place, who.jurisdiction) for place in holds)
