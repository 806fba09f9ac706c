"""The articles of one place's text (条文): which values of its pack carry each, and which of its scenarios show it.

`rongcuo policy rules FILE` prints it, for a pack that lists its articles under `rules`.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from domain.pack.pack import Pack
from domain.pack.terms import Article, Standing
from domain.values import Frozen
from policies.packs import words
from policies.packs.located import read_model
from policies.rules.rules import Shown, citing_values, scenarios_in
from policies.scenario_language.scenarios import ScenarioFile


class ArticleLine(Frozen):
    """An article, the parts of the pack that carry it, in words, and the scenarios that show it."""

    rule: Article
    standing: Standing
    values: tuple[str, ...]
    scenarios: tuple[Shown, ...]


def scenario_files(where: Path) -> Mapping[str, ScenarioFile]:
    """The scenarios of a folder, or of one file.

    Raises:
        FaultyFile: One of them is no scenario file.
    """
    return {where.name: read_model(ScenarioFile, where)} if where.is_file() else scenarios_in(where)


def rules_of(pack: Pack, scenarios: Mapping[str, ScenarioFile]) -> tuple[ArticleLine, ...]:
    """The articles of a pack in their order."""
    listed = {rule.id for rule in pack.rules}
    values = citing_values((pack,), listed.__contains__)
    return tuple(
        ArticleLine(
            rule=rule,
            standing=rule.standing or pack.standing,
            values=tuple(said for found in values.get(rule.id, ()) for said in found.values),
            scenarios=tuple(
                Shown(file=path, name=scenario.name)
                for path, file in scenarios.items()
                for scenario in file.scenarios
                if rule.id in scenario.covers
            ),
        )
        for rule in pack.rules
    )


def articles_page(pack: Pack, lines: Sequence[ArticleLine]) -> str:
    """The articles as a page of Markdown, ending in a line feed."""
    return "\n".join(_page(pack, lines)) + "\n"


def _page(pack: Pack, lines: Sequence[ArticleLine]) -> Iterator[str]:
    carried, shown = sum(bool(line.values) for line in lines), sum(bool(line.scenarios) for line in lines)
    yield f"# {pack.name.zh}：条文与承载\n"
    yield f"来源：{pack.source}。标题是自拟的，不是原文的句子。"
    yield f"共 {len(lines)} 条：{carried} 条由程序承载，{shown} 条有情景演示。\n"
    if not lines:
        yield "程序包没有列出自己的条文（rules）。"
        return
    yield "| 条文 | 内容（自拟标题） | 性质 | 承载（程序的值） | 情景 |"
    yield "|---|---|---|---|---|"
    for line in lines:
        rule = line.rule
        article = f"{rule.id}（{rule.article}）" if rule.article and rule.article != rule.id else rule.id
        title = f"{rule.title}（{rule.source}）" if rule.source else rule.title
        cells = (
            article,
            title,
            words.STANDINGS[line.standing].zh,
            "<br>".join(line.values) or "未承载",
            "<br>".join(each.name for each in line.scenarios) or "尚无",
        )
        yield f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
