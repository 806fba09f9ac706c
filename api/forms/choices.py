"""What may be chosen in a field: from the procedure, the organs, and the stream itself; no id is ever typed or shown.

A field without a source here is written by hand. Choices help to fill in; whether an act is right, the rules say.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from api.forms.shape import Leaf
from api.identity.personas import Persona
from api.labels import words
from api.labels.event_facts import LABELS
from api.labels.naming import Names
from api.labels.words import word
from domain.acts.appeals.levels import level_at
from domain.acts.results import ACKNOWLEDGEMENT
from domain.acts.standstill import SHELVING, SUPPLEMENT
from domain.acts.terms import CONCLUSION
from domain.case.correction import EVALUATION, CorrectionUnderEvaluation, OpenCorrection
from domain.case.official_documents import Draft
from domain.case.state import Case, OpenContraryUse, OpenReappraisal
from domain.localities import upwards
from domain.organs import UNITS, Organ, Organs
from domain.pack.assessment import FREE_TEXT, IN_FREE_TEXT, RESULTS
from domain.pack.pack import Pack
from domain.pack.steps import ListedDocument, Route, Step
from domain.pack.terms import Item
from domain.people.duties import ENDORSERS
from domain.risk_filings.state import AwaitingReply, RiskFiling
from domain.streams import StreamState
from domain.values import Bilingual
from domain.work_records.state import WorkRecord


@dataclass(frozen=True, slots=True)
class Choice:
    """A value, and what it is called."""

    value: str
    name: Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What a form is made from.

    Attributes:
        state: The stream acted on; none where one is begun.
        pack: The procedure that it runs under, or would.
        pack_here: That which holds where whoever acts is, where it may be another one.
        packs: The newest edition of every procedure.
        names: What organs, people and subjects are called for whoever fills in the form.
        organs: The register of organs and people, as far as they may choose from it.
        offered: Choices that the room of the stream's noun has looked up, by the names of their fields.
        found: Subjects that were looked up or chosen, by the place of their field.
        documents: Those of the stream that may be named again: digest and title.
    """

    who: Persona
    today: date
    names: Names
    organs: Organs
    state: StreamState | None = None
    pack: Pack | None = None
    pack_here: Pack | None = None
    packs: Mapping[str, Pack] = field(default_factory=dict)
    offered: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)
    found: Mapping[UUID, str] = field(default_factory=dict)
    documents: tuple[tuple[str, str], ...] = ()

    @property
    def case(self) -> Case | None:
        """The case, if it is one."""
        return self.state if isinstance(self.state, Case) else None

    @property
    def place(self) -> str:
        """Where it is, or whoever begins it."""
        return self.state.jurisdiction if self.state else self.who.jurisdiction


Source = Callable[[Material], Iterable[Choice]]

LOOKED_UP = frozenset({"file_application.applicant", "subjects", "add", "about"})
"""Fields whose values are found in the register of subjects by name."""


def is_looked_up(of: str, name: str) -> bool:
    """Whether the values of a field are found in the register of subjects by name."""
    return bool({f"{of}.{name}", name} & LOOKED_UP)


def choices_of(of: str, name: str, material: Material) -> tuple[Choice, ...] | None:
    """What may be chosen in a field; None: it is written by hand."""
    if is_looked_up(of, name):
        return tuple(_choice(str(id_), called) for id_, called in material.found.items())
    if (offered := material.offered.get(name)) is not None:
        return offered
    source = SOURCES.get(f"{of}.{name}") or SOURCES.get(name)
    return None if source is None else tuple(source(material))


def has_source(leaf: Leaf, name: str) -> bool:
    """Whether there is anything to choose from in a field, on some stream."""
    return bool({f"{leaf.of}.{name}", name} & {*SOURCES, *OFFERED, *LOOKED_UP})


OFFERED = frozenset(
    {"earlier_matter", "candidates", "meeting", "case", "case_id", "target", "risk_filing", "pack_sha256", "digest"}
)
"""Fields whose choices the room of a noun looks up in its read models."""


