"""How a case begins: by application (申请, NJ-02, NJ-09 to NJ-11), or by an organ itself (BT-04, YN-05, ZS-11)."""

import re
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal
from uuid import UUID, uuid5

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from domain import refusals
from domain.act import BaseAct
from domain.acts import endorsement
from domain.acts.endorsement import Endorsement
from domain.acts.evidence.listed import Named, require_all, told
from domain.acts.grounds import require_alongside, require_ground, require_ground_for, require_rests_on
from domain.acts.matters import SameMatterConfirmed
from domain.acts.terms import open_step
from domain.case.act import Act, Events, Evolve
from domain.case.lifecycle import CaseOpened
from domain.case.state import initial
from domain.classification import Level, above
from domain.context import DecisionContext
from domain.identity import canonical_number
from domain.localities import leading_place
from domain.messages import EXAMPLE_DOCUMENT, EXAMPLE_ID, EXAMPLE_SUBJECT, Capacity, Command, Opens
from domain.organs import UNITS, Organ
from domain.pack.steps import Need, Route, RouteKind
from domain.refusals import Refused, refusal
from domain.values import (
    Code,
    Day,
    Document,
    Flag,
    FreeText,
    Line,
    Name,
    SubjectFacts,
    Text,
    digests,
    distinct_subjects,
    is_absent,
    titles,
)

Secrecy = Annotated[
    Level | None,
    Field(exclude_if=is_absent, description="密级; above the ceiling of the installation the case is refused (A-47)"),
]

CounterUnit = Annotated[
    Code | None,
    Field(
        description="the unit whose case it is, where an organ enters or begins it: that unit sees it and acts in it"
    ),
]


PackOfPlace = Annotated[
    Code | None,
    Field(description="the procedure; without it the one that holds in the place of the organ that takes it"),
]

RestsOn = Annotated[
    UUID | None,
    Field(
        exclude_if=is_absent,
        description="the risk filing that it rests on: its evidence, and of the same matter (R-04)",
    ),
]


def matter_of_filing(filing: UUID | None) -> tuple[UUID, ...]:
    """The matter that a risk filing registered, if one is named."""
    return () if filing is None else (uuid5(filing, "matter"),)


OtherDay = Annotated[
    Day | None,
    Field(
        exclude_if=is_absent,
        description="of another procedure that the time to apply hangs on (`alongside` of the pack): its moment's day",
    ),
]
ListedDocuments = Annotated[Named, Field(description="those that the procedure asks for by name with the opening")]


class FileApplication(
    Command, path="/cases", summary="File an application", tag="filing", operation="cases.file", capacity=Capacity.PARTY
):
    """申请 (NJ-10): a unit or a person asks in writing that an error be tolerated."""

    example: ClassVar = {
        "pack": "nujiang",
        "to_organ": "county-a-organization",
        "title": "关于果园灌溉管线选址失误的容错申请",
        "statement": "选址前已集体讨论并征求群众意见，因缺乏经验未料到冬季冻裂，已全部更换并挽回损失。",
        "applicant": EXAMPLE_ID,
        "subjects": [EXAMPLE_SUBJECT],
        "ground": "s2",
        "error_class": "technical_inexperience",
        "occurred_on": "2026-10-12",
        "endorsement": {
            "kind": "signed",
            "signatory": "county-a-qingshi-party-head",
            "signed_on": "2026-11-16",
            "document": EXAMPLE_DOCUMENT,
        },
        "evidence": [EXAMPLE_DOCUMENT],
    }
    kind: Literal["file_application"] = "file_application"
    pack: PackOfPlace = None
    history: Flag = Field(default=False, description="entered afterwards from paper (补录)")
    to_organ: Code
    unit: CounterUnit = None
    title: Line
    statement: Text
    applicant: UUID
    subjects: tuple[UUID, ...] = Field(min_length=1, max_length=200)
    ground: Code
    ground_statement: Text | None = Field(
        default=None, description="needed where the list of grounds is not known; the ground is then free_text (A-33)"
    )
    error_class: Code
    occurred_on: Day
    endorsement: Endorsement | None = None
    evidence: tuple[Document, ...] = ()
    named: ListedDocuments = ()
    after_accountability: Code | None = None
    other_began_on: OtherDay = None
    other_ended_on: OtherDay = None
    risk_filing: RestsOn = None
    secrecy: Secrecy = None

    @property
    def opens(self) -> Opens:
        """A case."""
        return Opens(self.pack, self.to_organ)

    @property
    def links_to(self) -> UUID | None:
        """The risk filing that it rests on."""
        return self.risk_filing

    @property
    def names_matters(self) -> tuple[UUID, ...]:
        """That of the risk filing."""
        return matter_of_filing(self.risk_filing)

    @property
    def way(self) -> RouteKind:
        """It is asked for."""
        return RouteKind.APPLICATION

    @property
    def reference(self) -> str | None:
        """An application has no number of its own."""
        return None

    @property
    def names_subjects(self) -> tuple[UUID, ...]:
        """The applicant and those concerned."""
        return (self.applicant, *self.subjects)


