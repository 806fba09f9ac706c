"""Files that are named on the command line: the documents that an act names, sent before it is."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import UUID, uuid5

import typer
from pydantic import JsonValue, TypeAdapter, ValidationError
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TransferSpeedColumn

from api.forms.filling import Filled
from api.forms.shape import Group, Rows, shape_of
from deploy.cli.work.session import BadInput
from deploy.cli.work.telling import Telling
from domain.messages import Command, kind_of
from domain.values import Bilingual
from rongcuo_client import Client, NotOurs, Uploaded

_BODY: TypeAdapter[dict[str, JsonValue]] = TypeAdapter(dict[str, JsonValue])


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file of whoever sits there; it is called as its name says, without the ending."""

    path: Path
    sha256: str

    @property
    def said(self) -> dict[str, JsonValue]:
        """As a document is named."""
        return {"sha256": self.sha256, "title": self.path.stem}

    def key(self, command: UUID) -> UUID:
        """The key under which it comes into the file that a command begins, as on the pages."""
        return uuid5(command, self.sha256)


@dataclass(frozen=True, slots=True)
class Documents:
    """The files that an act names, in the field that it has for documents."""

    field: str
    files: tuple[LocalFile, ...]

    def put_into(self, filled: Filled) -> Filled:
        """A form with them in the rows after those that are filled in."""
        first = filled.rows(f"/{self.field}")
        values = {
            f"/{self.field}/{number}/{name}": (str(value),)
            for number, file in enumerate(self.files, first)
            for name, value in file.said.items()
        }
        return filled.with_(values)

    def added_to(self, content: bytes) -> bytes:
        """A body with them behind those that it names; what is no body is left to be refused as such."""
        try:
            body = _BODY.validate_json(content)
        except ValidationError:
            return content
        there = body.get(self.field) or []
        if not isinstance(there, list):
            return content
        return json.dumps({**body, self.field: [*there, *(file.said for file in self.files)]}).encode()


def documents_of(command: type[Command], paths: Sequence[Path], telling: Telling, *, ask: bool) -> Documents | None:
    """The files at some paths, as the documents of an act; where none is named, those that somebody is asked for.

    Raises:
        BadInput: one cannot be read, or the act names no documents.
    """
    of = next((each.name for each in shape_of(command) if isinstance(each, Rows) and _of_documents(each)), None)
    paths = paths or (list(_asked(telling)) if ask and of else ())
    if not paths:
        return None
    if of is None:
        kind = kind_of(command)
        raise BadInput(Bilingual(zh=f"{kind} 没有可附的材料", en=f"{kind} names no documents"))
    return Documents(of, tuple({file.sha256: file for file in map(_read, paths)}.values()))


def _of_documents(rows: Rows) -> bool:
    return isinstance(rows.item, Group) and rows.item.whole == "document"


def _asked(telling: Telling) -> Iterator[Path]:
    label = telling.said("材料文件的路径，没有（更多）请直接回车", "path of a document, nothing for no (more)")
    while typed := str(typer.prompt(label, default="", show_default=False, err=True)).strip():
        path = Path(typed).expanduser()
        if path.is_file():
            yield path
        else:
            telling.note(telling.said(f"没有这个文件：{path}", f"there is no such file: {path}"))


def _read(path: Path) -> LocalFile:
    try:
        with path.open("rb") as opened:
            return LocalFile(path, hashlib.file_digest(opened, "sha256").hexdigest())
    except OSError as error:
        raise BadInput(Bilingual(zh=f"{path} 不能读取", en=f"{path} cannot be read")) from error


def sent(client: Client, files: Iterable[LocalFile], telling: Telling) -> Iterator[tuple[LocalFile, Uploaded]]:
    """Send each, showing how far it is; over connections that break, from where they did.

    Raises:
        NotOurs: what arrived is not the file that was read.
    """
    columns = TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn()
    with Progress(*columns, console=telling.error, disable=not telling.watched, transient=True) as progress:
        for file in files:
            told = partial(_moved, progress, progress.add_task(file.path.name, total=None))
            with file.path.open("rb") as content:
                uploaded = client.upload(content, file.path.name, told=told)
            if uploaded.sha256 != file.sha256:
                raise NotOurs(f"{file.path} changed while it was sent")
            yield file, uploaded


def _moved(progress: Progress, task: TaskID, done: int, size: int) -> None:
    progress.update(task, completed=done, total=size)
