"""How a file of a table is sent: under a name in Chinese, chunk by chunk, kept by nobody on the way."""

import asyncio
from collections.abc import AsyncIterator
from typing import IO
from urllib.parse import quote

from starlette.responses import Response, StreamingResponse

from api.tables.writing import MEDIA_TYPES, Format

_CHUNK = 1 << 16


def sent(file: IO[bytes], kind: Format, name: str) -> Response:
    """A file as an answer; it is closed when it has gone out."""

    async def chunks() -> AsyncIterator[bytes]:
        with file:
            while chunk := await asyncio.to_thread(file.read, _CHUNK):
                yield chunk

    disposition = f"attachment; filename=\"list.{kind}\"; filename*=UTF-8''{quote(f'{name}.{kind}')}"
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return StreamingResponse(chunks(), headers=headers, media_type=MEDIA_TYPES[kind])
