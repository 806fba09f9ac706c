"""The verbs: `inbox`, `cases list`, `case show`, `begin`, `act`, `ballot`, `export`, `sign-in`, `sign-out`.

Exit codes: 0 done, 1 refused, 2 bad input, 3 nobody answers, 4 not known whether it was done, 5 not confirmed,
130 ended with Ctrl-C.
"""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn
from uuid import UUID

import typer

from deploy.cli.terminal import API_URL, DEFAULT_DATA, AsJson, AsPosition, Data

if TYPE_CHECKING:
    from deploy.cli.work.telling import Telling
    from rongcuo_client import Client

work_app = typer.Typer()
cases_app = typer.Typer(no_args_is_help=True, help="案件清单 / lists of cases")
work_app.add_typer(cases_app, name="cases")

Due = Literal["overdue", "today", "soon", "week", "after"]
Tab = Literal["mine", "unclaimed", "votes", "notices", "later", "done"]
State = Literal["open", "closed"]
Choice = Literal["agree", "disagree", "abstain", "postpone"]
Case = Annotated[str, typer.Argument(metavar="CASE", help="案件编号 / id or number of a case")]
Stream = Annotated[
    str,
    typer.Argument(metavar="CASE", help="案件、备案、工作记录的编号 / id or number of a case, a filing, a record"),
]
Settings = Annotated[
    list[str] | None, typer.Option("--set", metavar="FIELD=VALUE", help="填写一项，可多次 / a field; may be repeated")
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="不再询问 / do not ask")]
Body = Annotated[Path | None, typer.Option("--body", metavar="FILE", help="整份内容（JSON）/ all of it")]
Check = Annotated[bool, typer.Option("--check", "--dry-run", help="只核对，不办理 / only what it would record")]
Key = Annotated[
    UUID | None, typer.Option("--key", help="再次发送结果不明的办理 / send an act again whose outcome is not known")
]


def _do(position: str | None, data: Path, *, as_json: bool, work: "Callable[[Client, Telling], int]") -> NoReturn:
    """Do some work as whoever speaks, and end with its exit code."""
    from deploy.cli.work.session import Speaker
    from deploy.cli.work.telling import Telling, session

    telling = Telling(as_json=as_json)
    raise typer.Exit(session(Speaker(data, position), telling, lambda client: work(client, telling)))


def _kinds(incomplete: str) -> Iterable[str]:
    from deploy.cli.work.acting import ACTS

    return [kind for kind in ACTS.by_kind if kind.startswith(incomplete)]


def _beginnings(incomplete: str) -> Iterable[str]:
    from deploy.cli.work.acting import BEGINNINGS

    return [kind for kind in BEGINNINGS.by_kind if kind.startswith(incomplete)]


@work_app.command()
def inbox(
    view: Annotated[Tab, typer.Option("--view", help="哪一栏 / which tab")] = "mine",
    due: Annotated[Due | None, typer.Option("--due", help="期限 / when due")] = None,
    position: AsPosition = None,
    data: Data = DEFAULT_DATA,
    as_json: AsJson = False,
) -> None:
    """我的待办 / what you have to do."""
    from deploy.cli.work.lists import tasks

    _do(position, data, as_json=as_json, work=lambda client, telling: tasks(client, telling, view, due))


@cases_app.callback()
def _lists_of_cases() -> None:
    """More than one thing may be asked of all cases."""


@cases_app.command("list")
def list_cases(  # noqa: PLR0913, PLR0917 - each is one filter of the list
    due: Annotated[
        Literal["overdue", "soon", "paused", "provisional"] | None,
        typer.Option("--due", help="有这类期限的 / with a term like that"),
    ] = None,
    state: Annotated[
        Literal["open", "closed"] | None, typer.Option("--state", help="在办、办结 / open, closed")
    ] = None,
    stage: Annotated[str | None, typer.Option("--stage", help="环节 / step")] = None,
    number: Annotated[str | None, typer.Option("--number", help="编号 / number")] = None,
    position: AsPosition = None,
    data: Data = DEFAULT_DATA,
    as_json: AsJson = False,
) -> None:
    """看得见的案件 / the cases that you may see."""
    from deploy.cli.work.lists import cases, due_cases

    if due is not None:
        if state or stage or number:
            raise typer.BadParameter("--due 不与其他条件同用 / --due stands alone")
        _do(position, data, as_json=as_json, work=lambda client, telling: due_cases(client, telling, due))
    _do(
        position,
        data,
        as_json=as_json,
        work=lambda client, telling: cases(client, telling, state=state, stage=stage, number=number),
    )


