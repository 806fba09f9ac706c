"""The `rongcuo` command; what each sub-command does is in a module of its own.

A sub-command loads its module when it is called, so that `status` and the roles carry nothing they do not use.
"""

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated, NoReturn
from uuid import UUID

import typer
from rich.console import Console

from deploy.cli.calendar.app import calendar_app
from deploy.cli.imports.app import import_app
from deploy.cli.notices.app import deliveries_app, hooks_app
from deploy.cli.organs.app import organs_app
from deploy.cli.policy.app import policy_app
from deploy.cli.terminal import DEFAULT_DATA, EXIT_REFUSED, AsJson, AsPosition, Data, say, wide_console
from deploy.cli.work.app import show_case, work_app
from deploy.roles.process import RoleName

app = typer.Typer(no_args_is_help=True, help="容错纠错 / tolerance and correction of errors")

app.add_typer(work_app)
app.add_typer(calendar_app, name="calendar")
deadline_app = typer.Typer(no_args_is_help=True, help="期限 / deadlines")
app.add_typer(deadline_app, name="deadline")
app.add_typer(policy_app, name="policy")
app.add_typer(import_app, name="import")
app.add_typer(organs_app, name="organs")
app.add_typer(hooks_app, name="hooks")
app.add_typer(deliveries_app, name="deliveries")
log_app = typer.Typer(no_args_is_help=True, help="事件日志 / the event log")
app.add_typer(log_app, name="log")
evidence_app = typer.Typer(no_args_is_help=True, help="材料文件 / documents of cases")
app.add_typer(evidence_app, name="evidence")
documents_app = typer.Typer(no_args_is_help=True, help="文书 / official documents")
app.add_typer(documents_app, name="documents")
access_app = typer.Typer(no_args_is_help=True, help="谁可以办、谁可以看 / who may do and read what")
app.add_typer(access_app, name="access")
case_app = typer.Typer(no_args_is_help=True, help="案件 / cases")
app.add_typer(case_app, name="case")
reads_app = typer.Typer(no_args_is_help=True, help="查阅记录 / the log of reads")
app.add_typer(reads_app, name="reads")
projections_app = typer.Typer(no_args_is_help=True, help="读模型 / read models")
app.add_typer(projections_app, name="projections")
bench_app = typer.Typer(no_args_is_help=True, help="大批量演示数据 / data sets for measuring")
app.add_typer(bench_app, name="bench")

accounts_app = typer.Typer(no_args_is_help=True, help="账号 / accounts")
app.add_typer(accounts_app, name="accounts")
tokens_app = typer.Typer(no_args_is_help=True, help="程序接口令牌 / machine tokens")
app.add_typer(tokens_app, name="tokens")

AdoptCopy = Annotated[
    bool,
    typer.Option("--adopt-copy", help="数据目录是副本，独立运行 / the data directory is a copy: run it on its own"),
]
DEMO_DATA = Path(".rongcuo-demo")
NUJIANG = "nujiang"


@app.command()
def up(
    data: Data = DEFAULT_DATA,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="API 端口 / port of the API")] = None,
    adopt_copy: AdoptCopy = False,
    demonstration: Annotated[
        bool,
        typer.Option(
            "--demonstration", help="首次启动：只作演示，谁都能选任何角色 / a first start: anybody may be anybody"
        ),
    ] = False,
) -> None:
    """启动并保持运行，Ctrl-C 停止 / start and stay up until Ctrl-C."""
    from deploy.cli.accounts import set_up_words
    from deploy.roles.installation import prepare, prepare_demonstration
    from deploy.stack.stack import Plan
    from deploy.stack.up import up as start

    first = prepare_demonstration if demonstration else prepare
    plan = Plan(data=data, api_port=port, prepare=first, greeting=set_up_words, adopt_copy=adopt_copy)
    raise typer.Exit(start(plan, wide_console()))


@app.command()
def run(
    data: Data = DEFAULT_DATA,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="API 端口 / port of the API")] = None,
    adopt_copy: AdoptCopy = False,
) -> None:
    """启动并装入演示案件，保持运行 / start with the cases of the demonstration in it and stay up."""
    from deploy.demo.show import run as start_with_cases
    from deploy.roles.installation import prepare_demonstration
    from deploy.stack.stack import Plan

    plan = Plan(data=data, api_port=port, prepare=prepare_demonstration, adopt_copy=adopt_copy)
    raise typer.Exit(start_with_cases(plan, wide_console()))


