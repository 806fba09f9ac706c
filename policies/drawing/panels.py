"""What a pack says beside its flow, in panels of lines: words alone, for a page to lay out.

A part that a pack does not have has no panel. How firm a value is stands in words beside it: its force, and its
standing where that is not the pack's.
"""

from collections.abc import Iterator
from datetime import timedelta

from pydantic import BaseModel

from domain.acts.terms import PROMPTLY
from domain.pack.moments import from_acceptance
from domain.pack.pack import Pack
from domain.pack.parts import OUR_HANDOVER
from domain.pack.prevention import RecordKind
from domain.pack.reporting import ReportRule
from domain.pack.results import Consumer, DutyRule
from domain.pack.steps import Reappraisal, ReappraisalRoute, Route, Step, StepKind
from domain.pack.terms import Sourced, Within
from domain.terms.deadlines import TermUnit
from policies.drawing.graph import flow_order
from policies.drawing.panel import Group, Line, Panel, line_of, panel_of
from policies.drawing.weighed import assessed, endings, scope
from policies.packs import words
from policies.packs.comparing import Change, compare, part_at
from policies.packs.earlier_facts import as_of
from policies.packs.path_labels import KEYS, place_words


def panels(pack: Pack) -> tuple[Panel, ...]:
    """What stands beside the flow, in its order."""
    parts = (
        scope,
        assessed,
        endings,
        _documents,
        _duties,
        _appeals,
        _shelving,
        _handover,
        _dispositions,
        _subject_change,
        _correction,
        _results,
        _ban,
        _clarification,
        _risk_filing,
        _records,
        _reports,
        _ladder,
        _earlier,
        _articles,
    )
    return tuple(panel for part in parts for panel in part(pack))


def _earlier(pack: Pack) -> Iterator[Panel]:
    """What is otherwise where the facts happened before a day."""
    groups = []
    for entry in pack.earlier:
        then = as_of(pack, entry.facts_before - timedelta(days=1))
        changes = compare(pack.model_copy(update={"earlier": ()}), then)
        head = line_of(pack, f"事实发生在{entry.facts_before.isoformat()}以前的", entry)
        said = dict.fromkeys(_otherwise(then, each) for each in changes)
        groups.append(Group(tuple(Line(each) for each in said), head))
    if groups:
        yield panel_of(pack, "earlier", "以前的事实", "facts of earlier days", *groups)


def _otherwise(pack: Pack, change: Change) -> str:
    """What is otherwise: a term as it is then, of all else the part of the procedure."""
    held = part_at(pack, change.at[:-1])
    at = change.at if change.at[-1] in KEYS or not isinstance(held, BaseModel) else change.at[:-1]
    [where] = place_words(pack, [at])
    return f"{where}：{words.term(held)}" if isinstance(held, Within) else where


def _documents(pack: Pack) -> Iterator[Panel]:
    """The documents that are asked for by name: to begin a case, and in each step."""
    asking: list[tuple[str, Route | Step]] = [(words.ROUTES[each.route].zh, each) for each in pack.tolerance.opens]
    asking += [(pack.step(step).name.zh, pack.step(step)) for step in flow_order(pack.tolerance)]
    groups = [
        Group(tuple(line_of(pack, words.documents((each,)), each, one) for each in one.documents), Line(name))
        for name, one in asking
        if one.documents
    ]
    if groups:
        yield panel_of(pack, "documents", "列明的材料", "documents asked for by name", *groups)


def _duties(pack: Pack) -> Iterator[Panel]:
    """What each outcome opens, and what a reappraisal opens by changing it."""
    settled = (step for step in pack.tolerance.steps.values() if step.kind is StepKind.SETTLEMENT)
    where = tuple(Line(f"在“{step.name.zh}”环节办理") for step in settled)
    groups = [Group(where)] if where else []
    for outcomes, duties in words.outcomes_alike(pack):
        opened = tuple(_duty(pack, pack.duties[index]) for index in duties) or (Line("没有后续职责"),)
        groups.append(Group(opened, Line(words.outcome_names(outcomes))))
    for level in pack.levels:
        groups += [
            Group(
                (_duty(pack, rule),), Line(f"{level.name.zh}改为{words.outcome_names(words.outcomes_of(pack, rule))}")
            )
            for rule in level.duties
        ]
    if pack.duties or any(level.duties for level in pack.levels):
        yield panel_of(pack, "duties", "后续职责", "duties that each outcome opens", *groups)


