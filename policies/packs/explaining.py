"""What happens in a step of a procedure (环节说明), in plain Chinese for whoever reads or writes a pack; pure."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from domain.pack.moments import from_acceptance
from domain.pack.pack import Pack
from domain.pack.results import DutyRule
from domain.pack.steps import JointBody, Reappraisal, Step, StepKind
from domain.pack.terms import Force, Sourced, Within
from policies.packs import words

_DONE: Mapping[StepKind, str] = MappingProxyType(
    {
        StepKind.ACCEPTANCE: "审查申请，决定受理或者不予受理；不予受理须写明理由。",
        StepKind.INVESTIGATION: "查明事实，逐项研判，提交调查报告。",
        StepKind.ADVICE: "各机关提出意见，记录在案，供作出决定的参考；不论赞成与否，都进入下一步。",
        StepKind.DETERMINATION: "对每名当事人提出认定意见：结果、责任、措施和整改要求。",
        StepKind.APPROVAL: "对认定意见表决；结果由票数产生。",
        StepKind.SERVICE: "把结论书面送达当事人；以反馈计的后续职责由此开始。",
        StepKind.PUBLICITY: "公示结论，任何人可以提出异议；期满不等于通过，须有人作出结论。",
        StepKind.FILING: "把结论告知上级，不须其批准。",
        StepKind.SETTLEMENT: "各项后续职责完成后办结。",
    }
)
"""What is done in a step of each kind."""
_PASSED: Mapping[Force, str] = MappingProxyType(
    {
        Force.STATUTORY: "过期记为逾期，不因此通过或者不通过",
        Force.ADVISORY: "过期只提醒，不算逾期",
        Force.WINDOW: "过期即失去这次机会",
    }
)
"""What follows when a term of each force has passed."""


class NoSuchStep(LookupError):  # noqa: N818 - says what is the matter
    """A pack has no step of that name."""


def explained(pack: Pack, called: str) -> tuple[str, ...]:
    """What happens in a step, or at a level of appeal, called by its id or its Chinese name, line by line.

    Raises:
        NoSuchStep: The pack has none of that name; the text tells those it has.
    """
    steps = pack.tolerance.steps
    step_id = next((id_ for id_, step in steps.items() if called in (id_, step.name.zh)), None)
    if step_id is not None:
        return tuple(_lines(pack, step_id, steps[step_id]))
    level = next((level for level in pack.levels if called in (level.id, level.name.zh)), None)
    if level is not None:
        return tuple(_of_level(pack, level))
    named = (*((id_, step.name.zh) for id_, step in steps.items()), *((each.id, each.name.zh) for each in pack.levels))
    raise NoSuchStep("、".join(f"{zh}（{id_}）" for id_, zh in named))


def _lines(pack: Pack, step_id: str, step: Step) -> Iterator[str]:
    yield f"{step.name.zh}（{step_id}）{_rests_on(pack, step)}"
    yield f"  做什么：{_DONE[step.kind]}"
    yield from (f"  由来：{each}" for each in _comes_from(pack, step_id))
    if step.body is not None:
        body = pack.bodies[step.body]
        how, who = words.body(pack, body)
        yield f"  由谁办：{how}，{who}{_rests_on(pack, body)}"
        if isinstance(body, JointBody) and body.on_disagreement:
            yield f"  意见不一致：{words.disagreement(pack, body.on_disagreement)}"
    if step.decided_by is not None:
        deciding = pack.bodies[step.decided_by]
        how, who = words.body(pack, deciding)
        yield f"  由谁决定：承办的提出后，{how}，{who}{_rests_on(pack, deciding)}"
    if step.filed_with:
        yield f"  告知：{words.actor(pack, step.filed_with)}"
    if step.needs:
        yield f"  先要做到：{'、'.join(words.NEEDS[need] for need in step.needs)}"
    if step.anew:
        yield f"  本环节内重新办妥：{'、'.join(words.NEEDS[need] for need in step.anew)}（之前办过的不算）"
    if step.documents:
        yield f"  须有材料：{words.documents(step.documents)}{_rests_on(pack, step.documents[0], step)}"
    if step.may:
        yield f"  可以组织：{'、'.join(words.CONSULTATIONS[form].zh for form in step.may)}"
    yield from _of_terms(pack, step)
    yield from _of_outcomes(pack, step)
    for each in step.duties:
        yield f"  随后的职责：{words.step_duty(pack, step, each)}{_rests_on(pack, each, step)}"
    yield from (f"  随后的职责：{_duty(pack, rule)}" for rule in _opened(pack, step))


def _of_level(pack: Pack, level: Reappraisal) -> Iterator[str]:
    """What happens at a level of appeal."""
    yield f"{level.name.zh}（{level.id}）{_rests_on(pack, level)}"
    before = next((each.name.zh for each in pack.levels if pack.level_after(each.id) is level), None)
    yield f"  何时可以提起：{f'{before}作出决定以后' if before else '结论送达以后，或者不予受理以后'}"
    for way in level.opens:
        window = f"，{words.runs_from(pack, way.within, way.name.zh)}{words.term(way.within)}内" if way.within else ""
        yield f"  途径：{way.name.zh}{window}{_rests_on(pack, way.within or way, way, level)}"
    yield from (f"  须有：{words.APPEAL_NEEDS[need]}" for need in level.needs)
    if accepts := level.acceptance:
        yield f"  受理：{words.acceptance(pack, level)}{_rests_on(pack, accepts.within, accepts, level)}"
    yield f"  由谁办：{words.heard_by(pack, level)}"
    begun = "受理" if from_acceptance(level) else "收到申请"
    yield f"  期限：{_term(pack, level.within, begun)}{_rests_on(pack, level.within, level)}"
    if longer := words.extension(pack, level.within):
        yield f"  延长：{longer}"
    yield f"  规则：{'、'.join(words.RULES[rule] for rule in level.rules)}"
    if level.told:
        yield f"  告知：{_duty(pack, level.told)}{f'，{sent}' if (sent := words.recipients(level.told)) else ''}"
    after = pack.level_after(level.id)
    yield f"  决定以后：{f'可以提起{after.name.zh}' if after else '没有下一级'}"
    yield from (f"  随后的职责：{_duty(pack, rule)}" for rule in level.duties)


def _rests_on(pack: Pack, *values: Sourced) -> str:
    """The articles of a value and what kind of text they are."""
    cites = "、".join(words.cites(values[0]))
    standing = words.STANDINGS[pack.standing_of(*values)].zh
    return f"〔{'，'.join(filter(None, (cites, standing)))}〕"


def _comes_from(pack: Pack, step_id: str) -> Iterator[str]:
    for route in pack.tolerance.opens:
        if route.first == step_id:
            by, to = "、".join(words.actor(pack, each) for each in route.by), words.actor(pack, route.to)
            needs = "、".join(
                filter(None, [*(words.NEEDS[need] for need in route.needs), words.documents(route.documents)])
            )
            said = f"{words.ROUTES[route.route].zh}，{by} → {to}"
            asked = "".join(
                f"，{each}" for each in (f"须附{needs}" if needs else "", words.alongside(route.alongside)) if each
            )
            yield f"{said}{asked}{_rests_on(pack, route)}"
    for step in pack.tolerance.steps.values():
        leading = [words.outcome(step, code) for code, target in step.leads.items() if target == step_id]
        if leading:
            yield f"{step.name.zh}，{'、'.join(leading)}之后"


def _of_terms(pack: Pack, step: Step) -> Iterator[str]:
    if step.within is None:
        yield "  期限：没有规定"
    else:
        yield f"  期限：{_term(pack, step.within, '本环节开始')}{_rests_on(pack, step.within, step)}"
        if longer := words.extension(pack, step.within):
            yield f"  延长：{longer}"
    if step.supplement:
        by, rule = words.actor(pack, step.supplement.by), step.supplement
        theirs = _term(pack, rule.within, "告知")
        yield f"  补正：材料不全的，{by}一次性告知，申请人{theirs}；其间停钟{_rests_on(pack, rule.within, rule)}"


def _term(pack: Pack, within: Within, begun: str) -> str:
    long = f"{words.term(within)}{words.counted_from(pack, within, begun)}"
    urged = "，依次督办" if within.force is Force.STATUTORY and pack.ladder.rungs else ""
    return f"{long}；{words.FORCES[within.force]}，{_PASSED[within.force]}{urged}"


def _of_outcomes(pack: Pack, step: Step) -> Iterator[str]:
    for code in sorted(step.leads, key=words.outcome_rank):
        target = pack.tolerance.steps.get(step.leads[code])
        yield f"  {words.outcome(step, code)}：{f'进入{target.name.zh}' if target else '案件结束'}"


def _opened(pack: Pack, step: Step) -> Iterator[DutyRule]:
    """The duties that begin with the end of a step."""
    if step.kind is StepKind.ACCEPTANCE:
        yield from pack.told.values()
    decides = step.kind is StepKind.APPROVAL or "decided" in step.leads
    for rule in pack.duties:
        if (rule.opens == "decision" and decides) or (rule.opens == "feedback" and step.kind is StepKind.SERVICE):
            yield rule


def _duty(pack: Pack, rule: DutyRule) -> str:
    with_it = "与书面反馈同时"
    if rule in pack.notices:
        with_it = "随受理的期限" if rule in pack.told.values() else "及时"
    when = _term(pack, rule.within, "决定") if rule.within else with_it
    named = words.outcomes_of(pack, rule)
    of = "" if {*named} == {*pack.outcomes} else f"（{words.outcome_names(named)}的）"
    return f"{rule.name.zh}{of}，{words.actor(pack, rule.by)}，{when}{_rests_on(pack, rule)}"
