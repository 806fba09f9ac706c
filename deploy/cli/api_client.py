"""How a command speaks to the running API: where it is, as whom, and what is shown when the answer is a problem.

The stack of a data directory is found by its record, and its tokens by the position that holds them. Elsewhere two
variables of the environment say both.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

import httpx2
from pydantic import BaseModel, ValidationError
from rich.console import Console

from api.identity.demonstration import PersonaToken, TokensFile
from deploy.cli.terminal import API_URL, EXIT_REFUSED, EXIT_UNREACHED, say
from deploy.stack.data_directory import DataDirectory
from rongcuo_client import ApiError, Client, Refused, Retry

TOKEN: Final = "RONGCUO_TOKEN"  # noqa: S105 - the name of a variable

_TIMEOUT_SECONDS: Final = 30.0
_RETRY: Final = Retry(attempts=4, patience_seconds=10.0)
"""Somebody waits at a terminal."""
_OPERATOR: Final = "operator"
_NOBODY_NAMED: Final = "请用 --as 指明由谁审批，不得是提出人 / name who approves with --as; it may not be the proposer"

_NO_TOKEN: Final = (
    f"没有令牌：请用 rongcuo tokens make 签发并设置 {TOKEN}"
    f" / no token: make one with `rongcuo tokens make` and set {TOKEN}"
)

Model = TypeVar("Model", bound=BaseModel)


class NoApi(Exception):  # noqa: N818 - says what is the matter
    """The API cannot be reached, or nobody was named to speak to it; the command does nothing."""


def told(refused: Refused, source: str = "") -> str:
    """What people are shown of a problem: each fault with its line in `source`, or the sentences and what to do."""
    problem = refused.problem
    if source and any(fault.line for fault in problem.errors):
        return "\n".join(
            f"{source}:{fault.line}:{fault.column}: {fault.pointer.strip('/').replace('/', '.')}: {fault.message}"
            for fault in problem.errors
        )
    lines = [f"{problem.sentences.zh} / {problem.sentences.en}"]
    lines += [problem.detail] if problem.detail else []
    lines += [f"{fault.pointer}: {fault.message}" for fault in problem.errors]
    return "\n".join([*lines, f"{problem.todo.zh} / {problem.todo.en}", f"[{problem.code}]"])


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose data directory is looked at, and as which position; None: the environment's token, else an operator's."""

    data: Path
    position: str | None = None

    def named(self) -> bool:
        """Whether somebody was named to speak."""
        return self.position is not None or bool(os.environ.get(TOKEN))


@contextmanager
def speaking(caller: Caller, patience_seconds: float = _TIMEOUT_SECONDS) -> Iterator[Client]:
    """The running API, spoken to as one persona.

    Raises:
        NoApi: nothing runs or answers, or nobody is known by that position.
        Refused: the API answered with a problem.
    """
    address, token = address_of(caller.data), token_of(caller)
    with httpx2.Client(timeout=patience_seconds, trust_env=False) as http:
        try:
            yield Client(address, token, retry=_RETRY, http=http)
        except Refused:
            raise
        except ApiError as error:
            raise NoApi(f"API 无应答，请稍后再试 / the API does not answer, try again: {error}") from error


def answered(  # noqa: PLR0913 - what is asked, by whom, and how it is shown
    caller: Caller,
    console: Console,
    ask: Callable[[Client], Model],
    show: Callable[[Model, Console], None],
    *,
    as_json: bool,
    by_name: bool = False,
    source: str = "",
    fine: str = "",
) -> int:
    """Ask the API and show its answer, or why there is none; returns the exit code.

    Args:
        caller: As whom.
        console: Where it is shown.
        ask: What is asked.
        show: How people are shown the answer.
        as_json: Whether a machine is shown it.
        by_name: Only as somebody who was named, never as a default.
        source: The file that is sent, on whose lines faults are told.
        fine: The code of a problem that means that nothing is left to do.
    """
    if by_name and not caller.named():
        say(console, _NOBODY_NAMED)
        return EXIT_REFUSED
    try:
        with speaking(caller) as api:
            answer = ask(api)
    except NoApi as missing:
        say(console, str(missing))
        return EXIT_UNREACHED
    except Refused as refused:
        say(console, told(refused, source))
        return 0 if refused.code == fine else EXIT_REFUSED
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        say(console, *(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in faults))
        return EXIT_REFUSED
    if as_json:
        say(console, answer.model_dump_json())
    else:
        show(answer, console)
    return 0


def address_of(data: Path) -> str:
    """Where the API is.

    Raises:
        NoApi: nothing runs, and the environment does not say where else.
    """
    record = DataDirectory(data).running()
    address = record.api_url if record else os.environ.get(API_URL)
    if not address:
        raise NoApi("未在运行，请先运行 rongcuo up / not running: run `rongcuo up` first")
    return address


def token_of(caller: Caller) -> str:
    """The token of whoever speaks.

    Raises:
        NoApi: there is none.
    """
    given = os.environ.get(TOKEN)
    if caller.position is None and given:
        return given
    file = DataDirectory(caller.data).tokens
    try:
        personas = TokensFile.model_validate_json(file.read_bytes()).personas
    except (OSError, ValidationError) as error:
        raise NoApi(_NO_TOKEN) from error
    chosen = _persona(personas, caller.position)
    if chosen is None:
        known = ", ".join(sorted(entry.position for entry in personas if entry.duty == _OPERATOR))
        raise NoApi(f"没有该职务的令牌；运维职务 / no token for that position; those of operators: {known or '-'}")
    return chosen.token


def _persona(personas: tuple[PersonaToken, ...], position: str | None) -> PersonaToken | None:
    if position is None:
        return next((entry for entry in personas if entry.duty == _OPERATOR), None)
    return next((entry for entry in personas if entry.position == position), None)
