"""`rongcuo begin`: a case, a risk filing, a work record or a meeting, from its form to its number, with its files."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from uuid import UUID, uuid4

from api.forms.paths import ADD_DOCUMENT
from api.forms.views import EXPECTED
from deploy.cli.work.acting import ACTS, BEGINNINGS, Filling, Order, checked, filled_in, prepared, sending
from deploy.cli.work.documents import LocalFile, documents_of, sent
from deploy.cli.work.telling import BAD_INPUT, DONE, Telling
from domain.messages import kind_of
from domain.streams import StreamName, stream_of
from domain.values import Frozen
from rongcuo_client import ApiError, Client, Numbered, Recorded, Uploaded
from rongcuo_client.operations import form_path


class Begun(Frozen):
    """What was begun; `number` is empty where it has none, or none is shown yet."""

    command_id: UUID
    stream_id: UUID
    number: str
    version: int
    events: tuple[str, ...]
    documents: int


def begin(client: Client, order: Order, files: Sequence[Path], telling: Telling) -> int:
    """Fill in, check, ask, send the files, begin it; returns the exit code.

    Nothing is sent before it is confirmed. The files are sent before it is begun, so that one that is not taken leaves
    nothing behind; into the file of a case they come after that, each under a key of its own.
    """
    command, key = prepared(order, BEGINNINGS, telling), order.key or uuid4()
    ask = telling.watched and not order.yes and order.body is None
    documents = documents_of(command, files, telling, ask=ask)
    filling = Filling(form_path(command, None), documents=documents, asks=EXPECTED)
    body = filled_in(client, command, order, telling, filling)
    if body is None:
        return BAD_INPUT
    if (ended := checked(client.check(None, body, key=key), order, telling)) is not None:
        return ended
    name = stream_of(kind_of(command))
    arrived = list(sent(client, documents.files if documents else (), telling))
    with sending(key):
        recorded = client.begin(body, key=key)
        number = _number(client, name, recorded)
        try:
            taken = _taken_in(client, recorded.stream_id, key, arrived) if name == "case" else len(arrived)
        except ApiError as error:
            error.command_id = key
            called = number or recorded.stream_id
            telling.note(
                telling.said(
                    f"已登记 {called}，材料尚未全部入卷；再次办理请加 --key {key}，已入卷的不会重复。",
                    f"{called} is begun, its documents are not all in its file: do it again with --key {key}.",
                )
            )
            raise
    begun = Begun(
        command_id=key,
        stream_id=recorded.stream_id,
        number=number,
        version=client.core.seen[recorded.stream_id],
        events=recorded.events,
        documents=taken,
    )
    telling.answer(begun, telling.said(f"已登记：{number} {begun.stream_id}", f"begun: {number} {begun.stream_id}"))
    return DONE


def _taken_in(client: Client, case_id: UUID, command: UUID, arrived: Iterable[tuple[LocalFile, Uploaded]]) -> int:
    """Put files that were sent into the file of the case that a command began, each once; how many."""
    count = 0
    for file, uploaded in arrived:
        said = {**file.said, "size": uploaded.size, "format": uploaded.format}
        client.act(case_id, ACTS.by_kind[ADD_DOCUMENT].model_validate(said), key=file.key(command))
        count += 1
    return count


def _number(client: Client, name: StreamName, recorded: Recorded) -> str:
    """The number that it bears; it is begun whether or not that is shown."""
    try:
        return client.stream(name, recorded.stream_id, Numbered).number
    except ApiError:
        return ""
