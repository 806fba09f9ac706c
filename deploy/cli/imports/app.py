"""`rongcuo import cases`: what may be asked of a file of paper cases."""

from pathlib import Path
from typing import Annotated

import typer

from deploy.cli.terminal import DEFAULT_DATA, AsJson, AsPosition, Data, wide_console

import_app = typer.Typer(no_args_is_help=True, help="导入 / what comes in from paper")


@import_app.callback()
def _several() -> None:
    """More than one thing may be imported."""


@import_app.command()
def cases(  # noqa: PLR0913, PLR0917 - each is one option
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="工作簿 / the workbook")],
    template: Annotated[bool, typer.Option("--template", help="写出空白模板 / write the workbook to fill in")] = False,
    prepare: Annotated[bool, typer.Option("--prepare", help="交另一人批准 / keep it for a second person")] = False,
    approve: Annotated[
        bool, typer.Option("--approve", help="批准这个文件并录入 / approve this very file, and enter it")
    ] = False,
    enter: Annotated[bool, typer.Option("--enter", help="继续录入已批准的文件 / go on entering it")] = False,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="撤回未批准的文件 / take it back")] = False,
    pack: Annotated[str, typer.Option(help="程序包的名称 / name of a procedure pack")] = "nujiang",
    position: AsPosition = None,
    data: Data = DEFAULT_DATA,
    as_json: AsJson = False,
) -> None:
    """补录纸质案件；不加选项只预览 / enter cases from paper; without an option nothing is written, only looked over."""
    from deploy.cli.api_client import Caller
    from deploy.cli.imports.cases import Order, Wish, import_cases

    asked = {
        Wish.TEMPLATE: template,
        Wish.PREPARE: prepare,
        Wish.APPROVE: approve,
        Wish.ENTER: enter,
        Wish.WITHDRAW: withdraw,
    }
    chosen = [wish for wish, given in asked.items() if given] or [Wish.PREVIEW]
    if len(chosen) > 1:
        raise typer.BadParameter("一次只做一件事 / one option at a time")
    raise typer.Exit(
        import_cases(Order(file, chosen[0], pack), Caller(data, position), wide_console(), as_json=as_json)
    )
