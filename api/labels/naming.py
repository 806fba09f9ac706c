"""What ids are called on a page: organs, people, subjects, and whatever a procedure pack names.

An id without a name, from organs or a pack that no longer hold it, is shown as it is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from api.http.language import say, told
from api.labels.words import ROUTES, STAGES, word
from api.streams.sealed import OBJECTOR
from domain.acts.on_paper.stubs import ON_PAPER
from domain.identity import name_parts
from domain.organs import Organs
from domain.pack.assessment import FREE_TEXT, IN_FREE_TEXT
from domain.pack.pack import Pack
from domain.pack.steps import Route, Step
from domain.pack.terms import Item
from domain.values import CLOCK, Actor, Bilingual
from eventlog.subjects import Subject

_TWO_CHARACTER_SURNAMES = frozenset(
    {"欧阳", "太史", "端木", "上官", "司马", "东方", "独孤", "南宫", "夏侯", "诸葛", "尉迟"}
    | {"皇甫", "公孙", "令狐", "慕容", "司徒", "司空", "长孙", "宇文", "轩辕", "百里", "呼延"}
)
_MASK = "*"
_SEVERAL = 2
_SUBJECT = "subject"
_SEALED = "sealed"


@dataclass(frozen=True, slots=True)
class ActorName:
    """Who did something, as of then: the position is the one acted in, whoever holds it now."""

    name: str
    title: str
    organ: str
    is_clock: bool = False
    on_behalf_of: str | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """The names of an installation; with `pack`, of a case; `unmasked` shows persons by their full name."""

    organs: Organs
    pack: Pack | None = None
    subjects: Mapping[UUID, Subject] = field(default_factory=dict)
    unmasked: bool = False

    def organ(self, organ_id: str) -> str:
        """An organ, or the subject where a duty is the subject's own."""
        if organ_id == _SUBJECT:
            return told("当事人", "the subject")
        organ = self.organs.organ(organ_id)
        if organ is not None:
            return say(organ.name)
        role = self.pack.roles.get(organ_id) if self.pack else None
        return say(role) if role else organ_id

    def organ_list(self, organ_ids: Iterable[str]) -> str:
        """Several organs in one line."""
        return told("、", ", ").join(self.organ(organ_id) for organ_id in organ_ids)

    def place(self, jurisdiction_id: str) -> str:
        """A jurisdiction."""
        found = next((place for place in self.organs.jurisdictions if place.id == jurisdiction_id), None)
        return say(found.name) if found else jurisdiction_id

    def person(self, person_id: str) -> str:
        """An official."""
        found = next((person for person in self.organs.people if person.id == person_id), None)
        return found.name if found else person_id

    def person_list(self, person_ids: Iterable[str]) -> str:
        """Several officials in one line."""
        return told("、", ", ").join(self.person(person_id) for person_id in person_ids)

    def position(self, position_id: str) -> str:
        """The title of a post."""
        found = self.organs.position(position_id)
        return say(found.title) if found else position_id

    def post(self, position_id: str) -> str:
        """A post with its organ."""
        found = self.organs.position(position_id)
        return f"{self.organ(found.organ)} {say(found.title)}" if found else position_id

    def actor(self, actor: Actor) -> ActorName:
        """Whoever acted."""
        if actor == CLOCK:
            return ActorName(told("系统时钟", "System clock"), "", "", is_clock=True)
        if actor == OBJECTOR:
            return ActorName(told("异议人（不公开）", "Objector (not disclosed)"), "", "")
        if actor.person == _SEALED:
            return ActorName(told("委员（姓名不公开）", "Member (not disclosed)"), "", self.organ(actor.organ))
        behalf = self.organ(actor.on_behalf_of) if actor.on_behalf_of else None
        behalf = self.person(actor.for_person) if actor.for_person else behalf
        return ActorName(
            self.person(actor.person), self.position(actor.position), self.organ(actor.organ), on_behalf_of=behalf
        )

    def subject(self, subject_id: UUID) -> str:
        """A subject, masked unless the reader may see who it is."""
        found = self.subjects.get(subject_id)
        if found is None:
            return told("未登记", "not registered")
        return found.name if self.unmasked or found.kind == "unit" else masked(found.name)

    def subject_list(self, subject_ids: Iterable[UUID]) -> str:
        """Several subjects in one line."""
        return told("、", ", ").join(self.subject(subject_id) for subject_id in subject_ids)

    def step(self, step_id: str) -> Bilingual:
        """A step of the pack, or a stage that is no step."""
        if self.pack is not None and step_id in self.pack.tolerance.steps:
            return self.pack.step(step_id).name
        return word(STAGES, step_id)

    def route(self, route_id: str, level_id: str | None = None) -> Bilingual:
        """How a case began, or by which route it was appealed, at a level or at the first that has it."""
        level = self.pack.level(level_id) if self.pack and level_id else None
        ways = level.opens if level else self.pack.reappraised_by if self.pack else ()
        return next((way.name for way in ways if way.route == route_id), None) or word(ROUTES, route_id)

    def appeal(self, level_id: str) -> Bilingual:
        """A level of appeal."""
        level = self.pack.level(level_id) if self.pack else None
        return level.name if level else word(STAGES, level_id)

    def appeal_ground(self, ground_id: str, level_id: str) -> str:
        """Why an appeal was not taken up."""
        level = self.pack.level(level_id) if self.pack else None
        return _called(level.acceptance.grounds if level and level.acceptance else (), ground_id)

    def procedure(self, pack_id: str) -> str:
        """A procedure pack."""
        return say(self.pack.name) if self.pack and self.pack.pack == pack_id else pack_id

    def ground(self, ground_id: str) -> str:
        """A situation that may be tolerated."""
        if ground_id == FREE_TEXT:
            return say(IN_FREE_TEXT["ground"])
        if ground_id == ON_PAPER:
            return told("内容在纸上", "on paper")
        return _called(self.pack.assessment.grounds if self.pack else (), ground_id)

    def error_class(self, class_id: str) -> str:
        """A class of errors."""
        if class_id == ON_PAPER:
            return told("内容在纸上", "on paper")
        return _called(self.pack.error_classes if self.pack else (), class_id)

    def liabilities(self, ids: Iterable[str]) -> str:
        """Liabilities waived, in one line."""
        return told("、", ", ").join(_called(self.pack.liabilities if self.pack else (), id_) for id_ in ids)

    def measures(self, ids: Iterable[str]) -> str:
        """Measures that stay, in one line."""
        return told("、", ", ").join(_called(self.pack.measures if self.pack else (), id_) for id_ in ids)

    def disposition(self, id_: str) -> str:
        """How accountability ends."""
        return _called(self.pack.dispositions if self.pack else (), id_)

    def correction_measure(self, measure_id: str) -> str:
        """A measure against weak correction."""
        rule = self.pack.correction if self.pack else None
        return _called(rule.measures if rule else (), measure_id)

    def assessed(self, item_id: str, of: str = "") -> str:
        """What a finding is on; within a pack ids do not collide, but for what stands for a list not known."""
        if item_id == FREE_TEXT:
            return say(word(IN_FREE_TEXT, of))
        if self.pack is None:
            return item_id
        assessment = self.pack.assessment
        conditions = (condition for ground in assessment.grounds for condition in ground.conditions)
        return _called((*assessment.criteria, *assessment.factors, *conditions, *assessment.negative), item_id)

    def assessed_list(self, item_ids: Iterable[str]) -> str:
        """What several findings are on, in one line."""
        return told("、", ", ").join(self.assessed(item_id) for item_id in item_ids)

    def exception(self, cause: str) -> str:
        """A cause of recurrence that lifts the ban."""
        return _called(self.pack.ban.exceptions if self.pack else (), cause)

    def area(self, area_id: str) -> str:
        """An area in which results apply."""
        return _called(self.pack.results.areas if self.pack else (), area_id)

    def area_list(self, area_ids: Iterable[str]) -> str:
        """Several areas in one line."""
        return told("、", ", ").join(self.area(area_id) for area_id in area_ids)

    def clarification_ground(self, ground_id: str) -> str:
        """Why something is clarified."""
        rule = self.pack.clarification if self.pack else None
        return _called(rule.grounds if rule else (), ground_id)

    def clarification_form(self, form_id: str) -> str:
        """In which form something is clarified."""
        rule = self.pack.clarification if self.pack else None
        return _called(rule.forms if rule else (), form_id)

    def listed_documents(self, step: str) -> Mapping[str, str]:
        """What the documents are called that a step asks for by name; without a step, those of the ways in."""
        track = self.pack.tolerance if self.pack else None
        if track is None:
            return {}
        asking: Iterable[Step | Route] = (track.steps[step],) if step in track.steps else track.opens
        return {each.id: say(each.name) for one in asking for each in one.documents}

    def role(self, role_id: str) -> str:
        """A role of the pack."""
        role = self.pack.roles.get(role_id) if self.pack else None
        return say(role) if role else role_id


def masked(name: str) -> str:
    """A person's name with all but the surname hidden: 王*, 欧阳**.

    A name of several parts (阿依古丽·买买提) keeps its first character only, whichever dot stands between them.
    """
    shown = 2 if name[:2] in _TWO_CHARACTER_SURNAMES and len(name) > len("欧阳") else 1
    hidden = max(1, len(name) - shown) if len(name_parts(name)) < _SEVERAL else 2
    return name[:shown] + _MASK * hidden


def _called(items: Iterable[Item], item_id: str) -> str:
    return next((say(item.name) for item in items if item.id == item_id), item_id)
