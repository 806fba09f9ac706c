"""The `rongcuo` command; what each sub-command does is in a module of its own.

A sub-command loads its module when it is called, so that `status` and the roles carry nothing they do not use.
"""

import os
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from deploy.cli.policy import policy_app
from deploy.cli.terminal import DEFAULT_DATA, AsJson, AsPosition, Data, Number, wide_console
from deploy.roles.process import RoleName
from domain.terms.deadlines import TermUnit

app = typer.Typer(no_args_is_help=True, add_completion=False, help="容错纠错 / tolerance and correction of errors")

calendar_app = typer.Typer(no_args_is_help=True, help="工作日历 / the working-day calendar")
app.add_typer(calendar_app, name="calendar")
deadline_app = typer.Typer(no_args_is_help=True, help="期限 / deadlines")
app.add_typer(deadline_app, name="deadline")
app.add_typer(policy_app, name="policy")

CalendarFile = Annotated[Path | None, typer.Option("--calendar", help="日历文件（JSON）/ a calendar as JSON")]
Locality = Annotated[str | None, typer.Option(help="地方（民族节日）/ locality, with its festivals")]
DEMO_DATA = Path(".rongcuo-demo")
NUJIANG = "nujiang"


@app.command()
def up(
    data: Data = DEFAULT_DATA,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="API 端口 / port of the API")] = None,
) -> None:
    """启动并保持运行，Ctrl-C 停止 / start and stay up until Ctrl-C."""
    from deploy.roles.installation import prepare
    from deploy.stack.stack import Plan
    from deploy.stack.up import up as start

    raise typer.Exit(start(Plan(data=data, api_port=port, prepare=prepare), wide_console()))


@app.command()
def run(
    data: Data = DEFAULT_DATA,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="API 端口 / port of the API")] = None,
) -> None:
    """启动并装入演示案件，保持运行 / start with the cases of the demonstration in it and stay up."""
    from deploy.demo.show import run as start_with_cases
    from deploy.roles.installation import prepare
    from deploy.stack.stack import Plan

    raise typer.Exit(start_with_cases(Plan(data=data, api_port=port, prepare=prepare), wide_console()))


@app.command()
def demo(
    data: Data = DEMO_DATA,
    pack: Annotated[str, typer.Option(help="程序包的名称 / name of a procedure pack")] = NUJIANG,
) -> None:
    """在全新数据上演示全过程，全部成立才退出 0 / play everything on fresh data; exits 0 only if all held."""
    from deploy.demo.show import demo as show_demo
    from deploy.demo.show import demo_pack
    from deploy.roles.installation import prepare
    from deploy.stack.stack import Plan

    plan = Plan(data=data, prepare=prepare)
    raise typer.Exit(show_demo(plan, wide_console()) if pack == NUJIANG else demo_pack(plan, pack, wide_console()))


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
def recover(data: Data = DEFAULT_DATA) -> None:
    """流程引擎丢失后，按事件日志恢复未办结案件 / restart open cases from the log after the engine was lost."""
    from deploy.cli.recover import recover as restart

    raise typer.Exit(restart(data, wide_console()))


@calendar_app.command("import")
def import_calendar(
    file: Annotated[Path | None, typer.Argument(help="放假通知（JSON）/ a holiday notice as JSON")] = None,
    data: Data = DEFAULT_DATA,
    bundled: Annotated[bool, typer.Option("--bundled", help="改用软件自带的日历 / the one of this software")] = False,
    as_: AsPosition = None,
    as_json: AsJson = False,
) -> None:
    """由放假通知提出草案，尚不生效；退出码 2 通知有误 / draft a version from a notice; exits 2 if it is faulty."""
    from deploy.cli.api_client import Caller
    from deploy.cli.calendar_import import import_bundled, import_notice

    if (file is None) != bundled:
        raise typer.BadParameter("请给出通知文件或 --bundled / name a notice, or --bundled")
    caller, console = Caller(data, as_), wide_console()
    if file is None:
        raise typer.Exit(import_bundled(caller, console, as_json=as_json))
    raise typer.Exit(import_notice(file, caller, console, as_json=as_json))