def posts(material: Material) -> Iterator[Choice]:
    """Who holds which post of the organs that handle cases here: person, position and organ in one."""
    organs = material.organs
    near = {organ.id for organ in organs.organs if organ.jurisdiction == material.place and organ.role not in UNITS}
    for position in organs.positions:
        holder = organs.held_by(position.id, material.today) if position.organ in near else None
        if holder:
            called = f"{material.names.person(holder)}（{material.names.post(position.id)}）"
            yield _choice(f"{holder} {position.id} {position.organ}", called)


def _choice(value: str, zh: str, en: str | None = None) -> Choice:
    return Choice(value, Bilingual(zh=zh or value, en=en or zh or value))


def _items(items: Iterable[Item]) -> Iterator[Choice]:
    return (Choice(item.id, item.name) for item in items)


def _near(material: Material) -> Iterator[Organ]:
    """The organs of the place, of those above it, and of those right below."""
    organs = material.organs
    near = {*upwards(organs, material.place)}
    near |= {place.id for place in organs.jurisdictions if place.superior == material.place}
    return (organ for organ in organs.organs if organ.jurisdiction in near)


def _organs(material: Material, *, units: bool | None = None, everywhere: bool = False) -> Iterator[Choice]:
    among = material.organs.organs if everywhere else _near(material)
    return (Choice(o.id, o.name) for o in among if units is None or (o.role in UNITS) == units)


def _takers(material: Material) -> Iterator[Choice]:
    """The organs that take in what is begun under the procedure chosen; all that handle cases where none is."""
    pack, case = material.pack, material.case
    roles = {route.to for route in pack.tolerance.opens} if pack and case is None else set[str]()
    return (Choice(o.id, o.name) for o in _near(material) if (o.role in roles if roles else o.role not in UNITS))


def _filed_with(material: Material) -> Iterator[Choice]:
    """The organ that takes in risk filings under the procedure chosen."""
    track = material.pack.risk_filing if material.pack else None
    return (Choice(o.id, o.name) for o in _near(material) if (o.role == track.to if track else o.role not in UNITS))


def _subjects(material: Material) -> Iterator[Choice]:
    case = material.case
    ids = [each.subject_id for each in case.subjects] if case else []
    if isinstance(material.state, WorkRecord):
        ids = []
    return (_choice(str(id_), material.names.subject(id_)) for id_ in ids)


def _grounds(pack: Pack | None) -> Iterator[Choice]:
    if pack is None:
        return
    yield from _items(pack.assessment.grounds)
    if pack.assessment.in_own_words:
        yield Choice(FREE_TEXT, IN_FREE_TEXT["ground"])


def _signatories(material: Material) -> Iterator[Choice]:
    """The positions that endorse for units here and above."""
    organs = material.organs
    near = {organ.id for organ in _near(material)}
    for position in organs.positions:
        if position.organ in near and position.duty in ENDORSERS:
            holder = organs.held_by(position.id, material.today)
            called = material.names.post(position.id) + (f"（{material.names.person(holder)}）" if holder else "")
            yield _choice(position.id, called)


def _steps(material: Material) -> Iterator[Choice]:
    case = material.case
    if case is not None and material.pack is not None:
        return (Choice(step, material.names.step(step)) for step in case.open_steps)
    steps = material.pack.tolerance.steps if material.pack else {}
    return (Choice(id_, step.name) for id_, step in steps.items())


def _paper_outcomes(material: Material) -> Iterator[Choice]:
    case, pack = material.case, material.pack
    if case is not None and pack is not None:
        leads = dict.fromkeys(lead for step in case.open_steps for lead in pack.step(step).leads)
        yield from (Choice(lead, word(words.ON_PAPER_OUTCOMES, lead)) for lead in leads)


