"""The panels of what a determination is made by: the scope, what is weighed, and how it may end."""

from collections.abc import Iterator
from dataclasses import replace

from domain.pack.assessment import Graded, Ground, ItemList
from domain.pack.pack import Pack
from domain.pack.parts import NOT_TOLD_APART
from policies.drawing.panel import Group, Line, Panel, line_of, panel_of
from policies.packs import words


def scope(pack: Pack) -> Iterator[Panel]:
    """The classes of people and units it is for."""
    if pack.scope:
        lines = tuple(line_of(pack, words.scope_item(item), item) for item in pack.scope)
        yield panel_of(pack, "scope", "适用范围", "scope", Group(lines))


def endings(pack: Pack) -> Iterator[Panel]:
    """How a determination may end, what is waived or stays."""
    groups = [Group((Line(words.outcome_names(pack.outcomes)),))]
    for head, items in (("责任种类", pack.liabilities), ("措施", pack.measures), ("失误类别", pack.error_classes)):
        if items and items not in NOT_TOLD_APART:
            groups.append(Group(tuple(line_of(pack, item.name.zh, item) for item in items), Line(head)))
    yield panel_of(pack, "outcomes", "认定的结果", "outcomes", *groups)


def assessed(pack: Pack) -> Iterator[Panel]:
    """What is weighed: situations, criteria, factors; what is not tolerated, what excepted, what not known."""
    assessment = pack.assessment
    groups = [*_weighed(pack)]
    groups += _unknown(pack)
    named = {each.id: f"（{each.name.zh}）" for each in assessment.lists}
    if assessment.negative:
        lines = tuple(
            line_of(pack, f"{item.name.zh}{named.get(item.list or '', '')}", item, assessment)
            for item in assessment.negative
        )
        groups.append(Group(lines, Line("负面清单，不得容错")))
    excepted = tuple(
        line_of(
            pack, f"“{each.name.zh}”的例外：{rule.when.name.zh}的，以{rule.instead.name.zh}代替", rule, each, assessment
        )
        for each in assessment.criteria
        if (rule := each.exception)
    )
    groups += [Group(excepted, Line("标准的例外"))] if excepted else []
    groups += [_list(pack, each) for each in assessment.lists]
    if groups:
        owed = "条件齐备的，应当容错" if assessment.effect == "obligatory" else "条件齐备的，可以容错"
        yield panel_of(
            pack, "assessment", "认定的依据", "what is assessed", Group((Line(owed),)), *groups, of=assessment
        )


def _weighed(pack: Pack) -> Iterator[Group]:
    """The situations with their conditions, the criteria and the factors."""
    assessment = pack.assessment
    if assessment.grounds:
        grounds = tuple(
            line_of(pack, each.name.zh, each, assessment, notes=tuple(map(Line, _of_ground(pack, each))))
            for each in assessment.grounds
        )
        yield Group(grounds, Line("情形"))
    if assessment.criteria:
        criteria = tuple(
            line_of(pack, _graded(each) + ("" if each.blocking else "（不符合的，仍可容错）"), each, assessment)
            for each in assessment.criteria
        )
        yield Group(criteria, Line("标准，不符合的不得容错"))
    if assessment.factors:
        factors = tuple(line_of(pack, _graded(each), each, assessment) for each in assessment.factors)
        yield Group(factors, Line("综合因素"))


def _graded(item: Graded) -> str:
    """An item with its grades, and what each of them does not admit."""
    grades = [grade.name.zh + (f"不得{words.outcome_names(grade.bars)}" if grade.bars else "") for grade in item.grades]
    return f"{item.name.zh}（分等次：{'；'.join(grades)}）" if grades else item.name.zh


def _of_ground(pack: Pack, ground: Ground) -> list[str]:
    """Whom a situation is for, where not for all, and its conditions."""
    return [*filter(None, [words.ground_for(pack, ground)]), *map(_graded, ground.conditions)]


def _list(pack: Pack, each: ItemList) -> Group:
    since = f"{each.effective_from.isoformat()} 起施行" if each.effective_from else "施行日期不详"
    layer, owner = words.LAYERS.get(each.layer, each.layer), words.actor(pack, each.owner)
    lines = [Line(f"{layer}，{since}；由{owner}维护")]
    if rule := each.review_by:
        said = line_of(pack, words.review(rule), rule, each, pack.assessment)
        lines.append(replace(said, reviewed=each.id))
    head = line_of(pack, f"{each.name.zh}（{each.edition}）", each, pack.assessment)
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
            head = line_of(pack, f"{name}{many}未公开，以文字写明并附理由", unknown, pack.assessment)
            yield Group((Line(unknown.reason.zh),), head)