_BESIDE_LETTERS = frozenset("()[]{}.-/#№〇_&+")
_NUMBERED = re.compile(r"\d|第[〇零一二三四五六七八九十百千]|[〇零一二三四五六七八九十百千]号")
_NUMBER_CHARACTERS_MAX = 60


def _only_a_number(written: str) -> str:
    plain = canonical_number(written)
    fits = len(plain) <= _NUMBER_CHARACTERS_MAX and all(each.isalnum() or each in _BESIDE_LETTERS for each in plain)
    if not (fits and _NUMBERED.search(plain)):
        raise PydanticCustomError("number_shape", "must be the number of a paper: letters, digits, brackets, dashes")
    return written


FactNumber = Annotated[Name, AfterValidator(_only_a_number)]
"""The number of an accountability or a clue: a fact, in clear in the log, because one matter is found again by it.

So it has the shape of a number and room for no sentence; what is said of people goes into the statement.
"""


class BeginCase(Command):
    """What an organ says that begins a case by itself, or enters one from paper."""

    pack: PackOfPlace = None
    history: Flag = Field(default=False, description="entered afterwards from paper (补录)")
    to_organ: Code = Field(description="the organ that takes the case, and handles it")
    unit: CounterUnit = None
    title: Line
    statement: Text
    subjects: tuple[UUID, ...] = Field(min_length=1, max_length=200)
    ground: Code
    ground_statement: Text | None = Field(
        default=None, description="needed where the list of grounds is not known; the ground is then free_text (A-33)"
    )
    error_class: Code
    occurred_on: Day
    evidence: tuple[Document, ...] = ()
    named: ListedDocuments = ()
    secrecy: Secrecy = None

    @property
    def opens(self) -> Opens:
        """A case."""
        return Opens(self.pack, self.to_organ)

    @property
    def rests_on(self) -> UUID | None:
        """The risk filing that it rests on, if it names one."""
        return None

    @property
    def way(self) -> RouteKind:
        """How it begins."""
        raise NotImplementedError

    @property
    def reference(self) -> str | None:
        """The number under which it begins; one number of an organ begins one case."""
        return None

    @property
    def names_subjects(self) -> tuple[UUID, ...]:
        """Those concerned."""
        return self.subjects


class BeginWithAccountability(
    BeginCase,
    path="/accountabilities",
    summary="Begin a case with an accountability",
    tag="filing",
    operation="accountabilities.begin",
):
    """随问责自动启动 (BT-04, NS-09): accountability was opened, and tolerance is considered at the same time."""

    example: ClassVar = {
        "pack": "baotou",
        "to_organ": "city-c-accountability",
        "accountability": "丙问责〔2026〕7号",
        "title": "随问责启动：管网改造工期延误",
        "statement": "启动问责程序时同步考虑是否符合容错条件。",
        "subjects": [EXAMPLE_SUBJECT],
        "ground": "free_text",
        "error_class": "target_missed",
        "occurred_on": "2026-08-20",
        "evidence": [EXAMPLE_DOCUMENT],
    }
    kind: Literal["begin_with_accountability"] = "begin_with_accountability"
    accountability: FactNumber = Field(
        description="the number under which accountability was opened: a fact, kept in clear; it names nobody"
    )

    @property
    def way(self) -> RouteKind:
        """With an accountability."""
        return RouteKind.ACCOUNTABILITY

    @property
    def reference(self) -> str:
        """The number of the accountability."""
        return self.accountability