def _duty(pack: Pack, rule: DutyRule) -> Line:
    notes = [Line("与书面反馈同时")]
    if rule.within is not None:
        said = f"{words.term(rule.within)}{words.counted_from(pack, rule.within, '决定')}"
        notes = [line_of(pack, said, rule.within, rule)]
    if rule.recipients:
        notes.append(Line(words.recipients(rule)))
    if rule.repeats is not None:
        notes.append(line_of(pack, words.repeats(rule), rule.repeats, rule))
    return line_of(pack, f"{rule.name.zh}（{words.actor(pack, rule.by)}）", rule, notes=tuple(notes))


def _appeals(pack: Pack) -> Iterator[Panel]:
    """The levels in their order: the ways in, each with its window, whether it is taken up, and who decides by when."""
    for n, level in enumerate(pack.levels, 1):
        begun = "受理" if from_acceptance(level) else "启动"
        review = [Line(words.heard_by(pack, level))]
        review.append(
            line_of(
                pack, f"{words.runs_from(pack, level.within, begun)}{words.term(level.within)}内", level.within, level
            )
        )
        if longer := words.extension(pack, level.within):
            review.append(Line(longer))
        review += [Line(words.RULES.get(rule, rule)) for rule in level.rules]
        if level.told:
            review.append(_told(pack, level.told))
        groups = [Group(tuple(_way(pack, route, level) for route in level.opens))]
        if level.needs:
            groups.append(Group(tuple(Line(words.APPEAL_NEEDS[need]) for need in level.needs), Line("须有")))
        if accepts := level.acceptance:
            said = line_of(pack, words.acceptance(pack, level), accepts.within, accepts, level)
            groups.append(Group((said,), Line(f"{level.name.zh}受理")))
        groups.append(Group(tuple(review), Line(f"{level.name.zh}决定")))
        title = level.name.zh if len(pack.levels) == 1 else f"第{n}级：{level.name.zh}"
        yield panel_of(pack, level.id, title, level.name.en, *groups, of=level)


def _told(pack: Pack, rule: DutyRule) -> Line:
    said = f"{rule.name.zh}（{words.actor(pack, rule.by)}）"
    return line_of(pack, said, rule, notes=(_answered(pack, rule.within, rule), *_recipients(rule)))


def _recipients(rule: DutyRule) -> tuple[Line, ...]:
    return (Line(words.recipients(rule)),) if rule.recipients else ()


def _way(pack: Pack, route: ReappraisalRoute, track: Reappraisal) -> Line:
    window = route.within
    if window is None:
        return Line(route.name.zh)
    said = f"{words.runs_from(pack, window, route.name.zh)}{words.term(window)}内"
    return Line(route.name.zh, notes=(line_of(pack, said, window, route, track),))


def _shelving(pack: Pack) -> Iterator[Panel]:
    if rule := pack.shelving:
        said = f"由{words.actor(pack, rule.by)}决定，中止计时；{words.term(rule.within)}内再次核查并作出决定"
        longer = words.extension(pack, rule.within)
        notes = (Line(longer),) if longer else ()
        lines = Group((line_of(pack, said, rule.within, rule, notes=notes),))
        yield panel_of(pack, "shelving", "暂缓认定（搁置）", "shelving", lines, of=rule)


