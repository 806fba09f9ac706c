"""The rules as docs/rules.md keeps them, and what no text decides as docs/defaults.md does."""

from collections.abc import Iterator, Sequence

from policies.rules.defaults import DefaultLine
from policies.rules.rules import Act, Catalogue, Count, PackValues, RuleLine, State, counts

_HEAD = """# 规则与承载 The rules, and what carries them

本页由 `rongcuo policy rules > docs/rules.md` 生成，不要手改。
五份原文的每条规则：由哪些程序包的值、办理和记录、页面承载，哪些场景演示；不由软件承载的，写明理由。
标题是自拟的，不是原文的句子。原文未定之处（A-）和对系统的要求（R-）不在此列，见 [defaults.md](defaults.md)。
*Made by `rongcuo policy rules > docs/rules.md`; do not edit. For each rule of the five source texts: the values of
packs, the acts and records, and the pages that carry it, the scenarios that show it, or why it lies outside software.
The titles are ours, no sentences of the texts. What the texts leave open (A-) and what is demanded of a system (R-)
is in [defaults.md](defaults.md).*
"""

_DEFAULTS_HEAD = """# 默认与要求 Defaults and demands

本页由 `rongcuo policy defaults > docs/defaults.md` 生成，不要手改；文字在 `policies/rules/defaults.yaml`。
`A-` 是五份原文没有写明、由本软件给出默认的问题；`R-` 是原文抱怨的、因而对系统的要求。
程序包可以改变多数默认；页面上标“本系统默认”的都出自这里。
“设定”列出引用该编号的程序包的值、办理和记录，或者代码所在。五份原文的规则见 [rules.md](rules.md)。
*Made by `rongcuo policy defaults > docs/defaults.md`; do not edit, the words are in `policies/rules/defaults.yaml`.
`A-` is a question that the five source texts leave open, with our default; `R-` is a demand that follows from what
they complain of. Packs may change most defaults. “Where” names the values of packs, the acts and records that cite
the id, or the files that do it.*
"""
_DEFAULTS_PARTS = {
    "A": "\n## 原文未定之处 What the texts leave open\n",
    "R": "\n## 对系统的要求 What is demanded of a system\n",
}


def short_name(name: str) -> str:
    """The name of a procedure without what stands in brackets."""
    return name.partition("（")[0]


def carriers(line: RuleLine) -> Iterator[str]:
    """What carries a rule, or why nothing does, each in one line of Chinese."""
    yield from citing(line.packs, line.acts)
    told = {"页面和查询": line.elsewhere, "其余在软件之外": line.rest, "软件之外": line.reason}
    yield from (f"{name}：{said.zh}" for name, said in told.items() if said)


def citing(packs: Sequence[PackValues], acts: Sequence[Act]) -> Iterator[str]:
    """The values of packs, and the acts and records, that cite an id."""
    for pack in packs:
        yield f"{short_name(pack.name.zh)}：{'。'.join(pack.values)}"
    if acts:
        yield f"办理和记录：{'、'.join(act.zh for act in acts)}"


def defaults_page(lines: Sequence[DefaultLine]) -> str:
    """The page of docs/defaults.md, ending in a line feed."""
    return _DEFAULTS_HEAD + "".join(part for line in lines for part in _default(line))


def _default(line: DefaultLine) -> Iterator[str]:
    """An anchor and a heading, the answer in both languages, and where it is set."""
    kind, _, number = line.id.partition("-")
    if number == "01":
        yield _DEFAULTS_PARTS[kind]
    yield f'\n<a id="{line.id.lower()}"></a>\n\n### {line.id} {line.about.zh}\n\n*{line.about.en}.*\n\n'
    yield f"{line.does.zh}。\n*{line.does.en}.*\n\n"
    yield "设定 where:\n\n"
    yield from (f"- {each}\n" for each in citing(line.packs, line.acts))
    yield from (f"- [{path}](../{path})\n" for path in line.code)


def rules_page(lines: Sequence[RuleLine], catalogue: Catalogue) -> str:
    """The whole page, ending in a line feed."""
    told = counts(lines, catalogue)
    return "\n".join([_HEAD, *_figures(told), *(part for each in told for part in _source(each, lines))]) + "\n"


def _figures(told: Sequence[Count]) -> Iterator[str]:
    yield "| 来源 source | 规则 rules | 已承载 carried | 其中有场景 shown | 软件之外 outside |"
    yield "|---|---:|---:|---:|---:|"
    for each in told:
        yield f"| {each.source} {each.name.zh} | {each.rules} | {each.carried} | {each.shown} | {each.outside} |"
    sums = [sum(getattr(each, name) for each in told) for name in ("rules", "carried", "shown", "outside")]
    yield f"| 合计 total | {' | '.join(map(str, sums))} |"


def _source(told: Count, lines: Sequence[RuleLine]) -> Iterator[str]:
    yield f"\n## {told.source} {told.name.zh} {told.name.en}\n"
    yield "| 规则 | 内容（自拟标题） | 承载（程序包的值、办理和记录、页面） | 场景 |"
    yield "|---|---|---|---|"
    for line in lines:
        if line.source == told.source:
            carried = "<br>".join(carriers(line)).replace("|", "/")
            yield f"| {line.id} | {line.title} | {carried} | {'<br>'.join(_scenarios(line))} |"


def _scenarios(line: RuleLine) -> Iterator[str]:
    """The files of its scenarios, and how many there are in each; a carried rule without one says so."""
    files = [shown.file for shown in line.scenarios]
    for file in dict.fromkeys(files):
        yield f"[{file.removesuffix('.yaml')}](../policies/scenarios/{file}) {files.count(file)}个"
    if line.state is State.CARRIED:
        yield "尚无" if line.wants_scenario else "不需要"
