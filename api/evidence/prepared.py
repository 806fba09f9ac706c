"""Files that no case has yet: what somebody may choose from in a form, and what a case that was opened takes over."""

from collections.abc import Sequence
from uuid import UUID, uuid5

import structlog
from fastapi import Request

from api.auth.context import context_of
from api.auth.policy import allowed
from api.evidence.adding import take_over
from api.evidence.receiving import ADD_DOCUMENT, arrived
from api.evidence.views import UploadStatus, status_of
from api.http.problems import ProblemRaised
from api.identity.personas import Persona
from domain.messages import Command
from domain.values import Frozen, documents_in
from eventlog.files.stores import FileName
from eventlog.files.uploads import folder_of

_logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


class PreparedFiles(Frozen):
    """备用文件: what the caller uploaded and no case has yet, the oldest first."""

    uploads: tuple[UploadStatus, ...]


async def prepared_by(request: Request, who: Persona) -> tuple[UploadStatus, ...]:
    """What somebody has in the folder of their organ."""
    context = context_of(request)
    found = await context.files.uploads.of_case(folder_of(who.organ), who.person)
    return tuple([status_of(each, await arrived(context, each)) for each in found])


async def offered_files(request: Request, who: Persona) -> Sequence[tuple[str, str]]:
    """Digest and name of the files that somebody may name in a form; of one content the last."""
    if not allowed(who, ADD_DOCUMENT).allow:
        return ()
    found = await context_of(request).files.uploads.of_case(folder_of(who.organ), who.person)
    kept = {each.sha256: each.name.rpartition(".")[0] or each.name for each in found if each.state == "stored"}
    return tuple((sha256, name) for sha256, name in kept.items() if sha256)


async def take_over_named(request: Request, who: Persona, case_id: UUID, command_id: UUID, body: Command) -> None:
    """Put what the act that opened a case names, and its organ has prepared, in the file of that case.

    Each is an act of its own. One that is refused leaves the case as it is: its page of documents says then that the
    document is still to be uploaded.
    """
    uploads, folder = context_of(request).files.uploads, folder_of(who.organ)
    for document in {each.sha256: each for each in documents_in(body) if each.paper is None}.values():
        held = await uploads.one_stored(FileName(folder, document.sha256))
        if held is None:
            continue
        try:
            await take_over(request, who, uuid5(command_id, document.sha256), case_id, held, document.title)
        except ProblemRaised as raised:
            _logger.warning("document not taken over", case_id=str(case_id), problem=raised.kind.code)