@app.command()
def demo(
    data: Data = DEMO_DATA,
    pack: Annotated[str, typer.Option(help="程序包的名称 / name of a procedure pack")] = NUJIANG,
) -> None:
    """在全新数据上演示全过程，全部成立才退出 0 / play everything on fresh data; exits 0 only if all held."""
    from deploy.demo.show import demo as show_demo
    from deploy.demo.show import demo_pack
    from deploy.roles.installation import prepare_demonstration
    from deploy.stack.stack import Plan

    plan = Plan(data=data, prepare=prepare_demonstration)
    raise typer.Exit(show_demo(plan, wide_console()) if pack == NUJIANG else demo_pack(plan, pack, wide_console()))


@evidence_app.command("verify")
def evidence_verify(data: Data = DEFAULT_DATA, as_json: AsJson = False) -> None:
    """材料是否齐全、与入卷时一致 / whether every document is there as it came in."""
    from deploy.cli.evidence import evidence_verify as verify

    raise typer.Exit(verify(data, wide_console(), as_json=as_json))


@documents_app.command("verify")
def documents_verify(
    file: Annotated[Path, typer.Argument(help="文件 / the file", exists=True, dir_okay=False)],
    data: Data = DEFAULT_DATA,
) -> None:
    """文件是否本系统印发、是否仍然有效；退出码 0、1、2 / whether a file was issued here and stands."""
    from deploy.cli.documents import documents_verify as verify

    raise typer.Exit(verify(data, file, wide_console()))


@documents_app.command("template")
def documents_template(
    file: Annotated[Path, typer.Argument(help="DOCX 文件 / the DOCX", dir_okay=False)],
    new: Annotated[bool, typer.Option("--new", help="把随包的模板写到这里 / write ours there")] = False,
) -> None:
    """检查文稿的 Word 模板；退出码 0 可用，1 不可用 / check a Word template of drafts."""
    from deploy.cli.word_template import begin, check

    raise typer.Exit(begin(file, wide_console()) if new else check(file, wide_console()))


@app.command()
def down(data: Data = DEFAULT_DATA) -> None:
    """停止 / stop."""
    from deploy.stack.up import down as stop

    raise typer.Exit(stop(data, wide_console()))


@app.command()
def status(
    data: Data = DEFAULT_DATA,
    as_json: AsJson = False,
) -> None:
    """各部分状态；退出码 0 正常，1 部分异常，3 未运行 / state of each part; exits 0 up, 1 partly, 3 not running."""
    from deploy.cli.status import status as show_status

    raise typer.Exit(show_status(data, Console(), as_json=as_json))


@app.command()
def reconcile(data: Data = DEFAULT_DATA) -> None:
    """流程引擎与日志对照并恢复；退出码 0 一致，1 未恢复或无应答 / hold the engine against the log and repair it."""
    from deploy.cli.reconcile import reconcile_now

    raise typer.Exit(reconcile_now(data, wide_console()))


@log_app.command("verify")
def verify_log(data: Data = DEFAULT_DATA, as_json: AsJson = False) -> None:
    """核查全部事件；退出码 0 完整，1 被改动，2 未核查 / check every event; exits 0 whole, 1 changed, 2 unchecked."""
    from deploy.cli.log_verify import log_verify

    raise typer.Exit(log_verify(data, wide_console(), as_json=as_json))


@access_app.command("explain")
def explain_access(  # noqa: PLR0913, PLR0917 - each is one part of the question
    person: Annotated[
        str, typer.Argument(metavar="PERSON", help="人员姓名、编号或职务编号 / name, id, or id of a post")
    ],
    action: Annotated[str, typer.Argument(metavar="ACTION", help="行为，如 decide_acceptance / an action")],
    case: Annotated[str, typer.Argument(metavar="CASE", help="案件编号 / id or number of a case")],
    on: Annotated[str | None, typer.Option("--on", help="日期，默认今天 / the day, today by default")] = None,
    position: Annotated[str | None, typer.Option("--position", help="只问这个职务 / only this post")] = None,
    data: Data = DEFAULT_DATA,
    as_json: AsJson = False,
) -> None:
    """能不能办、能不能看，依据哪条规则，谁可以；退出码 0 可以，3 不可以 / may they, why, who may; exits 0 yes, 3 no."""
    from deploy.cli.access import access_explain

    code = access_explain(data, wide_console(), person, action, case, on=on, position=position, as_json=as_json)
    raise typer.Exit(code)


@case_app.callback()
def _several_of_cases() -> None:
    """More than one thing may be asked of a case."""


