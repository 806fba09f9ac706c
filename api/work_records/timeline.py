"""The entries of a work record: facts, and what was written, for whoever may read it at all."""

from uuid import UUID

from fastapi import Request

from api.auth.context import context_of
from api.auth.disclosure import disclose
from api.auth.policy import APPLICANTS, allowed, applicant_group
from api.identity.personas import Persona
from api.installed import installed_of
from api.streams.timeline import Entry, whole_timeline
from domain.values import FreeText
from domain.work_records.events import WORK_RECORD_EVENT, WorkRecordEvent, WorkRecordOpened
from eventlog import persons


class WorkRecordEntry(Entry[WorkRecordEvent, FreeText]):
    """One event: what happened on which day, recorded when, by whom; words unless erased, or not for the reader."""


async def history(
    request: Request, who: Persona, record_id: UUID, opened: WorkRecordOpened
) -> tuple[WorkRecordEntry, ...]:
    """The whole history in its order.

    The keeper and whoever opened it read all that was written, as do those who read the words of cases.
    """
    organs = await installed_of(request).organs()
    own = (who.organ,) if opened.confidential else applicant_group(organs, who.organ)
    readable = bool({opened.keeper, opened.opened_by} & set(own)) or allowed(who, "read_words").allow
    log, pool = context_of(request).event_log, context_of(request).pool
    if who.role not in APPLICANTS and who.person in await persons.of_stream(pool, record_id):
        readable = False  # a record about oneself
    disclose(
        request,
        who,
        "read_work_records",
        "words" if readable else "case",
        record_id,
        resource="work_record",
        place=opened.jurisdiction,
    )
    return await whole_timeline(log, record_id, WorkRecordEntry, WORK_RECORD_EVENT, readable=readable)