def show_case(case: Case, position: AsPosition = None, data: Data = DEFAULT_DATA, as_json: AsJson = False) -> None:
    """案件现状：期限、可以办理的 / how a case stands: its terms, what you may do."""
    from deploy.cli.work.lists import show

    _do(position, data, as_json=as_json, work=lambda client, telling: show(client, telling, case))


@work_app.command()
def begin(  # noqa: PLR0913, PLR0917 - what is begun
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help="如 file_application 或 申请", autocompletion=_beginnings)
    ],
    settings: Settings = None,
    body: Body = None,
    evidence: Annotated[
        list[Path] | None,
        typer.Option("--evidence", metavar="FILE", help="材料文件，可多次 / a document; may be repeated"),
    ] = None,
    yes: Yes = False,
    check: Check = False,
    key: Key = None,
    position: AsPosition = None,
    data: Data = DEFAULT_DATA,
    as_json: AsJson = False,
) -> None:
    """开始：申请、主动启动、事前报备、工作记录、会议 / begin a case, a risk filing, a work record or a meeting."""
    from deploy.cli.work.acting import Order
    from deploy.cli.work.beginning import begin as start

    order = Order("", kind, settings or (), body, yes, check, key)
    _do(position, data, as_json=as_json, work=lambda client, telling: start(client, order, evidence or (), telling))


@work_app.command()
def act(  # noqa: PLR0913, PLR0917 - what an act is
    stream: Stream,
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help="如 withdraw_application 或 撤回申请", autocompletion=_kinds)
    ],
    settings: Settings = None,
    body: Body = None,
    yes: Yes = False,
    check: Check = False,
    key: Key = None,
    position: AsPosition = None,
    data: Data = DEFAULT_DATA,
    as_json: AsJson = False,
) -> None:
    """办理：填写、核对、确认 / do something: fill in, check, confirm."""
    from deploy.cli.work.acting import Order, perform

    order = Order(stream, kind, settings or (), body, yes, check, key)
    _do(position, data, as_json=as_json, work=lambda client, telling: perform(client, order, telling))


@work_app.command()
def ballot(  # noqa: PLR0913, PLR0917 - what a ballot is
    case: Case,
    choice: Annotated[Choice | None, typer.Option("--choice", help="怎样表决 / how you vote")] = None,
    reasons: Annotated[str | None, typer.Option("--reasons", help="理由 / why")] = None,
    yes: Yes = False,
    key: Key = None,
    position: AsPosition = None,
    data: Data = DEFAULT_DATA,
    as_json: AsJson = False,
) -> None:
    """表决：可以更改，到表决结束为止 / vote; it may be changed until the round is closed."""
    from deploy.cli.work.acting import Order, perform

    settings = [f"{name}={value}" for name, value in (("choice", choice), ("reasons", reasons)) if value]
    order = Order(case, "cast_ballot", settings, yes=yes, key=key)
    _do(position, data, as_json=as_json, work=lambda client, telling: perform(client, order, telling))


@work_app.command()
def export(
    case: Case,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="放到哪里 / where to")],
    position: AsPosition = None,
    data: Data = DEFAULT_DATA,
    as_json: AsJson = False,
) -> None:
    """整个案件存为一个文件夹，附散列值 / a case as a folder, with the SHA-256 of each file."""
    from deploy.cli.work.bundle import export as write

    _do(position, data, as_json=as_json, work=lambda client, telling: write(client, case, out, telling))


@work_app.command("sign-in")
def sign_in(
    url: Annotated[str, typer.Option("--url", envvar=API_URL, help="系统的网址 / address of the system")],
) -> None:
    """记住网址和令牌，只有本人可读；令牌在提示后输入，或从标准输入读取 / keep address and token, for you alone."""
    from deploy.cli.work.telling import Telling
    from deploy.cli.work.telling import sign_in as keep

    telling = Telling(as_json=False)
    asked = telling.said("令牌", "token")
    token: str = typer.prompt(asked, hide_input=True, err=True) if sys.stdin.isatty() else sys.stdin.readline()
    raise typer.Exit(keep(url, token.strip(), telling))


@work_app.command("sign-out")
def sign_out() -> None:
    """忘记网址和令牌 / forget address and token."""
    from deploy.cli.work.session import sign_in_file

    sign_in_file().unlink(missing_ok=True)