@case_app.command("acts")
def acts_of_case(
    case: Annotated[str, typer.Argument(metavar="CASE", help="案件编号 / id or number of a case")],
    position: AsPosition = None,
    data: Data = DEFAULT_DATA,
    as_json: AsJson = False,
) -> None:
    """您可以办理：以某职务现在能办什么，其余为什么不能 / what a post may do on a case now, and why not the rest."""
    from deploy.cli.api_client import Caller
    from deploy.cli.case_acts import case_acts

    raise typer.Exit(case_acts(case, Caller(data, position), wide_console(), as_json=as_json))


case_app.command("show")(show_case)


@reads_app.command("remove")
def remove_reads(
    months: Annotated[int, typer.Option("--older-than", min=6, metavar="MONTHS", help="早于几个月 / months")] = 36,
    data: Data = DEFAULT_DATA,
) -> None:
    """删除过期的查阅记录，至少保留六个月 / remove reads older than so many months, six at least."""
    from deploy.cli.reads import remove_old

    raise typer.Exit(remove_old(data, wide_console(), months))


@projections_app.callback(help="读模型 / read models")
def _logs_apart() -> None:
    """What goes wrong is logged beside the answer, which may be for machines."""
    from deploy.roles.log_setup import configure_logging

    configure_logging("projections", "warning", sys.stderr)


@projections_app.command("list")
def list_set_aside(data: Data = DEFAULT_DATA) -> None:
    """暂缺的记录及原因；退出码 0 没有，1 有 / records that are not shown, and why; exits 0 none, 1 some."""
    from deploy.cli.projections import show

    raise typer.Exit(show(data, wide_console()))


