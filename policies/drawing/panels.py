"""What a pack says beside its flow, in panels of lines: words alone, for a page to lay out.

A part that a pack does not have has no panel. How firm a value is stands in words beside it: its force, and its
standing where that is not the pack's.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from domain.acts.terms import PROMPTLY
from domain.pack.assessment import ItemList
from domain.pack.pack import Pack
from domain.pack.prevention import RecordKind
from domain.pack.reporting import ReportRule
from domain.pack.results import Consumer, DutyRule
from domain.pack.steps import ReappraisalRoute, StepKind
from domain.pack.terms import Force, Sourced, Standing, Within
from domain.terms.deadlines import TermUnit
from policies.packs import words


@dataclass(frozen=True, slots=True)
class Line:
    """What is said of a value, and under it in notes.

    Attributes:
        text: the words.
        force: of the term in it.
        cites: the articles, those that follow one another as a range.
        standing: in words, where it is not the pack's.
        notes: the lines below it.
        reviewed: the id of the list whose review it tells, whose day depends on today.
    """

    text: str
    force: Force | None = None
    cites: tuple[str, ...] = ()
    standing: str = ""
    notes: tuple["Line", ...] = ()
    reviewed: str = ""

    @property
    def force_word(self) -> str:
        """The force in words; empty where no term is told."""
        return words.FORCES[self.force] if self.force else ""


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under a heading of their own, or under none."""

    lines: tuple[Line, ...]
    head: Line | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a pack: `name` tells panels apart, `is_default` whether the whole of it is our own."""

    name: str
    head: Line
    en: str
    groups: tuple[Group, ...]
    is_default: bool


def panels(pack: Pack) -> tuple[Panel, ...]:
    """What stands beside the flow, in its order."""
    parts = (
        _duties,
        _reappraisal,
        _shelving,
        _handover,
        _dispositions,
        _subject_change,
        _correction,
        _results,
        _clarification,
        _risk_filing,
        _records,
        _reports,
        _assessment,
        _ladder,
    )
    return tuple(panel for part in parts for panel in part(pack))


def _panel(pack: Pack, name: str, zh: str, en: str, *groups: Group, of: Sourced | None = None) -> Panel:
    """A panel of a value, or of several that have each their own source."""
    head = _line(pack, zh, of) if of else Line(zh)
    return Panel(name, head, en, groups, pack.standing_of(of) is Standing.DEFAULT)


def _line(pack: Pack, text: str, value: Sourced, *holders: Sourced, notes: tuple[Line, ...] = ()) -> Line:
    """Words with the articles of a value, the force of a term, and the standing it has of itself or its holders."""
    return Line(
        text,
        value.force if isinstance(value, Within) else None,
        tuple(words.cites(value)),
        words.other_standing(pack, value, *holders),
        notes,
    )


def _duties(pack: Pack) -> Iterator[Panel]:
    """What each outcome opens, and what a reappraisal opens by changing it."""
    settled = (step for step in pack.tolerance.steps.values() if step.kind is StepKind.SETTLEMENT)
    where = tuple(Line(f"在“{step.name.zh}”环节办理") for step in settled)
    groups = [Group(where)] if where else []
    for outcomes, duties in words.outcomes_alike(pack):
        opened = tuple(_duty(pack, pack.duties[index]) for index in duties) or (Line("没有后续职责"),)
        groups.append(Group(opened, Line(words.outcome_names(outcomes))))
    groups += [
        Group((_duty(pack, rule),), Line(f"复议改为{words.outcome_names(rule.outcomes)}"))
        for rule in pack.reappraisal.duties
    ]
    yield _panel(pack, "duties", "后续职责", "duties that each outcome opens", *groups)


def _duty(pack: Pack, rule: DutyRule) -> Line:
    notes = [Line("与书面反馈同时")]
    if rule.within is not None:
        said = f"{words.term(rule.within)}{words.counted_from(pack, rule.within, '决定')}"
        notes = [_line(pack, said, rule.within, rule)]
    if rule.recipients:
        notes.append(Line(words.recipients(rule)))
    if rule.repeats is not None:
        notes.append(_line(pack, words.repeats(rule), rule.repeats, rule))
    return _line(pack, f"{rule.name.zh}（{words.actor(pack, rule.by)}）", rule, notes=tuple(notes))


def _reappraisal(pack: Pack) -> Iterator[Panel]:
    """The ways in, each with its window, and the review they lead to."""
    again = pack.reappraisal
    review = [
        _line(pack, f"{words.runs_from(pack, again.within, '启动')}{words.term(again.within)}内", again.within, again)
    ]
    if again.body in pack.bodies:
        review.insert(0, Line(" ".join(words.body(pack, pack.bodies[again.body]))))
    review += [Line(words.RULES.get(rule, rule)) for rule in again.rules]
    ways = Group(tuple(_way(pack, route) for route in again.opens))
    decided = Group(tuple(review), Line("复议决定"))
    yield _panel(pack, "reappraisal", "复议", "reappraisal", ways, decided, of=again)


def _way(pack: Pack, route: ReappraisalRoute) -> Line:
    window = route.within
    if window is None:
        return Line(route.name.zh)
    said = f"{words.runs_from(pack, window, route.name.zh)}{words.term(window)}内"
    return Line(route.name.zh, notes=(_line(pack, said, window, route, pack.reappraisal),))


def _shelving(pack: Pack) -> Iterator[Panel]:
    if rule := pack.shelving:
        said = f"由{words.actor(pack, rule.by)}决定，中止计时；{words.term(rule.within)}内再次核查并作出决定"
        longer = words.extension(pack, rule.within)
        notes = (Line(longer),) if longer else ()
        lines = Group((_line(pack, said, rule.within, rule, notes=notes),))
        yield _panel(pack, "shelving", "暂缓认定（搁置）", "shelving", lines, of=rule)


def _handover(pack: Pack) -> Iterator[Panel]:
    """How a case comes to another organ, and what becomes of its terms (A-48)."""
    rule, clocks = pack.handover, pack.handover.clocks
    ways = (
        ("移送：不属本机关管辖的，移送有管辖权的机关", clocks.transfer),
        ("提级：上级机关将下级的案件提至本级办理", clocks.elevation),
        ("指定管辖：共同的上级机关指定下级机关办理", clocks.designation),
        ("交办：上级机关将本级的案件交下级办理", clocks.hand_down),
    )
    moved = tuple(_line(pack, f"{said}，期限{words.CLOCKS_OF_MOVES[clock].zh}", clocks, rule) for said, clock in ways)
    asked = (
        _line(pack, f"{words.term(rule.receive)}内接收；移送的可以说明理由不予接收，报共同上级", rule.receive, rule),
        _line(pack, f"{words.term(rule.decide)}内由上级决定管辖", rule.decide, rule),
    )
    yield _panel(pack, "handover", "管辖变更", "another organ", Group(moved), Group(asked), of=rule)


def _dispositions(pack: Pack) -> Iterator[Panel]:
    """How accountability and tolerance end together (BT-08)."""
    if pack.dispositions:
        lines = tuple(
            _line(pack, f"{words.outcome_names(each.outcomes)}　{each.name.zh}", each) for each in pack.dispositions
        )
        yield _panel(pack, "dispositions", "问责与容错同步作出", "both conclusions at once", Group(lines))


def _subject_change(pack: Pack) -> Iterator[Panel]:
    """Who changes the subjects (YN-03)."""
    if rule := pack.subject_change:
        lines = (Line(f"认定以前，由{words.actor(pack, rule.by)}列入或者撤出，至少留一名"),)
        yield _panel(pack, "subject-change", "变更当事人", "subjects regrouped", Group(lines), of=rule)


def _correction(pack: Pack) -> Iterator[Panel]:
    if pack.correction:
        lines = tuple(map(Line, words.correction(pack)))
        yield _panel(pack, "correction", "纠错评估与督促", "correction", Group(lines), of=pack.correction)


def _results(pack: Pack) -> Iterator[Panel]:
    """Who must take note of results, and who decides a use against a subject."""
    areas = words.of_unit(pack)
    lines = [Line(f"适用于所在单位：{'、'.join(areas)}")] if areas else []
    lines += [_consumer(pack, each) for each in pack.results.consumers]
    if rule := pack.results.contrary_use:
        said = f"违反结果运用的报告：{rule.name.zh}（{words.actor(pack, rule.by)}）"
        lines.append(_line(pack, said, rule, pack.results, notes=(_answered(pack, rule.within, rule),)))
    if lines:
        yield _panel(pack, "results", "结果运用", "results and who uses them", Group(tuple(lines)), of=pack.results)


def _consumer(pack: Pack, consumer: Consumer) -> Line:
    said = f"{words.actor(pack, consumer.role)}知悉确认（{words.consumer_areas(pack, consumer)}）"
    return _line(pack, said, consumer, pack.results, notes=(_answered(pack, consumer.within, consumer),))


def _answered(pack: Pack, within: Within | None, rule: Sourced) -> Line:
    """The term of a duty that answers something: the rule's, or promptly, which is our own default (A-16)."""
    counted = within or PROMPTLY
    return _line(pack, words.term(counted), counted, rule)