class BeginByOrgan(BeginCase, path="/cases/by-organ", summary="Begin a case as an organ", tag="filing"):
    """主动启动 / 线索移送启动 / 由报备启动 (YN-03, YN-05, ZS-11): an organ begins a case by itself."""

    example: ClassVar = {
        "pack": "yunnan",
        "route": "clue_transfer",
        "to_organ": "city-d-discipline",
        "clue": "稽查移送〔2026〕3号",
        "clue_from": "专项稽查组",
        "title": "专项稽查移送：搬迁进度滞后",
        "statement": "移送的线索经初核，可能符合容错情形。",
        "subjects": [EXAMPLE_SUBJECT],
        "ground": "s2",
        "error_class": "target_missed",
        "occurred_on": "2026-06-30",
        "evidence": [EXAMPLE_DOCUMENT],
    }
    kind: Literal["begin_by_organ"] = "begin_by_organ"
    route: Literal["own_motion", "clue_transfer", "risk_filing"]
    risk_filing: RestsOn = None
    clue: FactNumber | None = Field(
        default=None,
        description="the number of the clue, where one was handed over: a fact, kept in clear; it names nobody",
    )
    clue_from: Line | None = Field(default=None, description="who handed it over")

    @property
    def way(self) -> RouteKind:
        """Of its own motion, from a clue, or from a risk filing."""
        return RouteKind(self.route)

    @property
    def rests_on(self) -> UUID | None:
        """The risk filing that it begins from."""
        return self.risk_filing

    @property
    def links_to(self) -> UUID | None:
        """The risk filing."""
        return self.risk_filing

    @property
    def names_matters(self) -> tuple[UUID, ...]:
        """That of the risk filing."""
        return matter_of_filing(self.risk_filing)

    @property
    def reference(self) -> str | None:
        """The number of the clue."""
        return self.clue


Opening = FileApplication | BeginCase
"""The commands that begin a case."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What every way of beginning settles first."""

    route: Route
    subjects: tuple[SubjectFacts, ...]
    receiver: Organ


ABOVE_CEILING = refusal("above_ceiling", 409, "A-47").says("""
    案件的密级高于本系统的上限，不得录入；已填写的内容没有保存。
    The case is classified above what this installation may hold: nothing of what was sent is kept.
    请在纸上办理，并登记存根：只有密级、机关、日期和编号，期限照常计算。
    Handle it on paper and register a stub: level, organ, dates and number alone; its clocks run.
""")
NOT_ITS_UNIT = refusal("not_its_unit", 409, "NJ-09").says("""
    写明的单位不在该机关管辖范围内，或不是提出申请的单位。
    The unit named is not one under this organ, or not the one that files.
    请写明当事人所在的本地区单位；单位自己提出的，不必填写。
    Name the subjects' unit in this place; a unit that files by itself names none.
""")
NO_SUCH_ROUTE = refusal("no_such_route", 409).says("""
    该程序没有这种启动方式。
    This procedure has no such way to begin a case.
    请按该程序规定的方式启动。
    Begin it in one of the ways the procedure has.
""")
OUT_OF_SCOPE = refusal("out_of_scope", 409, "NJ-02").says("""
    该单位或人员不在容错纠错的适用范围内。
    The unit or person is outside the scope of the procedure.
    请依其适用的其他规定办理。
    Proceed under the rules that apply to them.
""")
APPLICANT_NOT_ADMITTED = refusal("applicant_not_admitted", 409, "NJ-10").says("""
    该程序不受理此类申请人（单位或者个人）的申请。
    This procedure takes no applications of this kind of applicant, a unit or a person.
    请由程序规定的申请人提出。
    Have the kind of applicant apply that the procedure names.
""")
EVIDENCE_MISSING = refusal("evidence_missing", 409, "NJ-10").says("""
    申请没有附证据材料。
    The application has no evidence attached.
    请至少附一份证据材料。
    Attach at least one document.
""")
HISTORY_NOT_ALLOWED = refusal("history_not_allowed", 403).says("""
    补录历史案件须由受理机关办理。
    Entering a case from paper is for the organ that takes cases in.
    请由受理机关补录。
    Have that organ enter it.
""")