def _handover(pack: Pack) -> Iterator[Panel]:
    """How a case comes to another organ, and what becomes of its terms, where the pack says so (A-48)."""
    if pack.handover == OUR_HANDOVER:
        return
    rule, clocks = pack.handover, pack.handover.clocks
    ways = (
        ("移送：不属本机关管辖的，移送有管辖权的机关", clocks.transfer),
        ("提级：上级机关将下级的案件提至本级办理", clocks.elevation),
        ("指定管辖：共同的上级机关指定下级机关办理", clocks.designation),
        ("交办：上级机关将本级的案件交下级办理", clocks.hand_down),
    )
    moved = tuple(line_of(pack, f"{said}，期限{words.CLOCKS_OF_MOVES[clock].zh}", clocks, rule) for said, clock in ways)
    asked = (
        line_of(pack, f"{words.term(rule.receive)}内接收；移送的可以说明理由不予接收，报共同上级", rule.receive, rule),
        line_of(pack, f"{words.term(rule.decide)}内由上级决定管辖", rule.decide, rule),
    )
    yield panel_of(pack, "handover", "管辖变更", "another organ", Group(moved), Group(asked), of=rule)


def _dispositions(pack: Pack) -> Iterator[Panel]:
    """How accountability and tolerance end together (BT-08)."""
    if pack.dispositions:
        lines = tuple(
            line_of(pack, f"{words.outcome_names(each.outcomes)}　{each.name.zh}", each) for each in pack.dispositions
        )
        yield panel_of(pack, "dispositions", "问责与容错同步作出", "both conclusions at once", Group(lines))


def _subject_change(pack: Pack) -> Iterator[Panel]:
    """Who changes the subjects (YN-03)."""
    if rule := pack.subject_change:
        lines = (Line(f"认定以前，由{words.actor(pack, rule.by)}列入或者撤出，至少留一名"),)
        yield panel_of(pack, "subject-change", "变更当事人", "subjects regrouped", Group(lines), of=rule)


def _correction(pack: Pack) -> Iterator[Panel]:
    if pack.correction:
        lines = tuple(map(Line, words.correction(pack)))
        yield panel_of(pack, "correction", "纠错评估与督促", "correction", Group(lines), of=pack.correction)


def _results(pack: Pack) -> Iterator[Panel]:
    """What is protected and for whom, who must take note of it, and who decides a use against a subject."""
    rule_of_results = pack.results
    if not rule_of_results.outcomes:
        return
    whose = "、".join(words.actor(pack, each) for each in rule_of_results.subjects)
    lines = [Line(f"适用于：{words.outcome_names(rule_of_results.outcomes)}{f'（{whose}）' if whose else ''}")]
    lines += [
        line_of(pack, each.name.zh + ("（保护所在单位）" if each.protects == "unit" else ""), each, rule_of_results)
        for each in rule_of_results.areas
    ]
    lines += [_consumer(pack, each) for each in pack.results.consumers]
    if rule := pack.results.contrary_use:
        said = f"违反结果运用的报告：{rule.name.zh}（{words.actor(pack, rule.by)}）"
        lines.append(line_of(pack, said, rule, pack.results, notes=(_answered(pack, rule.within, rule),)))
    yield panel_of(pack, "results", "结果运用", "results and who uses them", Group(tuple(lines)), of=pack.results)


def _ban(pack: Pack) -> Iterator[Panel]:
    """What is known again by what, what it bars, and what lifts it."""
    rule = pack.ban
    if not rule.bars:
        return
    known = "同一事项的同类失误" if "error_class" in rule.key else "同一事项"
    groups = [Group((Line(f"{known}已经容错的，再次发生不得{words.outcome_names(rule.bars)}"),))]
    if rule.exceptions:
        excepted = tuple(line_of(pack, item.name.zh, item, rule) for item in rule.exceptions)
        groups.append(Group(excepted, Line("例外")))
    yield panel_of(pack, "ban", "不予二次容错", "no second tolerance", *groups, of=rule)


def _consumer(pack: Pack, consumer: Consumer) -> Line:
    said = f"{words.actor(pack, consumer.role)}知悉确认（{words.consumer_areas(pack, consumer)}）"
    return line_of(pack, said, consumer, pack.results, notes=(_answered(pack, consumer.within, consumer),))


