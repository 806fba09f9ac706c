"""How a file of a table is sent: under a name in Chinese, chunk by chunk, kept by nobody on the way."""

from collections.abc import AsyncGenerator
from typing import IO
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.http.streams import Streamed
from api.tables.writing import MEDIA_TYPES, Format

_CHUNK = 1 << 16


def sent(file: IO[bytes], kind: Format, name: str) -> Response:
    """A file as an answer; it is closed when it has gone out."""

    async def chunks() -> AsyncGenerator[bytes, None]:
        with file:
            while chunk := await run_in_threadpool(file.read, _CHUNK):
                yield chunk

    disposition = f"attachment; filename=\"list.{kind}\"; filename*=UTF-8''{quote(f'{name}.{kind}')}"
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return Streamed(chunks(), headers, MEDIA_TYPES[kind])
