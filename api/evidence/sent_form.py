"""A form with a file in it, as a browser without a script sends it (multipart/form-data, RFC 7578).

The file goes where uploads go while it comes in, sealed: nothing of it lies in clear in a temporary file. It can not be
gone on with where it was cut; with the page's script it can.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID, uuid4

from starlette.requests import Request

from api.auth.context import AppContext, context_of
from api.evidence.receiving import file_name, keep_new, told_as_problems, writing
from api.http.limits import UPLOAD_BYTES_MAX
from api.http.problems import FILE_TOO_LARGE, ProblemRaised
from api.identity.personas import Persona
from api.web.multipart import FormReading, arriving
from eventlog.files.staging import Part
from eventlog.files.uploads import Upload


@dataclass(frozen=True, slots=True)
class SentForm:
    """What was filled in, and the file that came with it as it is kept; or why it is not taken."""

    fields: Mapping[str, str]
    upload: Upload | None = None
    problem: ProblemRaised | None = None


async def sent_form(request: Request, who: Persona, case_id: UUID) -> SentForm:
    """Read a form; a file in it is looked at and kept. Whoever calls knows already that they may send one.

    Raises:
        ProblemRaised: 415 it is no such form; 408 it broke off; 422 more than any form of ours has.
    """
    context, reading = context_of(request), FormReading()
    form = arriving(request, reading)
    problem: ProblemRaised | None = None
    stored: Upload | None = None
    with told_as_problems():
        async with _arriving(request, context, case_id) as (upload_id, part):
            async for _ in form:
                if len(reading.file_bytes) + part.offset > UPLOAD_BYTES_MAX:
                    raise ProblemRaised(FILE_TOO_LARGE)
                await asyncio.to_thread(part.write, bytes(reading.file_bytes))
                reading.file_bytes.clear()
            if part.offset:
                try:
                    upload = Upload(
                        id=upload_id,
                        case_id=case_id,
                        organ=who.organ,
                        person=who.person,
                        size=part.offset,
                        name=file_name(reading.file_name),
                        begun_at=context.clock(),
                    )
                    stored = await keep_new(context, upload, part)
                except ProblemRaised as raised:
                    problem = raised
    return SentForm(reading.fields, stored, problem)


@asynccontextmanager
async def _arriving(request: Request, context: AppContext, case_id: UUID) -> AsyncIterator[tuple[UUID, Part]]:
    """Room for a file that may come; what does not become an upload is forgotten."""
    upload_id = uuid4()
    announced = request.headers.get("content-length", "0")
    await asyncio.to_thread(context.files.staging.begin, upload_id, int(announced) if announced.isdigit() else 0)
    try:
        async with writing(context, upload_id, case_id) as part:
            yield upload_id, part
    finally:
        if await context.files.uploads.get(upload_id) is None:
            await asyncio.to_thread(context.files.staging.remove, upload_id)
