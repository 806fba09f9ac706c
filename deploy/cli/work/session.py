"""Who speaks to which installation: as signed in, as the environment says, or as a post of a running demonstration.

A token stands in a file that its owner alone reads, or in the environment; never among the arguments of a command,
which everybody on the machine can list.
"""

import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal
from uuid import UUID

import typer
from pydantic import BaseModel, ValidationError

from deploy.cli.api_client import TOKEN, Caller, NoApi, address_of, token_of
from deploy.cli.terminal import API_URL
from deploy.stack.data_directory import DataDirectory
from domain.values import Bilingual
from rongcuo_client import Client, Retry

TOKEN_FILE: Final = "RONGCUO_TOKEN_FILE"  # noqa: S105 - the name of a variable
_RETRY: Final = Retry(attempts=6, patience_seconds=20.0)
"""Somebody waits at a terminal."""
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO

Language = Literal["zh", "en"]


class BadInput(Exception):  # noqa: N818 - says what is the matter
    """What was asked for cannot be done as it was asked; its words are in both languages."""

    def __init__(self, words: Bilingual) -> None:
        super().__init__(words.en)
        self.words = words


class Interrupted(Exception):  # noqa: N818 - says what is the matter
    """Somebody ended a command while an act was being sent; `key` is what it was sent under."""

    def __init__(self, key: UUID) -> None:
        super().__init__(f"interrupted: {key}")
        self.key = key


class SignedIn(BaseModel):
    """Where somebody signed in, and the token that they gave."""

    url: str
    token: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: the data directory looked at, and the post, if one was named."""

    data: Path
    position: str | None = None


def language() -> Language:
    """The language of whoever sits there: English where the locale says another than Chinese, Chinese else."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        given = os.environ.get(name, "")
        if given:
            return "zh" if given.lower().startswith(("zh", "c.", "posix")) or given == "C" else "en"
    return "zh"


def client_of(speaker: Speaker) -> Client:
    """The client of whoever speaks.

    Raises:
        NoApi: nothing runs, or there is no token.
        BadInput: a file with a token can be read by others, or the address is none.
    """
    return connected(*_known(speaker))


def connected(url: str, token: str) -> Client:
    """A client of an installation, in the language of whoever sits there.

    Raises:
        BadInput: the address is none.
    """
    try:
        return Client(url, token, retry=_RETRY, language=language())
    except ValueError as error:
        raise BadInput(Bilingual(zh=f"不是网址：{url}", en=str(error)[:400])) from error


def _known(speaker: Speaker) -> tuple[str, str]:
    caller = Caller(speaker.data, speaker.position)
    if speaker.position is not None or os.environ.get(TOKEN):
        return address_of(speaker.data), token_of(caller)
    if file := os.environ.get(TOKEN_FILE):
        return address_of(speaker.data), read_secret(Path(file)).strip()
    kept = sign_in_file()
    if kept.exists():
        try:
            signed = SignedIn.model_validate_json(read_secret(kept))
        except ValidationError as error:
            raise BadInput(Bilingual(zh=f"{kept} 已损坏，请重新登录", en=f"{kept} is broken: sign in again")) from error
        return os.environ.get(API_URL) or signed.url, signed.token
    if DataDirectory(speaker.data).running() is not None:
        raise BadInput(
            Bilingual(
                zh="请用 --as 指明以哪个职务，或先 rongcuo sign-in", en="name a post with --as, or `rongcuo sign-in`"
            )
        )
    raise NoApi("没有登录，也没有在运行的系统 / not signed in, and nothing runs here: `rongcuo sign-in`")


def sign_in_file() -> Path:
    """Where a sign-in is kept: in the folder of settings of whoever sits there."""
    return Path(typer.get_app_dir("rongcuo")) / "sign-in.json"


def keep(signed: SignedIn) -> Path:
    """Keep a sign-in, for its owner alone."""
    file = sign_in_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".part")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as written:
        written.write(signed.model_dump_json())
    fresh.replace(file)
    return file


def read_secret(file: Path) -> str:
    """The content of a file with a token.

    Raises:
        BadInput: it cannot be read, or others can.
    """
    try:
        if sys.platform != "win32" and file.stat().st_mode & _OTHERS:
            raise BadInput(Bilingual(zh=f"{file} 他人可读，请 chmod 600", en=f"others can read {file}: chmod 600 it"))
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(Bilingual(zh=f"{file} 不能读取", en=f"{file} cannot be read")) from error
