"""What the application is handed by whoever runs it; it opens and closes nothing itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request
from temporalio.client import Client

from api.auth.tokens import Tokens
from domain.terms.deadlines import SHANGHAI
from eventlog.log import EventLog
from eventlog.outcomes import Outcomes
from eventlog.pool import Pool
from eventlog.read_log import ReadLog
from eventlog.subject_changes import SubjectChanges
from eventlog.subjects import SubjectRegister
from projections.projector.waiting import ReadModelWaiter


@dataclass(frozen=True, slots=True, kw_only=True)
class AppContext:
    """Connections and settings of the API role.

    Attributes:
        pool: as `rongcuo_api`.
        read_models, outcomes: started by the owner.
        clock: the present instant, with a zone.
        public_url: scheme, host and port under which people reach this API, without a slash at the end.
        patience: how long a command may take before the answer is 503.
        ledger_patience: how long to look for the outcome of a signal before the answer is 202.
    """

    pool: Pool
    event_log: EventLog
    subjects: SubjectRegister
    subject_changes: SubjectChanges
    temporal: Client
    read_models: ReadModelWaiter
    outcomes: Outcomes
    read_log: ReadLog
    tokens: Tokens
    clock: Callable[[], datetime]
    public_url: str
    patience: timedelta = timedelta(seconds=10)
    ledger_patience: timedelta = timedelta(seconds=3)


def context_of(request: Request) -> AppContext:
    """What the application was handed."""
    context: AppContext = request.app.state.context
    return context


async def _context(request: Request) -> AppContext:
    return context_of(request)


Context = Annotated[AppContext, Depends(_context)]


def today_of(request: Request) -> date:
    """The day in Shanghai."""
    return context_of(request).clock().astimezone(SHANGHAI).date()
