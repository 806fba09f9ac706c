"""What a command of the office says, where, in which language, and with which exit code it ends."""

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar
from uuid import UUID

import typer
from pydantic import BaseModel
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from deploy.cli.api_client import NoApi
from deploy.cli.work.session import (
    BadInput,
    Interrupted,
    Language,
    SignedIn,
    Speaker,
    client_of,
    connected,
    keep,
    language,
)
from domain.values import Bilingual
from rongcuo_client import (
    ApiError,
    Client,
    Fault,
    Malformed,
    NeverSeen,
    Refused,
    StillPending,
    TooMany,
    Unavailable,
    Unreachable,
)

DONE: Final = 0
REFUSED: Final = 1
BAD_INPUT: Final = 2
UNREACHED: Final = 3
UNKNOWN: Final = 4
GIVEN_UP: Final = 5
INTERRUPTED: Final = 130
"""As shells have it of what was ended with Ctrl-C."""

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Telling:
    """A terminal, or a pipe: for machines it is JSON, for a pipe lines with tabs, for people tables.

    Attributes:
        out: Where the answer goes; `error` where all else goes.
    """

    as_json: bool
    out: Console = field(default_factory=lambda: Console(highlight=False))
    error: Console = field(default_factory=lambda: Console(stderr=True, highlight=False))
    language: Language = field(default_factory=language)

    @property
    def watched(self) -> bool:
        """Whether somebody looks on, who is shown progress and asked what is missing."""
        return not self.as_json and self.error.is_terminal and sys.stdin.isatty()

    def words(self, both: Bilingual | None) -> str:
        """Words in the language of whoever sits there."""
        return "" if both is None else both.zh if self.language == "zh" else both.en

    def said(self, zh: str, en: str) -> str:
        """One of two sentences."""
        return zh if self.language == "zh" else en

    def tell(self, *lines: str) -> None:
        """Lines of an answer, as they are: a tab stays one."""
        self.out.file.write("".join(f"{line}\n" for line in lines))

    def note(self, *lines: str) -> None:
        """Something beside the answer."""
        self.error.out("\n".join(lines), highlight=False)

    def answer(self, found: BaseModel, *lines: str) -> None:
        """One thing: as JSON, or in lines."""
        if self.as_json:
            self.tell(found.model_dump_json())
        else:
            self.tell(*lines)

    def table(self, items: Iterable[M], headings: Sequence[str], rows: Callable[[M], Sequence[str]]) -> None:
        """A list: as JSON all of it in one, else a line each."""
        if self.as_json:
            lines = [each.model_dump(mode="json") for each in items]
            self.tell(json.dumps({"items": lines}, ensure_ascii=False))
        elif self.out.is_terminal:
            drawn = Table(*headings)
            for each in items:
                drawn.add_row(*map(escape, rows(each)))
            self.out.print(drawn)
        else:
            for each in items:
                self.tell("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in rows(each)))

    def fault(self, title: str, todo: str, *more: str) -> None:
        """What is the matter, and what to do."""
        self.note(title, *more, *([todo] if todo else []))

    def refused(self, problem: Refused) -> None:
        """A problem of the API: its sentence, its articles, each faulty field, what to do, the request id."""
        found = problem.problem
        self.fault(
            self.words(found.sentences) + (f"（{'、'.join(problem.article)}）" if problem.article else ""),
            self.words(found.todo),
            *([found.detail] if found.detail else []),
            *map(self._fault, problem.fields),
        )
        self.note(f"[{problem.code}] {self.said('请求编号', 'request')} {problem.request_id or '-'}")

    def _fault(self, fault: Fault) -> str:
        return f"  {fault.pointer}: {self.words(fault.todo) or fault.message} [{fault.code}]"


def session(speaker: Speaker, telling: Telling, work: Callable[[Client], int]) -> int:
    """Do some work as whoever speaks; what comes in its way is told, and the exit code says of which kind it was."""
    return _told(telling, lambda: client_of(speaker), work)


def _told(telling: Telling, client_: Callable[[], Client], work: Callable[[Client], int]) -> int:  # noqa: C901, PLR0911 - one return a kind of failure
    try:
        with client_() as client:
            return work(client)
    except BadInput as bad:
        telling.fault(telling.words(bad.words), "")
        return BAD_INPUT
    except NoApi as missing:
        telling.fault(str(missing), "")
        return UNREACHED
    except NeverSeen as unseen:
        telling.fault(str(unseen), "")
        return BAD_INPUT
    except Malformed as bad:
        telling.refused(bad)
        return BAD_INPUT
    except (TooMany, Unavailable) as away:
        telling.refused(away)
        return _unknown(away.command_id, telling)
    except Refused as refused:
        telling.refused(refused)
        return REFUSED
    except (StillPending, Unreachable) as away:
        telling.fault(
            telling.said(f"没有答复：{away}", f"no answer: {away}"),
            telling.said("请检查网址和网络后再试。", "Look after the address and the network, and try again."),
        )
        return _unknown(away.command_id, telling)
    except ApiError as other:
        telling.fault(telling.said(f"答复的不是本系统：{other}", str(other)), "")
        return UNREACHED
    except Interrupted as ended:
        return _unknown(ended.key, telling)
    except typer.Abort:
        telling.note(telling.said("已中断，没有办理。", "Ended; nothing was recorded."))
        return GIVEN_UP
    except KeyboardInterrupt:
        telling.note(telling.said("已中断。", "Ended."))
        return INTERRUPTED


def _unknown(key: UUID | None, telling: Telling) -> int:
    """Nothing was sent that changes anything; or an act was, and nobody here knows what became of it."""
    if key is None:
        return UNREACHED
    telling.note(
        telling.said(
            f"不知道是否已经办理。再次办理请加 --key {key}，不会办两次。",
            f"It is not known whether it was done. Do it again with --key {key}: it is done once.",
        )
    )
    return UNKNOWN


def sign_in(url: str, token: str, telling: Telling) -> int:
    """Keep an address and a token, once something could be read with them; returns the exit code."""

    def tried(client: Client) -> int:
        next(client.inbox(limit=1), None)
        return DONE

    code = _told(telling, lambda: connected(url, token), tried)
    if code == DONE:
        file = keep(SignedIn(url=url, token=token))
        telling.note(telling.said(f"已登录，存于 {file}", f"signed in; kept in {file}"))
    return code
