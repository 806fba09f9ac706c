"""`rongcuo calendar`: the working-day calendar, from a holiday notice to the version that terms are counted by.

What a calendar says can be asked without a running stack; what concerns its versions speaks to the API.
"""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from deploy.cli.terminal import DEFAULT_DATA, AsJson, AsPosition, Data, Number, wide_console
from domain.terms.deadlines import TermUnit

calendar_app = typer.Typer(no_args_is_help=True, help="工作日历 / the working-day calendar")

CalendarFile = Annotated[Path | None, typer.Option("--calendar", help="日历文件（JSON）/ a calendar as JSON")]
Locality = Annotated[str | None, typer.Option(help="地方（民族节日）/ locality, with its festivals")]


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
    from deploy.cli.calendar.notice import import_bundled, import_notice

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
    from deploy.cli.calendar.publish import preview

    raise typer.Exit(preview(version, Caller(data, as_), wide_console(), as_json=as_json))


@calendar_app.command("approve")
def approve_calendar(
    version: Number, data: Data = DEFAULT_DATA, as_: AsPosition = None, as_json: AsJson = False
) -> None:
    """由第二人公布草案，并重排在办期限 / publish a draft as a second person, and roll it out to open cases."""
    from deploy.cli.api_client import Caller
    from deploy.cli.calendar.publish import approve

    raise typer.Exit(approve(version, Caller(data, as_), wide_console(), as_json=as_json))


@calendar_app.command("withdraw")
def withdraw_calendar(
    version: Number, data: Data = DEFAULT_DATA, as_: AsPosition = None, as_json: AsJson = False
) -> None:
    """撤回草案 / take a draft back."""
    from deploy.cli.api_client import Caller
    from deploy.cli.calendar.publish import withdraw

    raise typer.Exit(withdraw(version, Caller(data, as_), wide_console(), as_json=as_json))


@calendar_app.command("versions")
def calendar_versions(data: Data = DEFAULT_DATA, as_: AsPosition = None, as_json: AsJson = False) -> None:
    """已公布的版本和草案 / published versions and drafts."""
    from deploy.cli.api_client import Caller
    from deploy.cli.calendar.publish import list_versions

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
    from deploy.cli.calendar.show import show
    from deploy.cli.calendar.source import CalendarSource

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
    from deploy.cli.calendar.show import Question, due
    from deploy.cli.calendar.source import CalendarSource

    source = CalendarSource(data, calendar, locality)
    question = Question(start.date(), amount, unit, extended_by, tuple(pause or ()))
    raise typer.Exit(due(source, question, wide_console(), as_json=as_json, explain=explain))


@calendar_app.command("export")
def export_calendar(data: Data = DEFAULT_DATA, locality: Locality = None) -> None:
    """输出日历文件，供离线核验 / write the calendar as the file that a certificate is verified with."""
    from deploy.cli.calendar.show import export
    from deploy.cli.calendar.source import CalendarSource

    raise typer.Exit(export(CalendarSource(data, None, locality), wide_console()))
