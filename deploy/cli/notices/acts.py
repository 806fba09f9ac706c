"""What the commands on hooks and deliveries do, and how it is shown."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from rich.console import Console

from api.labels.words import CHANNELS, DELIVERY_STATES, HOOK_STATES, word
from api.notices.hooks import HookMade, HookShown, HookWanted
from api.notices.routes import Deliveries, Hooks, Redelivered, Switch
from deploy.cli.api_client import Caller, answered
from deploy.cli.terminal import both, say
from rongcuo_client import Client

EXIT_NONE_FAILED: Final = 0
EXIT_SOME_FAILED: Final = 3
"""Apart from nobody answering, and from a refusal: whoever watches over deliveries must tell them from each other."""


def listed(caller: Caller, console: Console, *, as_json: bool) -> int:
    """Show the hooks; returns the exit code."""

    def show(found: Hooks, console: Console) -> None:
        say(console, *(map(_hook, found.items) if found.items else ("没有接收地址 / there are no hooks",)))

    return answered(caller, console, lambda api: api.get("/v1/hooks", Hooks), show, as_json=as_json)


def proposed(  # noqa: PLR0913 - what a hook is
    caller: Caller, console: Console, name: str, url: str, place: str, *, as_json: bool
) -> int:
    """Propose a hook, and show its secret."""

    def propose(api: Client) -> HookMade:
        wanted = HookWanted(name=name, url=url, place=place)
        return api.hand_in("/v1/hooks", HookMade, wanted.model_dump_json().encode())

    return answered(caller, console, propose, _show_made, as_json=as_json)


def changed(caller: Caller, console: Console, hook: UUID, act: str, *, as_json: bool) -> int:
    """Approve or disable a hook."""

    def show(found: HookShown, console: Console) -> None:
        say(console, _hook(found))

    return answered(
        caller, console, lambda api: api.hand_in(f"/v1/hooks/{hook}/{act}", HookShown), show, as_json=as_json
    )


def rotated(caller: Caller, console: Console, hook: UUID, *, as_json: bool) -> int:
    """Give a hook another secret, and show it."""
    return answered(
        caller, console, lambda api: api.hand_in(f"/v1/hooks/{hook}/secrets", HookMade), _show_made, as_json=as_json
    )


def deliveries(caller: Caller, console: Console, state: str, *, as_json: bool) -> int:
    """Show messages in a state; returns the exit code, of its own while some have failed."""
    failed = 0

    def ask(api: Client) -> Deliveries:
        nonlocal failed
        found = api.get(f"/v1/deliveries?state={state}&limit=200", Deliveries)
        failed = found.failed
        return found

    def show(found: Deliveries, console: Console) -> None:
        say(console, *_lines(found))

    return answered(caller, console, ask, show, as_json=as_json) or (EXIT_SOME_FAILED if failed else EXIT_NONE_FAILED)


def redelivered(caller: Caller, console: Console, delivery: UUID) -> int:
    """Have a message tried anew."""

    def show(_: Redelivered, console: Console) -> None:
        say(console, "已安排重发 / it is tried anew")

    path = f"/v1/deliveries/{delivery}/redelivery"
    return answered(caller, console, lambda api: api.hand_in(path, Redelivered), show, as_json=False)


def switched(caller: Caller, console: Console, reason: str, *, paused: bool) -> int:
    """Stop deliveries, or let them go on."""

    def ask(api: Client) -> Switch:
        wanted = Switch(paused=paused, reason=reason)
        return api.hand_in("/v1/deliveries/switch", Switch, wanted.model_dump_json().encode())

    def show(now: Switch, console: Console) -> None:
        say(console, "发送已暂停 / deliveries are stopped" if now.paused else "发送已恢复 / deliveries go on")

    return answered(caller, console, ask, show, as_json=False)


def _show_made(made: HookMade, console: Console) -> None:
    say(console, _hook(made.hook), f"密钥，只显示这一次 / the secret, shown this once: {made.secret}")


def _hook(hook: HookShown) -> str:
    because = f"（{hook.because}）" if hook.because else ""
    return f"{hook.hook_id} {both(word(HOOK_STATES, hook.state))}{because} {hook.name} {hook.url} {hook.place}"


def _lines(found: Deliveries) -> Iterable[str]:
    stopped = "，发送已暂停 / deliveries are stopped" if found.paused else ""
    yield f"未送达 failed {found.failed}，等待 waiting {found.waiting}{stopped}"
    for each in found.items:
        whom = each.hook or each.person or "-"
        yield (
            f"{each.delivery_id} {both(word(DELIVERY_STATES, each.state))} {both(word(CHANNELS, each.channel))} {whom}"
            f" 已试 tries {each.tries} {each.answer or ''}"
        )
