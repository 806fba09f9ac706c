"""What stands in the picture of a pack about its assessment: lists, what must not be tolerated, what is not known."""

from collections.abc import Iterator

from domain.pack.assessment import ItemList, UnavailableList
from domain.pack.pack import Pack
from policies.drawing.looks import source
from policies.drawing.svg import SMALL, SOFT, Paragraph, Run
from policies.packs import words


def has_lists(pack: Pack) -> bool:
    """Whether there is anything to tell beside the grounds, criteria and factors themselves."""
    return any(True for _ in _parts(pack))


def lists(pack: Pack) -> Iterator[Paragraph]:
    """The lines of the panel, its title first."""
    yield (Run("认定的清单", 15, bold=True), Run("  lists of the assessment", SMALL, colour=SOFT))
    yield from _parts(pack)


def _parts(pack: Pack) -> Iterator[Paragraph]:
    for each in pack.assessment.lists:
        yield from _list(pack, each)
    unavailable = pack.assessment.unavailable
    for name, unknown in (
        ("情形清单", unavailable.grounds),
        ("标准清单", unavailable.criteria),
        ("综合因素清单", unavailable.factors),
        ("负面清单", unavailable.negative),
    ):
        if unknown:
            yield from _unknown(pack, name, unknown)
    if pack.assessment.negative:
        yield (Run("负面清单，不得容错", 14, bold=True),)
    for item in pack.assessment.negative:
        yield (Run(f"· {item.name.zh}{_listed(pack, item.list)}"), *source(pack, item))
    for criterion in pack.assessment.criteria:
        if rule := criterion.exception:
            said = f"· “{criterion.name.zh}”的例外：{rule.when.name.zh}的，以{rule.instead.name.zh}代替"
            yield (Run(said), *source(pack, rule, criterion))


def _list(pack: Pack, each: ItemList) -> Iterator[Paragraph]:
    yield (Run(f"{each.name.zh}（{each.edition}）", bold=True), *source(pack, each))
    since = f"，{each.effective_from.isoformat()} 起施行" if each.effective_from else "，施行日期不详"
    kept = f"　{words.LAYERS.get(each.layer, each.layer)}{since}；由{words.actor(pack, each.owner)}维护"
    yield (Run(kept, SMALL + 1, colour=SOFT),)
    if each.review_by:
        yield (Run(f"　{words.review(each.review_by)}", SMALL + 1, colour=SOFT), *source(pack, each.review_by, each))
    yield (Run(f"　来源：{each.source}", SMALL + 1, colour=SOFT),)


def _unknown(pack: Pack, name: str, unknown: UnavailableList) -> Iterator[Paragraph]:
    many = f"（共{unknown.items}项）" if unknown.items else ""
    yield (Run(f"{name}{many}未公开，以文字写明并附理由", bold=True), *source(pack, unknown))
    yield (Run(f"　{unknown.reason.zh}", SMALL + 1, colour=SOFT),)


def _listed(pack: Pack, list_id: str | None) -> str:
    named = next((each.name.zh for each in pack.assessment.lists if each.id == list_id), None)
    return f"（{named}）" if named else ""
