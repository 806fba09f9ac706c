"""`rongcuo organs`: the register of organs and people, from a file that is written to the version that holds.

What reads a file alone needs nothing running; what concerns the register speaks to the API.
"""

from pathlib import Path
from typing import Annotated

import typer

from deploy.cli.terminal import DEFAULT_DATA, AsJson, AsPosition, Data, Number, wide_console

organs_app = typer.Typer(no_args_is_help=True, help="机关与人员名录 / the register of organs and people")

OrgansFile = Annotated[Path, typer.Argument(metavar="FILE", help="名录文件 organs.yaml / a file of the register")]


@organs_app.command("check")
def check_organs(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="名录文件 / files of the register")],
    as_json: AsJson = False,
) -> None:
    """一次列出全部错误及行列；退出码 0 无误，1 有误 / every fault at once, with its line; exits 0 fine, 1 faults."""
    from deploy.cli.organs.check import check

    raise typer.Exit(check(files, wide_console(), as_json=as_json))


@organs_app.command("import")
def import_organs(file: OrgansFile, data: Data = DEFAULT_DATA, as_: AsPosition = None, as_json: AsJson = False) -> None:
    """提出整份名录的草案，尚不生效；退出码 2 有误或不予采用 / draft the register; exits 2 if faulty or refused."""
    from deploy.cli.api_client import Caller
    from deploy.cli.organs.publish import propose

    raise typer.Exit(propose(file, Caller(data, as_), wide_console(), as_json=as_json))


@organs_app.command("preview")
def preview_organs(version: Number, data: Data = DEFAULT_DATA, as_: AsPosition = None, as_json: AsJson = False) -> None:
    """谁得到、谁失去哪个职务，还有什么改变 / who gains and who loses which post, and what else changes."""
    from deploy.cli.api_client import Caller
    from deploy.cli.organs.publish import preview

    raise typer.Exit(preview(version, Caller(data, as_), wide_console(), as_json=as_json))


@organs_app.command("approve")
def approve_organs(version: Number, data: Data = DEFAULT_DATA, as_: AsPosition = None, as_json: AsJson = False) -> None:
    """由安全管理员公布草案 / publish a draft as the security administrator."""
    from deploy.cli.api_client import Caller
    from deploy.cli.organs.publish import approve

    raise typer.Exit(approve(version, Caller(data, as_), wide_console(), as_json=as_json))


@organs_app.command("withdraw")
def withdraw_organs(
    version: Number, data: Data = DEFAULT_DATA, as_: AsPosition = None, as_json: AsJson = False
) -> None:
    """撤回草案 / take a draft back."""
    from deploy.cli.api_client import Caller
    from deploy.cli.organs.publish import withdraw

    raise typer.Exit(withdraw(version, Caller(data, as_), wide_console(), as_json=as_json))


@organs_app.command("versions")
def list_versions(data: Data = DEFAULT_DATA, as_: AsPosition = None, as_json: AsJson = False) -> None:
    """名录的各个版本和草案 / versions and drafts of the register."""
    from deploy.cli.api_client import Caller
    from deploy.cli.organs.publish import list_versions as told

    raise typer.Exit(told(Caller(data, as_), wide_console(), as_json=as_json))