def listed_documents(material: Material, begins: str = "") -> Iterator[ListedDocument]:
    """What is asked for by name: in the steps under way; of what is begun, by the ways in.

    Args:
        material: What the form is made from.
        begins: The only way in that counts, if one is known.
    """
    if material.pack is None:
        return
    track = material.pack.tolerance
    if material.case is not None:
        asking: Iterable[Step | Route] = (track.steps[step] for step in material.case.open_steps if step in track.steps)
    else:
        asking = (route for route in track.opens if begins in {"", route.route.value})
    yield from {each.id: each for one in asking for each in one.documents}.values()


def _record_outcomes(material: Material) -> Iterator[Choice]:
    record, pack = material.state, material.pack
    if isinstance(record, WorkRecord) and pack is not None:
        kind = pack.record_kind(record.opened.record)
        yield from _items(kind.outcomes if kind else ())


def _record_kinds(material: Material) -> Iterator[Choice]:
    packs = [material.pack] if material.pack else material.packs.values()
    return (Choice(kind.id, kind.name) for pack in packs for kind in pack.records)


def _stages(material: Material) -> Iterator[Choice]:
    """The stage that a risk filing is at."""
    track = material.pack.risk_filing if material.pack else None
    at = material.state.stage if isinstance(material.state, RiskFiling) else None
    if track and isinstance(at, AwaitingReply) and at.stage:
        yield Choice(at.stage, track.stage(at.stage).name)


def _proposals(material: Material) -> Iterator[Choice]:
    case = material.case
    for step, proposal in (case.proposals if case else {}).items():
        if material.who.organ in proposal.awaited or not proposal.awaited:
            said = word(words.DECISIONS, proposal.decision.kind)
            at = material.names.step(step)
            yield Choice(str(proposal.id), Bilingual(zh=f"{at.zh}：{said.zh}", en=f"{at.en}: {said.en}"))


def _dispatches(material: Material) -> Iterator[Choice]:
    """What went out of a case or a filing, by the version of its event."""
    sent_from = material.state.dispatched if isinstance(material.state, Case | RiskFiling) else {}
    for version, sent in sent_from.items():
        on, given = sent.on.isoformat(), f"，{sent.office_number}" if sent.office_number else ""
        yield _choice(str(version), f"{sent.dispatch.zh}（{on}{given}）", f"{sent.dispatch.en} ({on})")


_BY_OTHER_ACTS = frozenset({SUPPLEMENT, SHELVING, CONCLUSION, EVALUATION, ACKNOWLEDGEMENT})


def _duties(material: Material, wanted: Callable[[str], bool]) -> Iterator[Choice]:
    case = material.case
    for id_, duty in (case.open_duties if case else {}).items():
        if wanted(duty.name):
            of = f"（{material.names.subject(duty.opened.subject)}）" if duty.opened.subject else ""
            zh = f"{duty.opened.name.zh}{of}，{duty.due_on.isoformat()}到期"
            yield _choice(str(id_), zh, f"{duty.opened.name.en}, due {duty.due_on.isoformat()}")


def _corrections(material: Material) -> Iterator[Choice]:
    case = material.case
    states = case.corrections.values() if case else ()
    ids = {each.duty for each in states if isinstance(each, OpenCorrection | CorrectionUnderEvaluation)}
    return (each for each in _duties(material, lambda _: True) if UUID(each.value) in ids)


def _rounds(material: Material) -> Iterator[Choice]:
    round_ = material.case.round if material.case else None
    if round_ is not None:
        at = material.names.step(round_.step)
        opened = round_.on.isoformat()
        yield _choice(str(round_.id), f"{at.zh}的表决（{opened}开启）", f"{at.en}, opened {opened}")


def _members(material: Material) -> Iterator[Choice]:
    """Those who sit on committees here, and who may stand in for them."""
    near = {organ.id for organ in _near(material)}
    seated = (s.person for s in material.organs.seats if s.committee in near and s.covers(material.today))
    return (_choice(person, material.names.person(person)) for person in dict.fromkeys(seated))