@calendar_app.command("preview")
def preview_calendar(
    version: Number, data: Data = DEFAULT_DATA, as_: AsPosition = None, as_json: AsJson = False
) -> None:
    """公布后在办期限会怎样 / what publishing a version would do to open deadlines."""
    from deploy.cli.api_client import Caller
    from deploy.cli.calendar_publish import preview

    raise typer.Exit(preview(version, Caller(data, as_), wide_console(), as_json=as_json))


@calendar_app.command("approve")
def approve_calendar(
    version: Number, data: Data = DEFAULT_DATA, as_: AsPosition = None, as_json: AsJson = False
) -> None:
    """由第二人公布草案，并重排在办期限 / publish a draft as a second person, and roll it out to open cases."""
    from deploy.cli.api_client import Caller
    from deploy.cli.calendar_publish import approve

    raise typer.Exit(approve(version, Caller(data, as_), wide_console(), as_json=as_json))


@calendar_app.command("withdraw")
def withdraw_calendar(
    version: Number, data: Data = DEFAULT_DATA, as_: AsPosition = None, as_json: AsJson = False
) -> None:
    """撤回草案 / take a draft back."""
    from deploy.cli.api_client import Caller
    from deploy.cli.calendar_publish import withdraw

    raise typer.Exit(withdraw(version, Caller(data, as_), wide_console(), as_json=as_json))


@calendar_app.command("versions")
def calendar_versions(data: Data = DEFAULT_DATA, as_: AsPosition = None, as_json: AsJson = False) -> None:
    """已公布的版本和草案 / published versions and drafts."""
    from deploy.cli.api_client import Caller
    from deploy.cli.calendar_publish import list_versions

    raise typer.Exit(list_versions(Caller(data, as_), wide_console(), as_json=as_json))


@calendar_app.command("show")
def show_calendar(
    year: Annotated[int, typer.Argument(min=1949, max=9998)],
    data: Data = DEFAULT_DATA,
    calendar: CalendarFile = None,
    locality: Locality = None,
    as_json: AsJson = False,
) -> None:
    """一年的放假与上班安排及其依据 / a year's days off and make-up days, with their sources."""
    from deploy.cli.calendar import show
    from deploy.cli.calendar_source import CalendarSource

    raise typer.Exit(show(CalendarSource(data, calendar, locality), year, wide_console(), as_json=as_json))


@calendar_app.command("due")
def due_date(  # noqa: PLR0913, PLR0917 - the options of a command
    start: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="起算日 / day of the trigger")],
    unit: Annotated[TermUnit, typer.Option(help="期限单位 / unit of the term")],
    amount: Annotated[int, typer.Option(help="期限长度；当日为 0 / length; 0 for the same day")] = 0,
    data: Data = DEFAULT_DATA,
    calendar: CalendarFile = None,
    locality: Locality = None,
    as_json: AsJson = False,
    pause: Annotated[
        list[str] | None, typer.Option(metavar="FROM..UNTIL", help="中止计时，可多次 / when the clock stood still")
    ] = None,
    extended_by: Annotated[int, typer.Option(min=0, help="延期，以期限的单位计 / extension, in that unit")] = 0,
    explain: Annotated[bool, typer.Option("--explain", help="逐日凭证 / the certificate, day by day")] = False,
) -> None:
    """期限届满日，是否暂定 / the last day of a term, and whether it is provisional."""
    from deploy.cli.calendar import Question, due
    from deploy.cli.calendar_source import CalendarSource

    source = CalendarSource(data, calendar, locality)
    question = Question(start.date(), amount, unit, extended_by, tuple(pause or ()))
    raise typer.Exit(due(source, question, wide_console(), as_json=as_json, explain=explain))


@calendar_app.command("export")
def export_calendar(data: Data = DEFAULT_DATA, locality: Locality = None) -> None:
    """输出日历文件，供离线核验 / write the calendar as the file that a certificate is verified with."""
    from deploy.cli.calendar import export
    from deploy.cli.calendar_source import CalendarSource

    raise typer.Exit(export(CalendarSource(data, None, locality), wide_console()))


@deadline_app.command("verify")
def verify_deadline(
    certificate: Path,
    calendar: Annotated[Path, typer.Option("--calendar", help="日历文件（JSON）/ the calendar as JSON")],
) -> None:
    """离线重算期限凭证；退出码 0 属实，1 不符 / recompute a certificate offline; exits 0 if it holds, 1 if not."""
    from deploy.verify_deadline import main as verify

    raise typer.Exit(verify([str(certificate), str(calendar)]))


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
