"""What is made while it is sent is let go of as soon as its reader goes away, whatever still holds the answer."""

import asyncio
from collections.abc import AsyncGenerator, Generator, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from api.app import create_app
from api.http.streams import Streamed
from eventlog.files.sealing import SEGMENT_BYTES
from eventlog.files.stores import FileName, FileStore, KeptFile
from tests.api.client import ApiClient
from tests.api.evidence.samples import PDF, Sender
from tests.api.positions import ORGANISATION


class GoneAwayError(Exception):
    """The reader went away."""


@dataclass(slots=True)
class Reader:
    """One who reads so many parts of the body, and goes away."""

    parts: int
    asked: bool = False

    async def receive(self) -> dict[str, object]:
        """The request has no body; after it comes nothing more."""
        if self.asked:
            await asyncio.Event().wait()
        self.asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(self, message: Any) -> None:
        """Take a part."""
        if message["type"] == "http.response.body" and message.get("body"):
            if not self.parts:
                raise GoneAwayError
            self.parts -= 1


@dataclass(slots=True)
class Watched:
    """A store that tells which of its files are open."""

    store: FileStore
    open: list[FileName] = field(default_factory=list)

    def put(self, name: FileName, sealed: Iterator[bytes]) -> None:
        """As ever."""
        self.store.put(name, sealed)

    def get(self, name: FileName) -> Generator[bytes, None, None]:
        """As ever; noted until it is closed."""
        self.open.append(name)
        try:
            yield from self.store.get(name)
        finally:
            self.open.remove(name)

    def remove(self, name: FileName) -> None:
        """As ever."""
        self.store.remove(name)

    def files(self) -> Iterator[KeptFile]:
        """As ever."""
        return self.store.files()


@pytest.mark.parametrize("parts", [0, 1, 2])
async def test_a_document_is_closed_wherever_its_reader_breaks_off(api: ApiClient, parts: int) -> None:
    """While the failure is still looked at, so that nothing else can have closed it."""
    case = await api.file()
    sends = Sender(api, case.id, ORGANISATION)
    content = PDF.replace(b"%%EOF", b"% " + b"x" * 3 * SEGMENT_BYTES + b"\n%%EOF")
    said = await sends.upload("扫描件.pdf", content)
    assert (await sends.add(said)).status_code == 201
    watched = Watched(api.context.files.store)
    app = create_app(replace(api.context, files=replace(api.context.files, store=watched)))
    path = f"/v1/cases/{case.id}/documents/{said['sha256']}"
    sent = {"Host": "rongcuo.test", **api.as_(ORGANISATION)}
    headers = [(name.lower().encode(), value.encode()) for name, value in sent.items()]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": b"", "headers": headers, "root_path": "",
        "server": ("rongcuo.test", 80), "client": ("127.0.0.1", 1),
    }  # fmt: skip
    reader = Reader(parts)
    with pytest.raises(BaseException) as broken:  # noqa: PT011 - held while the file is looked for
        await app(scope, reader.receive, reader.send)
    assert (watched.open, reader.parts) == ([], 0)
    assert broken.group_contains(GoneAwayError) if isinstance(broken.value, BaseExceptionGroup) else broken


async def test_a_stream_is_closed_with_its_reader() -> None:
    """Whatever it is made of."""
    closed = False

    async def told() -> AsyncGenerator[str, None]:
        nonlocal closed
        try:
            while True:
                yield "x"
        finally:
            closed = True

    reader = Reader(2)
    scope = {"type": "http", "asgi": {"spec_version": "2.4"}}
    with pytest.raises(GoneAwayError) as broken:
        await Streamed(told(), {}, "text/plain")(scope, reader.receive, reader.send)
    assert closed, broken