def _people(material: Material) -> Iterator[Choice]:
    near = {organ.id for organ in _near(material) if organ.role not in UNITS}
    posts_ = {position.id: position for position in material.organs.positions if position.organ in near}
    held = (h.person for h in material.organs.holdings if h.position in posts_ and h.covers(material.today))
    return (_choice(person, material.names.person(person)) for person in dict.fromkeys(held))


def _recused(material: Material) -> Iterator[Choice]:
    out = sorted(material.case.recused_now) if material.case else ()
    return (_choice(person, material.names.person(person)) for person in out)


def _examined(material: Material) -> Iterator[Choice]:
    case, pack = material.case, material.pack
    if case is not None and pack is not None:
        for items in pack.assessment.examined(case.ground).values():
            yield from _items(items)


def _reappraisals(material: Material) -> Iterator[Choice]:
    states = material.case.reappraisals if material.case else {}
    for id_, state in states.items():
        if isinstance(state, OpenReappraisal):
            called = material.names.appeal(state.level).zh
            yield _choice(str(id_), f"{material.names.subject(state.subject)}的{called}（{state.on.isoformat()}申请）")


def _appeal_routes(material: Material) -> Iterator[Choice]:
    """Each route once, by what it is called on the level that a subject of the case has come to."""
    pack, case = material.pack, material.case
    if pack is None or case is None:
        return
    for route in dict.fromkeys(way.route for way in pack.reappraised_by):
        levels = (level_at(pack, case.appeals.get(each.subject_id), route) for each in case.subjects)
        ways = (level.way(route) for level in levels if level)
        names = {way.name.zh: way.name for way in ways if way}
        if not names:
            continue
        zh, en = "／".join(names), " / ".join(each.en for each in names.values())
        yield Choice(route, Bilingual(zh=zh, en=en))


def _contrary_uses(material: Material) -> Iterator[Choice]:
    states = material.case.contrary_uses if material.case else {}
    opened = [(id_, state) for id_, state in states.items() if isinstance(state, OpenContraryUse)]
    return (_choice(str(id_), f"{state.on.isoformat()}的报告（第{n}件）") for n, (id_, state) in enumerate(opened, 1))


def _clarifications(material: Material) -> Iterator[Choice]:
    states = material.case.clarifications if material.case else {}
    return (
        _choice(str(id_), f"为{material.names.subject(state.subject)}澄清（{state.on.isoformat()}）")
        for id_, state in states.items()
    )


def _digests(material: Material) -> Iterator[Choice]:
    case = material.case
    for state, called in ((case.digest_draft, "待审定的文稿"), (case.digest_approved, "已审定的案例")) if case else ():
        if state is not None:
            yield _choice(str(state.version), f"{called}（{state.on.isoformat()}）")


def _drafts(*awaiting: str) -> Source:
    """The documents that are at some points of their way, by what each is called."""

    def found(material: Material) -> Iterator[Choice]:
        documents = material.case.paperwork.documents if material.case else {}
        for id_, document in documents.items():
            at = document.stage.awaits if isinstance(document.stage, Draft) else type(document.stage).__name__.lower()
            if at in awaiting:
                said = word(words.OFFICIAL_DOCUMENTS, document.kind)
                on = document.on.isoformat()
                yield _choice(str(id_), f"{said.zh}（{on}）", f"{said.en} ({on})")

    return found


def _occasions(material: Material) -> Iterator[Choice]:
    """What has happened that a document of the procedure may be of."""
    rules = material.pack.official_documents if material.pack else ()
    asked = {kind for rule in rules for kind in rule.of}
    for version, kind in (material.case.paperwork.occasions if material.case else {}).items():
        if kind in asked:
            said = LABELS[kind]
            yield _choice(str(version), f"{said.zh}（第{version}号记录）", f"{said.en} (entry {version})")


_UNSIGNED = ("redraft", "check", "countersignature", "signature")


def _of_pack(get: Callable[[Pack], Iterable[Item]]) -> Source:
    return lambda material: _items(get(material.pack)) if material.pack else ()


