"""Whether this role is well: it asks both servers it needs."""

import asyncio
from collections.abc import Awaitable
from datetime import datetime, timedelta
from typing import Literal

import asyncpg
from fastapi import Response
from pydantic import Field
from temporalio.client import Client
from temporalio.service import RPCError

from api.auth.context import Context
from api.http.replies import json_reply
from api.http.routing import JsonRouter
from domain.values import Frozen
from eventlog import reconciliations
from eventlog.notices import reading
from eventlog.outages import OUTAGE
from eventlog.pool import Pool
from projections.projector.projector import KEYS
from projections.projector.set_aside import Counts, counted
from workflows.visibility import clocks_given_up

router = JsonRouter(tags=["operation"])

_PATIENCE = timedelta(seconds=2)
_DATABASE_AWAY = (asyncpg.PostgresError, *OUTAGE)

Answer = Literal["ok", "unavailable"]
State = Literal["ok", "degraded", "unavailable"]
"""Degraded: everything answers, and some records are not shown; a balancer leaves such a role in service."""


class Reconciled(Frozen):
    """What the last comparison of the engine with the log found (`rongcuo reconcile`).

    Attributes:
        compared: open cases and risk filings.
        differed: how many runs, schedules and roll-outs differed, by how.
        unrepaired: how many of them differ still.
    """

    ended_at: datetime
    compared: int
    differed: dict[str, int]
    unrepaired: int


class Health(Frozen):
    """How the role and the servers it needs are."""

    status: State
    postgres: Answer
    temporal: Answer
    clocks_given_up: int | None = Field(
        description="cases and risk filings with an alarm that was refused so often that it is asked for no more; "
        "null when the engine cannot tell"
    )
    reconciled: Reconciled | None = Field(
        description="how many runs of the engine differed from the log when they were last compared; "
        "null when they were not yet, or the database cannot tell"
    )
    set_aside: int | None = Field(
        description="records that some read model cannot show; null when the database cannot tell"
    )
    manipulated: int | None = Field(
        description="those of them that were changed after they were recorded; null when the database cannot tell"
    )
    notices_failed: int | None = Field(
        description="messages that could not be delivered in three days; null when the database cannot tell"
    )
    notices_paused: bool | None = Field(description="whether deliveries are stopped by an operator")


@router.read(
    "/health",
    "operation.health",
    "Tell whether all is well",
    Health,
    responses={503: {"model": Health, "description": "A server this role needs does not answer"}},
)
async def health(context: Context) -> Response:
    """Look at PostgreSQL and Temporal now."""
    postgres, temporal, given_up, reconciled, aside, notices = await asyncio.gather(
        _answers(context.pool.fetchval("SELECT 1")),
        _answers(context.temporal.service_client.check_health(timeout=_PATIENCE)),
        _clocks_given_up(context.temporal),
        _reconciled(context.pool),
        _set_aside(context.pool),
        _notices(context.pool),
    )
    status: State = "ok" if (postgres, temporal) == ("ok", "ok") else "unavailable"
    if status == "ok" and aside and aside.streams:
        status = "degraded"
    found = Health(
        status=status,
        postgres=postgres,
        temporal=temporal,
        clocks_given_up=given_up,
        reconciled=reconciled,
        set_aside=aside.streams if aside else None,
        manipulated=aside.manipulated if aside else None,
        notices_failed=notices.failed if notices else None,
        notices_paused=notices.paused if notices else None,
    )
    return json_reply(found, 503 if status == "unavailable" else 200)


async def _clocks_given_up(client: Client) -> int | None:
    try:
        return await clocks_given_up(client, _PATIENCE)
    except RPCError:  # away, or not yet told of the attribute by the first worker of this release
        return None


async def _reconciled(pool: Pool) -> Reconciled | None:
    try:
        async with asyncio.timeout(_PATIENCE.total_seconds()):
            found = await reconciliations.last(pool)
    except _DATABASE_AWAY:
        return None
    if found is None:
        return None
    return Reconciled(
        ended_at=found.ended_at,
        compared=found.compared,
        differed=dict(found.differed),
        unrepaired=found.unrepaired,
    )


async def _set_aside(pool: Pool) -> Counts | None:
    try:
        async with asyncio.timeout(_PATIENCE.total_seconds()):
            return await counted(pool, KEYS)
    except _DATABASE_AWAY:
        return None


async def _notices(pool: Pool) -> reading.Counts | None:
    try:
        async with asyncio.timeout(_PATIENCE.total_seconds()):
            return await reading.counts(pool)
    except _DATABASE_AWAY:
        return None


async def _answers(call: Awaitable[object]) -> Answer:
    try:
        async with asyncio.timeout(_PATIENCE.total_seconds()):
            await call
    except (*_DATABASE_AWAY, RPCError):
        return "unavailable"
    return "ok"