def _clarification(pack: Pack) -> Iterator[Panel]:
    """Who clarifies, on which grounds, in which forms, how far without consent."""
    if rule := pack.clarification:
        near = (
            "超出所在单位和结果运用单位的，须经当事人同意" if rule.without_consent == "unit" else "范围由澄清机关决定"
        )
        lines = (
            Line(f"由{words.actor(pack, rule.by)}作出", notes=(_answered(pack, rule.within, rule),)),
            Line(f"事由：{words.listed(rule.grounds)}"),
            Line(f"方式：{words.listed(rule.forms)}"),
            Line(near),
        )
        yield _panel(pack, "clarification", "澄清正名", "clarification", Group(lines), of=rule)


def _risk_filing(pack: Pack) -> Iterator[Panel]:
    """What comes before the act, and so before the whole flow."""
    rule = pack.risk_filing
    if rule is None:
        return
    by = "、".join(words.actor(pack, role) for role in rule.by)
    complex_ = f"；复杂的提交{words.actor(pack, rule.complex_to)}会商" if rule.complex_to else ""
    change = "，重大变化须变更报备" if rule.amend else ""
    late = "开工后报备的标明" if rule.late == "accepted_flagged" else "开工后不再受理"
    lines = (
        Line(f"开工前由{by}向{words.actor(pack, rule.to)}报备{complex_}"),
        _line(pack, f"{words.term(rule.reply)}内反馈并存档", rule.reply, rule),
        _line(
            pack,
            f"有效期至多{words.amount(rule.valid.amount, TermUnit(rule.valid.unit))}{change}；{late}",
            rule.valid,
            rule,
        ),
        Line("在以后的案件中作为证据，不是免责承诺"),
    )
    yield _panel(pack, "risk-filing", "事前容错报备", "risk filing before the act", Group(lines), of=rule)


