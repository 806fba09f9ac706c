"""`rongcuo policy preview`: what an edition would be for the open cases of its procedure."""

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from api.labels.words import VERDICTS, word
from api.law.pack_preview import CasePreview, PackPreview
from deploy.cli.api_client import Caller, answered
from deploy.cli.drafts import told_unplayed
from deploy.cli.policy.words import term_words
from deploy.cli.terminal import both, say
from domain.transition.terms import TermEffect


def preview(pack: str, version: int, caller: Caller, console: Console, *, as_json: bool) -> int:
    """Show counts, then the cases that the caller may see; nothing is changed. Returns the exit code."""
    path = f"/v1/packs/{pack}/{version}/preview"
    return answered(caller, console, lambda api: api.get(path, PackPreview), _print, as_json=as_json)


def _print(found: PackPreview, console: Console) -> None:
    counts = found.counts
    title = f"{found.pack} {found.version}（{found.edition}），{found.today}"
    table = Table("如果改按这个版本 if they were moved to it", "案件数 cases", title=title)
    table.add_row("按较早版本在办 open under an earlier edition", str(counts.cases))
    table.add_row("不能改 impossible", str(counts.impossible))
    table.add_row("能改，期限有变 possible, and a term changes its day", str(counts.moved))
    table.add_row("能改，对当事人无不利 possible, nowhere to the subjects' harm", str(counts.harmless))
    table.add_row("能改，对当事人有更严之处 possible, and stricter in something", str(counts.stricter))
    console.print(table)
    say(console, *told_unplayed(found.unplayed))
    if found.cases:
        _print_cases(found, console)
    if found.more:
        say(console, "只列出最新的 / only the newest are listed")
    say(
        console,
        "逐案选择，由作出认定的机关决定 / chosen case by case, by the organ that decides: "
        f"POST /v1/cases/ID/transition, pack_sha256 {found.sha256}",
    )


def _print_cases(found: PackPreview, console: Console) -> None:
    table = Table(
        *(
            "案件\ncase",
            "现版本\nedition",
            "环节\nstage",
            "期限\nterms",
            "比较\nverdict",
            "不能改的原因、差别\nwhy not, what differs",
        ),
        box=SIMPLE,
    )
    for case in found.cases:
        table.add_row(
            case.number,
            case.edition,
            case.stage,
            "\n".join(map(told_term, case.terms)) or "-",
            "不能改 impossible" if case.obstacles else both(word(VERDICTS, case.verdict)),
            "\n".join(_reasons(case)),
        )
    console.print(table)


def told_term(term: TermEffect) -> str:
    """One term, now and then."""
    was = f"{term.was} ({term_words(term.was_amount or 0, term.was_unit)})" if term.was_unit else "无 none"
    then = f"{term.due_on} ({term_words(term.amount or 0, term.unit)})" if term.unit else "终止 ends"
    return f"{term.duty}: {was} → {then}{' 暂定 provisional' if term.provisional else ''}"


def _reasons(case: CasePreview) -> list[str]:
    if case.obstacles:
        return [both(reason.says) for reason in case.obstacles]
    return [
        *(f"- {both(reason.says)}" for reason in case.stricter),
        *(f"+ {both(reason.says)}" for reason in case.milder),
    ]