def begin(case_id: UUID, command: Opening, first: BaseAct, evolve: Evolve) -> Events:
    """Open a case, by application or by an organ itself; day 0 of its first term is the day of receipt (A-01)."""
    begun = settle(command, first)
    filing, needs = _rests_on(command), begun.route.needs
    asked = Need.RISK_FILED in needs or command.way is RouteKind.RISK_FILING
    require_rests_on(filing, first, begun.receiver.id, asked=asked)
    if Need.EVIDENCE in needs and not command.evidence and filing is None:
        raise Refused(EVIDENCE_MISSING)
    require_all(begun.route.documents, {each.name for each in command.named}, begun.route)
    if isinstance(command, FileApplication):
        _require_applied(command, first, begun)
    else:
        _require_beginner(first, begun)
    opened = case_opened(case_id, command, first, begun)
    act = Act(first.actor, first.at, first.on, None, first.context, initial(case_id, opened), evolve)
    return [opened, *_of_its_matter(act, filing), *open_step(act, begun.route.first)]


def _rests_on(command: Opening) -> UUID | None:
    return command.risk_filing if isinstance(command, FileApplication) else command.rests_on


def _of_its_matter(act: Act, filing: UUID | None) -> Events:
    """A case that rests on a risk filing is of its matter, so that each shows the other (R-04)."""
    roots = act.context.matters.roots
    return [
        SameMatterConfirmed(on=act.on, matter_id=act.case.matter_id, earlier_matter=roots.get(matter, matter))
        for matter in matter_of_filing(filing)
    ]


def settle(command: Opening, first: BaseAct) -> Begun:
    """A way that the pack has, a competent organ, listed items."""
    if command.secrecy and above(command.secrecy, first.context.organs.ceiling):
        raise Refused(ABOVE_CEILING)
    context, kind = first.context, command.way
    route = context.pack.route(kind)
    if route is None:
        raise Refused(NO_SUCH_ROUTE, detail=kind.value)
    subjects = distinct_subjects(subject(each, context) for each in command.subjects)
    receiver = _receiver(command, route, subjects, context)
    first.require_law_of(receiver.jurisdiction, {each.sector for each in subjects})
    _require_listed(command, context)
    require_ground_for(command.ground, subjects, context.pack)
    if first.on < command.occurred_on:
        raise Refused(refusals.BEFORE_OPENING)
    return Begun(route, subjects, receiver)


def case_opened(case_id: UUID, command: Opening, first: BaseAct, begun: Begun) -> CaseOpened:
    """The event with which a case begins, on the day of the act."""
    context, applied = first.context, command if isinstance(command, FileApplication) else None
    return CaseOpened(
        on=first.on,
        private=_written(command),
        pack=context.pack.pack,
        edition=context.pack.edition,
        pack_sha256=context.pack_sha256,
        route=begun.route.route.value,
        history=command.history,
        jurisdiction=begun.receiver.jurisdiction,
        to_organ=begun.receiver.id,
        applicant=_of_scope(applied.applicant, context).subject_id if applied else None,
        subjects=begun.subjects,
        matter_id=uuid5(case_id, "matter"),
        occurrence_id=uuid5(case_id, "occurrence"),
        occurred_on=command.occurred_on,
        ground=command.ground,
        error_class=command.error_class,
        endorsement=endorsement.told(applied.endorsement, first) if applied else None,
        evidence=digests(command.evidence),
        documents=told(command.named, begun.route.documents),
        after_accountability=applied.after_accountability if applied else None,
        other_began_on=applied.other_began_on if applied else None,
        other_ended_on=applied.other_ended_on if applied else None,
        reference=command.reference,
        risk_filing=_rests_on(command),
        filed_by=first.actor.person if applied and first.actor.organ != begun.receiver.id else None,
        unit=_unit(command, first, begun),
        secrecy=command.secrecy,
    )