def _records(pack: Pack) -> Iterator[Panel]:
    if pack.records:
        lines = tuple(_record_kind(pack, kind) for kind in pack.records)
        yield _panel(pack, "records", "工作记录", "preventive work outside any case", Group(lines))


def _record_kind(pack: Pack, kind: RecordKind) -> Line:
    notes: list[Line] = []
    if kind.asked_by:
        notes.append(Line(f"可由{'、'.join(words.actor(pack, role) for role in kind.asked_by)}提出"))
    if kind.every:
        notes.append(
            _line(
                pack,
                f"每{words.amount(kind.every.amount, TermUnit(kind.every.unit))}一次，逾期只提醒",
                kind.every,
                kind,
            )
        )
    if kind.outcomes:
        notes.append(Line(f"结果：{words.listed(kind.outcomes)}"))
    if kind.documents_needed:
        notes.append(Line("须附材料才能办结"))
    secret = "，保密" if kind.confidential else ""
    return _line(pack, f"{kind.name.zh}：{words.actor(pack, kind.by)}{secret}", kind, notes=tuple(notes))


def _reports(pack: Pack) -> Iterator[Panel]:
    """The periodic reports that are owed, by the pack or by ours (A-53)."""
    if pack.reporting:
        lines = tuple(_report(pack, rule) for rule in pack.reporting)
        yield Panel("reports", Line("定期报告"), "periodic reports", (Group(lines),), is_default=pack.reports is None)


