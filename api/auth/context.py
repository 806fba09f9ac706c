"""What the application is handed by whoever runs it; it opens and closes nothing itself."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request
from temporalio.client import Client

from activities.notices.addresses import AllowList
from api.identity.oidc import Provider
from api.identity.seals import Seals
from api.typesetting.pdf import Press
from api.typesetting.word import OURS, WordTemplate
from domain.terms.deadlines import SHANGHAI
from eventlog.files.documents import DocumentFiles
from eventlog.imports import CaseImports
from eventlog.log import EventLog
from eventlog.outcomes import Outcomes
from eventlog.pool import Pool
from eventlog.read_log import ReadLog
from eventlog.result_queries.batches import Batches
from eventlog.result_queries.receipts import Receipts
from eventlog.subject_changes import SubjectChanges
from eventlog.subjects import SubjectRegister
from projections.projector.waiting import ReadModelWaiter


@dataclass(frozen=True, slots=True, kw_only=True)
class AppContext:
    """Connections and settings of the API role.

    Attributes:
        pool: as `rongcuo_api`, for pages and lists, each statement planned for what it is asked with.
        by_key: the same for what is looked up by a key, or counted in bounds, each statement planned once: who asks,
            what is installed, how much waits for them.
        read_models, outcomes: started by the owner.
        receipts, batches: queries of results, and lists of them.
        seals: what the tables of accounts are sealed with.
        clock: the present instant, with a zone.
        public_url: scheme, host and port under which people reach this API, without a slash at the end.
        trusted_hosts: names under which it may be asked for besides that of the public address.
        demonstration: whether whoever comes may be any persona (api/identity/demonstration.py).
        provider: the office's identity provider; with one, nobody signs in by a password but the break-glass account.
        step_up: how long somebody who has shown who they are votes, signs and approves without showing it again.
        files: the documents of cases.
        press: where official documents are set.
        word: the template that they are edited in.
        hook_hosts: which hosts other programs that are told may be at.
        patience: how long a command may take before the answer is 503.
        ledger_patience: how long to look for the outcome of a signal before the answer is 202.
    """

    pool: Pool
    by_key: Pool
    event_log: EventLog
    subjects: SubjectRegister
    subject_changes: SubjectChanges
    imports: CaseImports
    temporal: Client
    read_models: ReadModelWaiter
    outcomes: Outcomes
    read_log: ReadLog
    receipts: Receipts
    batches: Batches
    seals: Seals
    files: DocumentFiles
    press: Press
    clock: Callable[[], datetime]
    public_url: str
    trusted_hosts: frozenset[str] = frozenset()
    demonstration: bool = False
    provider: Provider | None = None
    word: WordTemplate = OURS
    hook_hosts: AllowList = field(default_factory=AllowList)
    step_up: timedelta = timedelta(minutes=15)
    patience: timedelta = timedelta(seconds=10)
    ledger_patience: timedelta = timedelta(seconds=3)

    @property
    def over_tls(self) -> bool:
        """Whether people reach it over TLS, by its own certificate or a proxy's."""
        return self.public_url.startswith("https:")


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