def _unit(command: Opening, first: BaseAct, begun: Begun) -> str | None:
    """The unit whose case it is, where the organ that enters or begins it says so; a unit that files is its own."""
    organs = first.context.organs
    if command.unit is None:
        return None
    files = first.organ if first.organ and first.organ.role in UNITS else None
    if not organs.is_unit(command.unit, begun.receiver.jurisdiction) or (
        files is not None and not organs.same_unit(files.id, command.unit)
    ):
        raise Refused(NOT_ITS_UNIT, detail=first.name_of(command.unit) or command.unit)
    return command.unit


def subject(subject_id: UUID, context: DecisionContext) -> SubjectFacts:
    """The facts of a registered subject that the procedure applies to (NJ-02): of a class, and a kind, in its scope."""
    facts, scope = _of_scope(subject_id, context), context.pack.scope
    if scope and not any(item.holds(facts) for item in scope):
        its = tuple(cite for item in scope if item.id == facts.sector for cite in item.cite)
        raise Refused(OUT_OF_SCOPE, cite=its, detail=facts.sector)
    return facts


def _of_scope(subject_id: UUID, context: DecisionContext) -> SubjectFacts:
    """The facts of whoever is registered in a class that the procedure is for: a unit may apply for its people."""
    facts = context.subjects.get(subject_id)
    if facts is None:
        raise Refused(refusals.UNKNOWN_SUBJECT, detail=str(subject_id))
    scope = {item.id for item in context.pack.scope}
    if scope and facts.sector not in scope:
        raise Refused(OUT_OF_SCOPE, detail=facts.sector)
    return facts


def _receiver(command: Opening, route: Route, subjects: tuple[SubjectFacts, ...], context: DecisionContext) -> Organ:
    """The organ applied to, which must be the one with management authority over the subjects (NJ-09).

    Where they are managed in several places, the higher one leads (A-48).
    """
    organ = context.organs.organ(command.to_organ)
    place = leading_place(context.organs, {subject.jurisdiction for subject in subjects})
    if organ is None or organ.role != route.to or organ.jurisdiction != place:
        competent = context.organs.in_role(route.to, place) if place else None
        raise Refused(refusals.WRONG_LEVEL, detail=competent.name.zh if competent else None)
    return organ


def _require_applied(command: FileApplication, first: BaseAct, begun: Begun) -> None:
    """A unit's contact files; the receiving organ's counter may enter it, and alone enters a history."""
    applicant = _of_scope(command.applicant, first.context)
    if applicant.kind not in begun.route.by:
        raise Refused(APPLICANT_NOT_ADMITTED, cite=begun.route.cite)
    require_alongside(begun.route.alongside, command.other_began_on, command.other_ended_on, first)
    if first.actor.organ != begun.receiver.id:
        if command.history:
            raise Refused(HISTORY_NOT_ALLOWED)
        if not first.context.organs.is_unit(first.actor.organ, begun.receiver.jurisdiction):
            raise Refused(refusals.NOT_COMPETENT)
    if Need.ENDORSEMENT in begun.route.needs:
        endorsement.at_filing(command.endorsement, first, begun.receiver)


def _require_beginner(first: BaseAct, begun: Begun) -> None:
    """An organ that the pack names begins a case where it is itself."""
    by, organ = begun.route.by, first.organ
    if organ is None or organ.role not in by or organ.jurisdiction != begun.receiver.jurisdiction:
        raise Refused(refusals.NOT_COMPETENT, detail=first.names_of(*by))


def _require_listed(command: Opening, context: DecisionContext) -> None:
    require_ground(command.ground, command.ground_statement, context.pack)
    if command.error_class not in {item.id for item in context.pack.error_classes}:
        raise Refused(refusals.UNKNOWN_ITEM, detail=command.error_class)


def _written(command: Opening) -> FreeText:
    endorsed = command.endorsement if isinstance(command, FileApplication) else None
    return FreeText(
        title=command.title,
        statement=command.statement,
        reasons=endorsed.refusal_reasons if endorsed else None,
        document_titles=titles((*command.evidence, *(each.document for each in command.named))),
        source=command.clue_from if isinstance(command, BeginByOrgan) else None,
        ground_statement=command.ground_statement,
    )