def _report(pack: Pack, rule: ReportRule) -> Line:
    to = words.actor(pack, rule.to) if rule.to else "上级机关"
    said = f"{rule.name.zh}：{words.actor(pack, rule.by)}报{to}，报告期满后{words.term(rule.within)}内"
    return Line(said, rule.within.force, tuple(words.cites(rule)), words.other_standing(pack, rule))


def _assessment(pack: Pack) -> Iterator[Panel]:
    """The lists behind the grounds, criteria and factors; what is not tolerated, what excepted, what not known."""
    assessment = pack.assessment
    groups = [_list(pack, each) for each in assessment.lists]
    groups += _unknown(pack)
    named = {each.id: f"（{each.name.zh}）" for each in assessment.lists}
    if assessment.negative:
        lines = tuple(
            _line(pack, f"{item.name.zh}{named.get(item.list or '', '')}", item, assessment)
            for item in assessment.negative
        )
        groups.append(Group(lines, Line("负面清单，不得容错")))
    excepted = tuple(
        _line(
            pack, f"“{each.name.zh}”的例外：{rule.when.name.zh}的，以{rule.instead.name.zh}代替", rule, each, assessment
        )
        for each in assessment.criteria
        if (rule := each.exception)
    )
    groups += [Group(excepted, Line("标准的例外"))] if excepted else []
    if groups:
        yield _panel(pack, "lists", "认定的清单", "lists of the assessment", *groups)


def _list(pack: Pack, each: ItemList) -> Group:
    since = f"{each.effective_from.isoformat()} 起施行" if each.effective_from else "施行日期不详"
    layer, owner = words.LAYERS.get(each.layer, each.layer), words.actor(pack, each.owner)
    lines = [Line(f"{layer}，{since}；由{owner}维护")]
    if rule := each.review_by:
        said = _line(pack, words.review(rule), rule, each, pack.assessment)
        lines.append(replace(said, reviewed=each.id))
    head = _line(pack, f"{each.name.zh}（{each.edition}）", each, pack.assessment)
    return Group((*lines, Line(f"来源：{each.source}")), head)


def _unknown(pack: Pack) -> Iterator[Group]:
    unavailable = pack.assessment.unavailable
    for name, unknown in (
        ("情形清单", unavailable.grounds),
        ("标准清单", unavailable.criteria),
        ("综合因素清单", unavailable.factors),
        ("负面清单", unavailable.negative),
    ):
        if unknown:
            many = f"（共{unknown.items}项）" if unknown.items else ""
            head = _line(pack, f"{name}{many}未公开，以文字写明并附理由", unknown, pack.assessment)
            yield Group((Line(unknown.reason.zh),), head)


def _ladder(pack: Pack) -> Iterator[Panel]:
    """The rungs of escalation, in working days from the due date."""
    rule = pack.ladder
    stops = [
        Line(f"到期前{days}个工作日", notes=(Line("到期提醒"),)) for days in sorted(rule.remind_before, reverse=True)
    ]
    for rung in rule.rungs:
        when = f"逾期{rung.after_due}个工作日" if rung.after_due else "到期未办"
        stops.append(Line(when, notes=(Line(f"{rung.name.zh} → {words.actor(pack, rung.to)}"),)))
    told = Group((Line("不发给逾期的机关"),))
    yield _panel(pack, "ladder", "逾期督办", "escalation", Group(tuple(stops)), told, of=rule)
