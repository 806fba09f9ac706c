"""GET /procedures/{pack}: the newest installed edition of a procedure as a drawing, and its terms as a table."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.auth.callers import require
from api.auth.context import context_of, today_of
from api.http.language import say
from api.http.problems import NOT_FOUND, ProblemRaised
from api.installed import installed_of
from api.labels.naming import Names
from api.labels.words import FORCES, STANDINGS, VERSION_STATES, word
from api.law.pack_versions import PackLine
from api.law.pack_versions import lines as editions
from api.law.procedure_drawing import drawing, reviews
from api.web.frame import PageRoute, Reader, page
from domain.acts.terms import PROMPTLY
from domain.pack.pack import Pack
from domain.pack.steps import Reappraisal
from domain.pack.terms import Item, Sourced, Within
from domain.values import Bilingual
from policies.drawing.graph import flow_order
from policies.packs import words

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class TermLine:
    """A term of the procedure in words; without a term of its own it goes with something else."""

    what: Bilingual
    group: str
    term: str
    runs_from: str
    force: str
    cite: tuple[str, ...]
    standing: Bilingual
    extension: str


@router.get("/procedures/{name}")
async def show_procedure(request: Request, who: Reader, name: str) -> Response:
    """The picture is for the eye, the words for everybody."""
    require(request, who, "read_law")
    pack = await installed_of(request).pack(name)
    if pack is None:
        raise ProblemRaised(NOT_FOUND)
    return await page(
        request,
        "procedure.html",
        drawing=drawing(pack, reviews(pack, await installed_of(request).calendar(), today_of(request))),
        lines=tuple(_lines(pack)),
        assessed=tuple(_assessed(pack)),
        editions=[line for line in await _editions(request) if line.pack == name],
        states=VERSION_STATES,
    )


def _assessed(pack: Pack) -> Iterator[tuple[str, Item, bool]]:
    """What a case is assessed by: the kind of each item, the item, and whether it bars tolerance."""
    rules = pack.assessment
    yield from (("negative", item, True) for item in rules.negative)
    yield from (("criterion", item, item.blocking) for item in rules.criteria)
    yield from (("ground", item, False) for item in rules.grounds)
    conditions = {item.id: item for ground in rules.grounds for item in ground.conditions}
    yield from (("condition", item, False) for item in conditions.values())
    yield from (("factor", item, False) for item in rules.factors)


async def _editions(request: Request) -> tuple[PackLine, ...]:
    return await editions(context_of(request).pool, Names(await installed_of(request).organs()))


def _lines(pack: Pack) -> Iterator[TermLine]:
    """Steps as one comes to them, then what follows the decision."""
    for name in flow_order(pack.tolerance):
        step = pack.step(name)
        yield _line(pack, step.name, "环节", step.within, step, begun="本环节开始")
        if step.supplement:
            supplement = step.supplement
            zh, en = f"{step.name.zh}：补正材料", f"{step.name.en}: completing the papers"
            yield _line(pack, Bilingual(zh=zh, en=en), "环节", supplement.within, supplement, step, begun="一次性告知")
        for each in step.duties:
            yield _line(pack, each.name, step.name.zh, each.within, each, step, begun="本环节结束")
    for rule in pack.duties:
        line = _line(pack, rule.name, "后续职责", rule.within, rule, begun="结论作出")
        yield _with(line, "；".join(filter(None, (words.recipients(rule), words.repeats(rule)))))
    yield from _correction_lines(pack)
    for level in pack.levels:
        yield from _appeal_lines(pack, level)
    yield from _after_the_decision(pack)
    if pack.shelving:
        shelved = Bilingual(zh="搁置后再次核查并作出决定", en="decision after shelving")
        yield _line(pack, shelved, "暂缓认定", pack.shelving.within, pack.shelving, begun="搁置")
    received = Bilingual(zh="接收移送、指定、交办的案件", en="receipt of a case handed over")
    yield _line(pack, received, "管辖变更", pack.handover.receive, pack.handover, begun="移送、指定、交办")
    settled = Bilingual(zh="上级决定案件管辖", en="a superior says which organ has the case")
    yield _line(pack, settled, "管辖变更", pack.handover.decide, pack.handover, begun="报请上级或者不予接收")


def _appeal_lines(pack: Pack, level: Reappraisal) -> Iterator[TermLine]:
    """The ways to have a decision looked at again, the terms of that level, and what another outcome opens."""
    name = level.name
    for route in level.opens:
        yield _line(pack, route.name, name.zh, route.within, route, level, begun="启动")
    if accepts := level.acceptance:
        accepted = Bilingual(zh=f"决定是否受理{name.zh}", en=f"whether the {name.en} is taken up")
        yield _line(pack, accepted, name.zh, accepts.within, accepts, level, begun="启动")
    decided = Bilingual(zh=f"作出{name.zh}决定", en=f"decision of the {name.en}")
    yield _line(pack, decided, name.zh, level.within, level, begun="启动")
    if told := level.told:
        yield _line(pack, told.name, name.zh, told.within or PROMPTLY, told, level, begun=f"{name.zh}决定作出")
    for rule in level.duties:
        said = f"{name.zh}改为{words.outcome_names(words.outcomes_of(pack, rule))}"
        line = _line(pack, rule.name, said, rule.within, rule, level, begun=f"{name.zh}决定作出")
        yield _with(line, words.repeats(rule))


def _correction_lines(pack: Pack) -> Iterator[TermLine]:
    """Evaluating and correcting again; the measures have no term."""
    rule = pack.correction
    if rule is None:
        return
    if rule.evaluated_by is not None:
        evaluated = Bilingual(zh="纠错评估", en="evaluation of the correction")
        yield _line(pack, evaluated, "纠错整改", rule.within or PROMPTLY, rule, begun="报告整改")
    if rule.again is not None:
        again = Bilingual(zh="评估未通过，再次整改", en="correcting again after a failed evaluation")
        yield _line(pack, again, "纠错整改", rule.again, rule, begun="评估")
    if rule.measures:
        named = Bilingual(
            zh="整改不力：" + "、".join(measure.name.zh for measure in rule.measures),
            en="weak correction: " + ", ".join(measure.name.en for measure in rule.measures),
        )
        yield _line(pack, named, "纠错整改", None, rule, begun="")
    if rule.referral is not None:
        said = "拒不整改或整改不力" if rule.refers else "拒不整改"
        yield _line(pack, rule.referral.name, said, rule.referral.within, rule.referral, rule, begun=f"认定{said}")


def _with(line: TermLine, more: str) -> TermLine:
    """The same line, with something said beside its term."""
    return replace(line, extension="；".join(filter(None, (line.extension, more))))


def _after_the_decision(pack: Pack) -> Iterator[TermLine]:
    """Who must take note of results, decide what was used against them, and clarify; promptly if no term is given."""
    for consumer in pack.results.consumers:
        role = pack.roles[consumer.role]
        what = Bilingual(zh=f"知悉结果运用（{role.zh}）", en=f"acknowledgement of results ({role.en})")
        yield _line(pack, what, "结果运用", consumer.within or PROMPTLY, consumer, pack.results, begun="结果运用生效")
    if rule := pack.results.contrary_use:
        yield _line(pack, rule.name, "结果运用", rule.within or PROMPTLY, rule, pack.results, begun="报告")
    if pack.clarification:
        issued = Bilingual(zh="作出澄清", en="clarification")
        within = pack.clarification.within or PROMPTLY
        yield _line(pack, issued, "澄清正名", within, pack.clarification, begun="启动澄清")


def _line(pack: Pack, what: Bilingual, group: str, within: Within | None, *holders: Sourced, begun: str) -> TermLine:
    if within is None:
        standing = word(STANDINGS, pack.standing_of(*holders))
        return TermLine(what, group, "", "", "", holders[0].cite, standing, "")
    return TermLine(
        what=what,
        group=group,
        term=words.term(within),
        runs_from=words.runs_from(pack, within, begun),
        force=say(word(FORCES, within.force)),
        cite=within.cite or holders[0].cite,
        standing=word(STANDINGS, pack.standing_of(within, *holders)),
        extension=words.extension(pack, within),
    )