SOURCES: Mapping[str, Source] = {
    "pack": lambda m: (Choice(pack.pack, pack.name) for pack in m.packs.values()),
    "to_organ": _takers,
    "risk_filing_file.to_organ": _filed_with,
    "organ": lambda m: _organs(m, units=False),
    "keeper": lambda m: _organs(m, units=False),
    "unit": lambda m: _organs(m, units=True),
    "recipients": _organs,
    "refer_false_accusation.to": lambda m: _organs(m, units=False),
    "on_behalf_of": _organs,
    "subject": _subjects,
    "remove": _subjects,
    "ground": lambda m: _grounds(m.pack),
    "Restated.ground": lambda m: _grounds(m.pack_here),
    "open_clarification.ground": _of_pack(lambda pack: pack.clarification.grounds if pack.clarification else ()),
    "error_class": _of_pack(lambda pack: pack.error_classes),
    "Restated.error_class": lambda m: _items(m.pack_here.error_classes if m.pack_here else ()),
    "signatory": _signatories,
    "step": _steps,
    "record_paper_step.outcome": _paper_outcomes,
    "outcome": _record_outcomes,
    "record": _record_kinds,
    "risk_filing_pass_stage.stage": _stages,
    "FindingEntry.result": lambda _: (Choice(code, word(words.FINDING_RESULTS, code)) for code in RESULTS),
    "exception": _of_pack(lambda pack: pack.ban.exceptions),
    "cause": _of_pack(lambda pack: pack.ban.exceptions),
    "liabilities": _of_pack(lambda pack: pack.liabilities),
    "measures": _of_pack(lambda pack: pack.measures),
    "disposition": _of_pack(lambda pack: pack.dispositions),
    "refusal_ground": lambda _: (Choice(code, said) for code, said in words.REFUSAL_GROUNDS.items()),
    "NamedDocument.name": lambda m: _items(listed_documents(m)),
    "proposal": _proposals,
    "dispatched": _dispatches,
    "duty": lambda m: _duties(m, lambda _: True),
    "complete_duty.duty": lambda m: _duties(m, lambda name: name not in _BY_OTHER_ACTS),
    "evaluate_correction.duty": lambda m: _duties(m, lambda name: name == EVALUATION),
    "escalate_correction.duty": _corrections,
    "acknowledge_results.duty": lambda m: _duties(m, lambda name: name == ACKNOWLEDGEMENT),
    "urge_duty.level": lambda m: (Choice(str(rung.level), rung.name) for rung in m.pack.ladder.rungs) if m.pack else (),
    "round": _rounds,
    "lift_recusal.member": _recused,
    "member": _members,
    "alternate": _members,
    "recused": _members,
    "invited": _people,
    "person": _people,
    "position": lambda _: (),
    "for_person": _people,
    "item": _examined,
    "measure": _of_pack(lambda pack: pack.correction.measures if pack.correction else ()),
    "reappraisal": _reappraisals,
    "request_reappraisal.route": _appeal_routes,
    "decide_appeal_acceptance.refusal_ground": _of_pack(
        lambda pack: [ground for level in pack.levels if level.acceptance for ground in level.acceptance.grounds]
    ),
    "draft_document.document": _of_pack(lambda pack: pack.official_documents),
    "draft_document.of": _occasions,
    "revises": _drafts(*_UNSIGNED),
    "check_document.draft": _drafts("check"),
    "countersign_document.draft": _drafts("countersignature"),
    "sign_document.draft": _drafts("signature"),
    "issue_document.draft": _drafts("signed"),
    "issued": _drafts("issued"),
    "official": _drafts(*_UNSIGNED, "signed", "issued"),
    "replaced_by": _drafts("issued"),
    "digest": _digests,
    "area": _of_pack(lambda pack: pack.results.areas),
    "contrary_use": _contrary_uses,
    "clarification": _clarifications,
    "issue_clarification.form": _of_pack(lambda pack: pack.clarification.forms if pack.clarification else ()),
}
"""Where the choices of a field come from, by its class and name, or its name alone."""