def _answered(pack: Pack, within: Within | None, rule: Sourced) -> Line:
    """The term of a duty that answers something: the rule's, or promptly, which is our own default (A-16)."""
    counted = within or PROMPTLY
    return line_of(pack, words.term(counted), counted, rule)


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
        yield panel_of(pack, "clarification", "澄清正名", "clarification", Group(lines), of=rule)


def _risk_filing(pack: Pack) -> Iterator[Panel]:
    """What comes before the act, and so before the whole flow."""
    rule = pack.risk_filing
    if rule is None:
        return
    by = "、".join(words.actor(pack, role) for role in rule.by)
    complex_ = f"；复杂的提交{words.actor(pack, rule.complex_to)}会商" if rule.complex_to else ""
    change = "，重大变化须变更报备" if rule.amend else ""
    passed = [
        Line(f"{words.actor(pack, each.by)}{each.name.zh}{f'，{words.term(each.within)}内' if each.within else ''}")
        for each in rule.stages
    ]
    late = "开工后报备的标明" if rule.late == "accepted_flagged" else "开工后不再受理"
    lines = (
        Line(f"开工前由{by}向{words.actor(pack, rule.to)}报备{complex_}"),
        *passed,
        line_of(pack, f"{words.term(rule.reply)}内反馈并存档", rule.reply, rule),
        line_of(
            pack,
            f"有效期至多{words.amount(rule.valid.amount, TermUnit(rule.valid.unit))}{change}；{late}",
            rule.valid,
            rule,
        ),
        Line("在以后的案件中作为证据，不是免责承诺"),
    )
    yield panel_of(pack, "risk-filing", "事前容错报备", "risk filing before the act", Group(lines), of=rule)


def _records(pack: Pack) -> Iterator[Panel]:
    if pack.records:
        lines = tuple(_record_kind(pack, kind) for kind in pack.records)
        yield panel_of(pack, "records", "工作记录", "preventive work outside any case", Group(lines))


def _record_kind(pack: Pack, kind: RecordKind) -> Line:
    notes: list[Line] = []
    if kind.asked_by:
        notes.append(Line(f"可由{'、'.join(words.actor(pack, role) for role in kind.asked_by)}提出"))
    if kind.every:
        notes.append(
            line_of(
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
    return line_of(pack, f"{kind.name.zh}：{words.actor(pack, kind.by)}{secret}", kind, notes=tuple(notes))


def _reports(pack: Pack) -> Iterator[Panel]:
    """The periodic reports that are owed by the pack."""
    if pack.reports:
        lines = tuple(_report(pack, rule) for rule in pack.reports)
        yield panel_of(pack, "reports", "定期报告", "periodic reports", Group(lines))


def _report(pack: Pack, rule: ReportRule) -> Line:
    to = words.actor(pack, rule.to) if rule.to else "上级机关"
    said = f"{rule.name.zh}：{words.actor(pack, rule.by)}报{to}，报告期满后{words.term(rule.within)}内"
    return Line(said, rule.within.force, tuple(words.cites(rule)), words.other_standing(pack, rule))


def _ladder(pack: Pack) -> Iterator[Panel]:
    """The rungs of escalation, in working days from the due date."""
    rule = pack.ladder
    if not rule.remind_before and not rule.rungs:
        return
    stops = [
        Line(f"到期前{days}个工作日", notes=(Line("到期提醒"),)) for days in sorted(rule.remind_before, reverse=True)
    ]
    for rung in rule.rungs:
        when = f"逾期{rung.after_due}个工作日" if rung.after_due else "到期未办"
        stops.append(Line(when, notes=(Line(f"{rung.name.zh} → {words.actor(pack, rung.to)}"),)))
    told = Group((Line("不发给逾期的机关"),))
    yield panel_of(pack, "ladder", "逾期督办", "escalation", Group(tuple(stops)), told, of=rule)


def _articles(pack: Pack) -> Iterator[Panel]:
    """The articles of the text that it is made of."""
    if pack.rules:
        lines = tuple(
            Line(rule.title, cites=(rule.id,), standing=words.STANDINGS[rule.standing].zh if rule.standing else "")
            for rule in pack.rules
        )
        yield panel_of(pack, "rules", "条文", "articles", Group(lines))
