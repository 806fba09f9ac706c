"""`rongcuo case acts`: what whoever holds a post may do on a case now, and why not the rest."""

from collections.abc import Iterator
from typing import Final

from rich.console import Console

from deploy.cli.api_client import Caller, NoApi, answered
from deploy.cli.terminal import EXIT_REFUSED, both, say
from rongcuo_client import ActsPossible, Client, NotFound

_NOBODY_NAMED: Final = "请用 --as 指明以哪个职务 / say as which post with --as"


def case_acts(case: str, caller: Caller, console: Console, *, as_json: bool) -> int:
    """Ask for the acts of a case, named by its id or a number it bears; returns the exit code."""
    if not caller.named():
        say(console, _NOBODY_NAMED)
        return EXIT_REFUSED
    return answered(caller, console, lambda api: _acts(api, case), _show, as_json=as_json)


def _acts(api: Client, case: str) -> ActsPossible:
    try:
        case_id = api.case_id(case)
    except NotFound as unseen:
        raise NoApi(f"看不到案件“{case}” / no case {case} is to be seen") from unseen
    return api.acts(case_id)


def _show(acts: ActsPossible, console: Console) -> None:
    say(console, *_lines(acts))


def _lines(acts: ActsPossible) -> Iterator[str]:
    if not acts.offered:
        yield "现在没有可以办理的事项 / nothing can be done now"
    for act in acts.offered:
        about = " ".join(f"{field}={named}" for field, named in act.about.items())
        yield f"✓ {both(act.name)}（{act.kind}）{about}"
    for closed in acts.not_open:
        why = closed.why
        cited = f"（{'、'.join(why.cite)}）" if why.cite else ""
        yield f"· {both(closed.name)}（{closed.kind}）：{both(why.says)}{cited}"
        yield f"    {both(why.todo)}"
