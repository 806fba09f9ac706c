"""`rongcuo policy`: procedure packs, from a file that is written to an edition that cases run on.

What reads files alone needs nothing running; what concerns installed editions speaks to the API.
"""

from pathlib import Path
from typing import Annotated

import typer

from deploy.cli.terminal import DEFAULT_DATA, AsJson, AsPosition, Data, Number, wide_console

policy_app = typer.Typer(no_args_is_help=True, help="程序包 / procedure packs")

PackFile = Annotated[Path, typer.Argument(metavar="FILE", help="程序包文件（YAML）/ a pack's file")]
PackName = Annotated[str, typer.Argument(metavar="PACK", help="程序包名称 / name of a pack")]
Base = Annotated[
    Path | None,
    typer.Option("--base", metavar="DIR", help="所延伸的版本在此目录 / where editions that files extend are"),
]
Either = Annotated[
    str,
    typer.Argument(help="文件，或 名称@版本号、名称@版本名 / a file, or name@number, name@edition of an installed one"),
]


@policy_app.command("new")
def new_pack(
    folder: Annotated[
        Path, typer.Argument(metavar="PLACE", help="新目录；其名即程序代号 / a new folder, called as the pack")
    ],
    name: Annotated[str | None, typer.Option("--name", help="地方的中文名 / the place's name in Chinese")] = None,
) -> None:
    """开始写一个程序包：带说明的最小程序包和能通过的情景 / a commented minimal pack and a scenario that holds."""
    from deploy.cli.policy.begin import begin

    raise typer.Exit(begin(folder, name, wide_console()))


@policy_app.command("check")
def check_packs(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="程序包文件（YAML）/ files of packs")],
    as_json: AsJson = False,
    base: Base = None,
    organs: Annotated[
        Path | None,
        typer.Option(
            "--organs", metavar="FILE", help="对照名录，列出无机关承担的角色 / tell roles that nobody plays in it"
        ),
    ] = None,
) -> None:
    """一次列出全部错误及行列；退出码 0 无误，1 有误 / every fault at once, with its line; exits 0 fine, 1 faults."""
    from deploy.cli.policy.check import check

    raise typer.Exit(check(files, wide_console(), as_json=as_json, base=base, organs=organs))


@policy_app.command("draw")
def draw_pack(
    file: PackFile,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE.html", help="写入文件 / write to a file")] = None,
    base: Base = None,
) -> None:
    """画成一页（HTML）；写入 .svg 文件的只有流程图 / a page of HTML; in a .svg file the flow alone."""
    from deploy.cli.policy.draw import draw

    raise typer.Exit(draw(file, out, wide_console(), base))


@policy_app.command("explain")
def explain_step(
    file: PackFile,
    step: Annotated[str, typer.Argument(metavar="STEP", help="环节的代号或名称 / a step's id or name")],
    base: Base = None,
) -> None:
    """一个环节由谁办、先要做什么、多久、然后去哪里 / what happens in a step, in plain Chinese."""
    from deploy.cli.policy.explain import explain
    from policies.packs.loader import base_in, bundled_base

    raise typer.Exit(explain(file, step, wide_console(), base_in(base) if base else bundled_base))


@policy_app.command("test")
def run_scenarios(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="情景目录 / a directory of scenarios")],
    as_json: AsJson = False,
    base: Base = None,
) -> None:
    """运行情景（给定、当、则），不需服务器 / run scenarios (given, when, then); no server."""
    from deploy.cli.policy.scenarios import test

    raise typer.Exit(test(directory, wide_console(), as_json=as_json, base=base))


@policy_app.command("diff")
def diff_packs(
    before: Either, after: Either, data: Data = DEFAULT_DATA, as_: AsPosition = None, as_json: AsJson = False
) -> None:
    """两个版本有何不同；退出码 0 相同，1 不同，2 无法比较 / what differs; exits 0 same, 1 differs, 2 cannot tell."""
    from deploy.cli.policy.diff import Named, diff

    raise typer.Exit(diff(Named(before, data, as_), Named(after, data, as_), wide_console(), as_json=as_json))


@policy_app.command("schema")
def print_schema() -> None:
    """输出程序包语言的 JSON Schema / write the JSON Schema of the language."""
    from policies.packs.schema import pack_schema

    typer.echo(pack_schema(), nl=False)


@policy_app.command("rules")
def print_rules(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="一个程序包的条文；不写的，五份原文 / the articles of a pack"),
    ] = None,
    scenarios: Annotated[
        Path | None, typer.Option("--scenarios", metavar="DIR", help="情景所在 / where its scenarios are")
    ] = None,
    as_json: AsJson = False,
    base: Base = None,
) -> None:
    """每条规则由什么承载、哪些场景演示（Markdown）/ what carries each rule, and which scenarios show it."""
    from deploy.cli.policy.rules import print_place_rules
    from deploy.cli.policy.rules import print_rules as told

    if file is None:
        told(as_json=as_json)
    else:
        raise typer.Exit(print_place_rules(file, scenarios, wide_console(), base, as_json=as_json))


@policy_app.command("defaults")
def print_defaults() -> None:
    """原文未定之处的默认做法和对系统的要求（Markdown）/ our defaults where the texts are silent, and demands."""
    from deploy.cli.policy.rules import print_defaults as told

    told()


@policy_app.command("list")
def list_packs(data: Data = DEFAULT_DATA, as_: AsPosition = None, as_json: AsJson = False) -> None:
    """已装入的版本和草案，以及各有多少在办案件 / installed editions and drafts, and how many open cases each has."""
    from deploy.cli.api_client import Caller
    from deploy.cli.policy.publish import list_editions

    raise typer.Exit(list_editions(Caller(data, as_), wide_console(), as_json=as_json))


@policy_app.command("install")
def install_pack(file: PackFile, data: Data = DEFAULT_DATA, as_: AsPosition = None, as_json: AsJson = False) -> None:
    """提出一个版本的草案，尚不生效；退出码 2 有误或不予采用 / draft an edition; exits 2 if faulty or refused."""
    from deploy.cli.api_client import Caller
    from deploy.cli.policy.publish import install

    raise typer.Exit(install(file, Caller(data, as_), wide_console(), as_json=as_json))


@policy_app.command("preview")
def preview_pack(
    pack: PackName, version: Number, data: Data = DEFAULT_DATA, as_: AsPosition = None, as_json: AsJson = False
) -> None:
    """在办案件若改按这个版本会怎样：先件数，后逐案；不改变任何案件 / what an edition would be for the open cases."""
    from deploy.cli.api_client import Caller
    from deploy.cli.policy.preview import preview

    raise typer.Exit(preview(pack, version, Caller(data, as_), wide_console(), as_json=as_json))


@policy_app.command("approve")
def approve_pack(
    pack: PackName, version: Number, data: Data = DEFAULT_DATA, as_: AsPosition = None, as_json: AsJson = False
) -> None:
    """由第二人公布草案；新案件由此适用 / publish a draft as a second person; new cases begin under it."""
    from deploy.cli.api_client import Caller
    from deploy.cli.policy.publish import approve

    raise typer.Exit(approve(pack, version, Caller(data, as_), wide_console(), as_json=as_json))


@policy_app.command("withdraw")
def withdraw_pack(
    pack: PackName, version: Number, data: Data = DEFAULT_DATA, as_: AsPosition = None, as_json: AsJson = False
) -> None:
    """撤回草案 / take a draft back."""
    from deploy.cli.api_client import Caller
    from deploy.cli.policy.publish import withdraw

    raise typer.Exit(withdraw(pack, version, Caller(data, as_), wide_console(), as_json=as_json))
