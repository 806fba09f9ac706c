"""`rongcuo export`: a case as a folder: how it stands, its events, its documents, and the SHA-256 of each file."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from deploy.cli.work.session import BadInput
from deploy.cli.work.telling import DONE, Telling
from domain.values import Bilingual, Frozen
from rongcuo_client import Client, DocumentInFile, NotOurs

_NOT_IN_NAMES = re.compile(r"[^\w〔〕（）().-]+")
_FORMAT = re.compile(r"[a-z0-9]{1,8}")


class Bundle(Frozen):
    """What was written, and what could not be read by whoever asked."""

    folder: str
    files: int
    not_readable: tuple[str, ...]


def export(client: Client, case: str, out: Path, telling: Telling) -> int:
    """Write a case into a folder of its own below `out`; nothing that is there is written over.

    It has its name only when it is whole. What was broken off lies beside it, and the next one goes on from there.

    Raises:
        BadInput: the folder is there, or cannot be written.
    """
    found = client.case(case)
    folder = out / (_NOT_IN_NAMES.sub("_", found.number).strip("._") or str(found.case_id))
    if folder.exists():
        raise BadInput(Bilingual(zh=f"{folder} 已存在，没有覆盖", en=f"{folder} is there already and was left alone"))
    fresh = folder.with_name(f"{folder.name}.part")
    documents = client.documents(found.case_id).documents
    readable = [each for each in documents if each.readable]
    names = {each.sha256 + (f".{each.format}" if _FORMAT.fullmatch(each.format) else ""): each for each in readable}
    try:
        fresh.mkdir(parents=True, exist_ok=True)
        whole = _kept(fresh, names)
        _write_json(fresh / "case.json", client.fetch(f"/v1/cases/{found.case_id}"))
        _write_json(fresh / "documents.json", client.fetch(f"/v1/cases/{found.case_id}/documents"))
        events = [each.model_dump(mode="json") for each in client.timeline(found.case_id)]
        (fresh / "timeline.json").write_text(_pretty(events), encoding="utf-8")
        for name in _shown([each for each in names if each not in whole], telling):
            with (fresh / name).open("w+b") as into:
                client.download(found.case_id, names[name].sha256, into)
        sums = [f"{_digest(path)}  {path.name}" for path in sorted(fresh.iterdir())]
        (fresh / "SHA256SUMS").write_text("\n".join(sums) + "\n", encoding="utf-8")
        fresh.rename(folder)
    except OSError as error:
        what = f"{folder}: {error.strerror}"
        raise BadInput(Bilingual(zh=f"不能写入 {what}", en=f"cannot be written: {what}")) from error
    hidden = tuple(each.sha256 for each in documents if not each.readable)
    bundle = Bundle(folder=str(folder), files=len(sums), not_readable=hidden)
    more = telling.said(f"，另有 {len(hidden)} 份无权读取", f", {len(hidden)} more may not be read") if hidden else ""
    telling.answer(bundle, telling.said(f"{folder}：{len(sums)} 个文件{more}", f"{folder}: {len(sums)} files{more}"))
    return DONE


def _kept(folder: Path, names: Mapping[str, DocumentInFile]) -> set[str]:
    """What an export that was broken off has whole already; all else that it left is removed."""
    whole = set()
    for path in folder.iterdir():
        if path.name in names and _digest(path) == names[path.name].sha256:
            whole.add(path.name)
        else:
            path.unlink()
    return whole


def _shown(documents: list[str], telling: Telling) -> Iterator[str]:
    """Each document that is missing, with how many of how many are there."""
    columns = (
        TextColumn(telling.said("材料", "documents")), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    )  # fmt: skip
    with Progress(*columns, console=telling.error, disable=not telling.watched, transient=True) as progress:
        yield from progress.track(documents)


def _write_json(path: Path, content: bytes) -> None:
    try:
        path.write_text(_pretty(json.loads(content)), encoding="utf-8")
    except ValueError as error:
        raise NotOurs(f"{path.name} is no JSON") from error


def _pretty(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
