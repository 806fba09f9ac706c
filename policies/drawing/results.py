"""What a pack's picture says of those who use results, of uses against a subject, and of clarification."""

from collections.abc import Iterator, Sequence

from domain.acts.terms import PROMPTLY
from domain.pack.pack import Pack
from domain.pack.results import Consumer
from domain.pack.terms import Sourced, Within
from policies.drawing.looks import source
from policies.drawing.svg import SMALL, SOFT, Paragraph, Run
from policies.packs import words

Panel = tuple[Sourced, Sequence[Paragraph]]
"""A part of a pack, and what its panel says."""


def results_panel(pack: Pack) -> Iterator[Panel]:
    """Who must take note of results, and who decides a use against a subject; nothing where the pack says nothing."""
    results = pack.results
    lines = [*_of_units(pack), *(line for each in results.consumers for line in _consumer(pack, each))]
    if rule := results.contrary_use:
        said = f"· 违反结果运用的报告：{rule.name.zh}（{words.actor(pack, rule.by)}）"
        lines += [(Run(said), *source(pack, rule, results)), _term(pack, rule.within, rule)]
    if lines:
        yield results, [_title(pack, "结果运用", "results and who uses them", results), *lines]


def clarification_panel(pack: Pack) -> Iterator[Panel]:
    """Who clarifies, on which grounds, in which forms, how far without consent."""
    rule = pack.clarification
    if rule is None:
        return
    near = "超出所在单位和结果运用单位的，须经当事人同意" if rule.without_consent == "unit" else "范围由澄清机关决定"
    lines: list[Paragraph] = [
        _title(pack, "澄清正名", "clarification", rule),
        (Run(f"由{words.actor(pack, rule.by)}作出"),),
        _term(pack, rule.within, rule),
        (Run(f"事由：{words.listed(rule.grounds)}", colour=SOFT),),
        (Run(f"方式：{words.listed(rule.forms)}", colour=SOFT),),
        (Run(near, colour=SOFT),),
    ]
    yield rule, lines


def _title(pack: Pack, zh: str, en: str, rule: Sourced) -> Paragraph:
    return (Run(zh, 15, bold=True), Run(f"  {en}", SMALL, colour=SOFT), *source(pack, rule))


def _term(pack: Pack, within: Within | None, rule: Sourced) -> Paragraph:
    """The term of a duty that answers something: the rule's, or promptly, which is our own default (A-16)."""
    counted = within or PROMPTLY
    return (Run(f"　{words.prompt_term(counted)}", SMALL + 1, colour=SOFT), *source(pack, counted, rule))


def _of_units(pack: Pack) -> Iterator[Paragraph]:
    if areas := words.of_unit(pack):
        yield (Run(f"适用于所在单位：{'、'.join(areas)}"),)


def _consumer(pack: Pack, consumer: Consumer) -> Iterator[Paragraph]:
    said = f"· {words.actor(pack, consumer.role)}知悉确认（{words.consumer_areas(pack, consumer)}）"
    yield (Run(said), *source(pack, consumer, pack.results))
    yield _term(pack, consumer.within, consumer)
