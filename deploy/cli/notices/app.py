"""`rongcuo hooks` and `rongcuo deliveries`: what administrators and operators do with notices, over the API."""

from typing import Annotated
from uuid import UUID

import typer

from deploy.cli.terminal import DEFAULT_DATA, AsJson, AsPosition, Data, wide_console

hooks_app = typer.Typer(no_args_is_help=True, help="接收地址 / hooks: other programs that are told")
deliveries_app = typer.Typer(no_args_is_help=True, help="通知的送达 / deliveries of notices")

Hook = Annotated[UUID, typer.Argument(metavar="HOOK", help="接收地址的编号 / id of a hook")]
Reason = Annotated[str, typer.Option("--reason", help="理由 / why")]


@hooks_app.command("list")
def list_hooks(data: Data = DEFAULT_DATA, as_: AsPosition = None, as_json: AsJson = False) -> None:
    """接收地址清单 / the hooks."""
    from deploy.cli.api_client import Caller
    from deploy.cli.notices.acts import listed

    raise typer.Exit(listed(Caller(data, as_), wide_console(), as_json=as_json))


@hooks_app.command("create")
def create_hook(  # noqa: PLR0913, PLR0917 - what a hook is
    name: Annotated[str, typer.Argument(help="名称 / what it is called")],
    url: Annotated[str, typer.Argument(help="网址 / https://host/path")],
    place: Annotated[str, typer.Option("--place", help="转发哪个地区的 / the jurisdiction it is told of")],
    data: Data = DEFAULT_DATA,
    as_: AsPosition = None,
    as_json: AsJson = False,
) -> None:
    """提出接收地址，待另一人批准；密钥只显示一次 / propose a hook; its secret is shown once."""
    from deploy.cli.api_client import Caller
    from deploy.cli.notices.acts import proposed

    raise typer.Exit(proposed(Caller(data, as_), wide_console(), name, url, place, as_json=as_json))


@hooks_app.command("approve")
def approve_hook(hook: Hook, data: Data = DEFAULT_DATA, as_: AsPosition = None, as_json: AsJson = False) -> None:
    """由第二人批准 / approve as a second person."""
    from deploy.cli.api_client import Caller
    from deploy.cli.notices.acts import changed

    raise typer.Exit(changed(Caller(data, as_), wide_console(), hook, "approval", as_json=as_json))


@hooks_app.command("disable")
def disable_hook(hook: Hook, data: Data = DEFAULT_DATA, as_: AsPosition = None, as_json: AsJson = False) -> None:
    """停用 / send nothing more there."""
    from deploy.cli.api_client import Caller
    from deploy.cli.notices.acts import changed

    raise typer.Exit(changed(Caller(data, as_), wide_console(), hook, "disabling", as_json=as_json))


@hooks_app.command("rotate")
def rotate_secret(hook: Hook, data: Data = DEFAULT_DATA, as_: AsPosition = None, as_json: AsJson = False) -> None:
    """更换密钥，新旧并用到下一次更换 / another secret; the one before signs too until the next time."""
    from deploy.cli.api_client import Caller
    from deploy.cli.notices.acts import rotated

    raise typer.Exit(rotated(Caller(data, as_), wide_console(), hook, as_json=as_json))


@deliveries_app.command("list")
def list_deliveries(
    state: Annotated[
        str, typer.Option("--state", help="failed、queued、under_way、stopped、lapsed、delivered / the state")
    ] = "failed",
    data: Data = DEFAULT_DATA,
    as_: AsPosition = None,
    as_json: AsJson = False,
) -> None:
    """某种状态的消息；退出码 0 没有未送达，3 有，1 未运行 / messages in a state; exits 3 if some failed, 1 not up."""
    from deploy.cli.api_client import Caller
    from deploy.cli.notices.acts import deliveries

    raise typer.Exit(deliveries(Caller(data, as_), wide_console(), state, as_json=as_json))


@deliveries_app.command("redeliver")
def redeliver(
    delivery: Annotated[UUID, typer.Argument(metavar="DELIVERY", help="消息的编号 / id of a message")],
    data: Data = DEFAULT_DATA,
    as_: AsPosition = None,
) -> None:
    """重发，编号不变 / try a message anew, under the same id."""
    from deploy.cli.api_client import Caller
    from deploy.cli.notices.acts import redelivered

    raise typer.Exit(redelivered(Caller(data, as_), wide_console(), delivery))


@deliveries_app.command("stop")
def stop_deliveries(reason: Reason, data: Data = DEFAULT_DATA, as_: AsPosition = None) -> None:
    """暂停全部发送 / stop all deliveries."""
    from deploy.cli.api_client import Caller
    from deploy.cli.notices.acts import switched

    raise typer.Exit(switched(Caller(data, as_), wide_console(), reason, paused=True))


@deliveries_app.command("go-on")
def go_on(reason: Reason, data: Data = DEFAULT_DATA, as_: AsPosition = None) -> None:
    """恢复发送 / let deliveries go on."""
    from deploy.cli.api_client import Caller
    from deploy.cli.notices.acts import switched

    raise typer.Exit(switched(Caller(data, as_), wide_console(), reason, paused=False))