@projections_app.command()
def retry(
    streams: Annotated[list[str] | None, typer.Argument(metavar="STREAM", help="编号或其开头 / ids; none: all")] = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """重试暂缺的记录；退出码 0 已恢复，1 仍暂缺 / try what is not shown again; exits 0 shown, 1 still not."""
    from deploy.cli.projections import retry as try_again

    raise typer.Exit(try_again(data, streams or [], wide_console()))


@projections_app.command("status")
def projections_status(data: Data = DEFAULT_DATA, as_json: AsJson = False) -> None:
    """各读模型读到哪里；退出码 0 都是最新，1 有落后或暂缺 / how far each has read; exits 0 all current, 1 not all."""
    from deploy.cli.projections import status as show_status

    raise typer.Exit(show_status(data, wide_console(), as_json=as_json))


@projections_app.command()
def rebuild(
    names: Annotated[list[str] | None, typer.Argument(metavar="NAME", help="读模型；不写为全部 / none: all")] = None,
    switch: Annotated[bool, typer.Option(help="建好即切换 / serve it as soon as it is built")] = True,
    processes: Annotated[int, typer.Option(min=0, help="进程数，0 为核数 / 0: as many as there are cores")] = 0,
    data: Data = DEFAULT_DATA,
    as_json: AsJson = False,
) -> None:
    """在旁重建读模型，建好后切换；退出码 0 完成，1 未完成，2 不能 / build anew beside the served ones, then switch."""
    from deploy.cli.projections import rebuild as build_again

    raise typer.Exit(build_again(data, names or [], wide_console(), switch=switch, count=processes, as_json=as_json))


@projections_app.command()
def switch(data: Data = DEFAULT_DATA) -> None:
    """切换到建好的表；退出码 0 已切换，2 没有 / serve what was built beside; exits 0 served, 2 nothing is built."""
    from deploy.cli.projections import switch as serve

    raise typer.Exit(serve(data, wide_console()))


@projections_app.command()
def drop(data: Data = DEFAULT_DATA) -> None:
    """删除其他版本的表和不要的旁建 / drop tables of other releases, and what was built and is not wanted."""
    from deploy.cli.projections import drop as drop_tables

    raise typer.Exit(drop_tables(data, wide_console()))


@projections_app.command("verify")
def verify_rows(data: Data = DEFAULT_DATA, as_json: AsJson = False) -> None:
    """逐行与日志核对；退出码 0 一致，1 不一致，2 未核对 / hold rows against the log; 0 agree, 1 not, 2 unchecked."""
    from deploy.cli.projections import verify_rows as hold_against

    raise typer.Exit(hold_against(data, wide_console(), as_json=as_json))


@bench_app.callback()
def _several_of_bench() -> None:
    """More than one thing may be done for measuring."""


@bench_app.command("load")
def load_cases(
    cases: Annotated[int, typer.Option("--cases", min=1, metavar="N", help="共多少件 / how many cases in all")],
    clocks: Annotated[
        bool, typer.Option("--clocks", help="在办案件立即开始流程 / start the workflows of open cases at once")
    ] = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """向演示装入大量虚构案件，中断后再次运行即接着装入 / fill a demonstration with made-up cases; goes on if ended."""
    from deploy.cli.bench import bench_load

    raise typer.Exit(bench_load(data, wide_console(), cases, clocks=clocks))


@deadline_app.command("verify")
def verify_deadline(
    certificate: Path,
    calendar: Annotated[Path, typer.Option("--calendar", help="日历文件（JSON）/ the calendar as JSON")],
) -> None:
    """离线重算期限凭证；退出码 0 属实，1 不符 / recompute a certificate offline; exits 0 if it holds, 1 if not."""
    from deploy.verify_deadline import main as verify

    raise typer.Exit(verify([str(certificate), str(calendar)]))


Person = Annotated[str, typer.Argument(metavar="PERSON", help="名册中的编号 / id in the register of people")]


@accounts_app.command("list")
def list_accounts(data: Data = DEFAULT_DATA) -> None:
    """谁有账号 / who has an account."""
    from deploy.cli.accounts import show_accounts

    raise typer.Exit(show_accounts(data, wide_console()))


@accounts_app.command("set-up")
def set_up_first(data: Data = DEFAULT_DATA) -> None:
    """重新给出首次设置的代码 / a fresh code for the first account."""
    from deploy.cli.accounts import set_up

    raise typer.Exit(set_up(data, wide_console()))


@accounts_app.command("invite")
def invite_person(person: Person, data: Data = DEFAULT_DATA) -> None:
    """邀请链接：设置账号或重设密码 / a link to make an account, or another password."""
    from deploy.cli.accounts import invite

    raise typer.Exit(invite(data, wide_console(), person))


@accounts_app.command("close")
def close_account(person: Person, data: Data = DEFAULT_DATA) -> None:
    """停用账号并结束其全部登录 / close an account and end its sessions."""
    from deploy.cli.accounts import close

    raise typer.Exit(close(data, wide_console(), person))


@accounts_app.command("break-glass")
def set_break_glass(person: Person, data: Data = DEFAULT_DATA) -> None:
    """设为应急账号 / make it the one account that opens when the identity provider is away."""
    from deploy.cli.accounts import break_glass

    raise typer.Exit(break_glass(data, wide_console(), person))


@tokens_app.command("list")
def list_tokens(data: Data = DEFAULT_DATA) -> None:
    """令牌清单 / the tokens."""
    from deploy.cli.accounts import show_tokens

    raise typer.Exit(show_tokens(data, wide_console()))


@tokens_app.command("make")
def make_machine_token(  # noqa: PLR0913, PLR0917 - what a token is
    name: Annotated[str, typer.Argument(help="用途 / what it is for")],
    person: Annotated[str, typer.Option("--person", help="名册中的编号 / id in the register of people")],
    position: Annotated[str, typer.Option("--position", help="以哪个职务 / the position it acts in")],
    act: Annotated[bool, typer.Option("--act", help="可以办理，否则只读 / may act; else it only reads")] = False,
    days: Annotated[int, typer.Option("--days", min=1, max=365, help="有效天数 / days it is good")] = 90,
    good_from: Annotated[
        list[str] | None,
        typer.Option("--from", help="只能从这些地址或网段使用，可多次写 / addresses or networks it is good from"),
    ] = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """签发令牌，只显示一次 / make a token, shown once."""
    from api.identity.networks import NoNetwork
    from deploy.cli.accounts import make_token, said_of, wanted_token

    try:
        wanted = wanted_token(name, person, position, "act" if act else "read", days, good_from or ())
    except NoNetwork as none:
        say(wide_console(), said_of(none))
        raise typer.Exit(EXIT_REFUSED) from None
    raise typer.Exit(make_token(data, wide_console(), wanted))


@tokens_app.command("revoke")
def revoke_machine_token(token_id: UUID, data: Data = DEFAULT_DATA) -> None:
    """撤销令牌 / revoke a token."""
    from deploy.cli.accounts import revoke_token

    raise typer.Exit(revoke_token(data, wide_console(), token_id))


@app.command(hidden=True)
def role(name: RoleName) -> None:
    """Run one role with the settings of the environment (`up`, compose and Kubernetes call this)."""
    from deploy.roles.process import run_role

    raise typer.Exit(run_role(name))


def main() -> NoReturn:
    """Run the command and leave at once: an interpreter that used the Temporal client can abort when it winds down."""
    code = 1
    try:
        app()
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except BaseException:  # noqa: BLE001 - nothing runs after us; it is shown, and the exit code says that it failed
        sys.excepthook(*sys.exc_info())
    finally:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):  # whoever read it may be gone
                stream.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
