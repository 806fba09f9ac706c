"""Sessions and machine tokens for tests: everybody in office has one of each."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import date
from uuid import uuid4

from api.identity.credentials import digest_of
from api.identity.demonstration import tokens_for
from api.identity.personas import Offices, Persona
from domain.organs import Organs
from domain.pack.playing import parts_in
from eventlog.pool import Pool
from policies.packs.loader import bundled_packs

COOKIE = "rongcuo"
"""What the cookie of a session is called where there is no TLS."""

_BEGIN = """
INSERT INTO session (session_id, id_digest, person, position, method, device, address)
VALUES ($1, $2, $3, $4, 'persona', 'test', '127.0.0.1')
"""


def in_office(organs: Organs, on: date) -> dict[str, Persona]:
    """Who holds each position on a day."""
    return {each.position: each for each in Offices(organs, on, parts_in(bundled_packs())).everyone()}


async def tokens_of_all(pool: Pool, personas: Mapping[str, Persona]) -> dict[str, str]:
    """A machine token for each position."""
    file = await tokens_for(pool, tuple(personas.values()), None)
    return {each.position: each.token for each in file.personas}


async def sessions_of(pool: Pool, personas: Iterable[Persona]) -> dict[str, str]:
    """A fresh session for each position."""
    begun = {each.position: (secrets.token_urlsafe(32), each) for each in personas}
    rows = [(uuid4(), digest_of(id_), each.person, each.position) for id_, each in begun.values()]
    await pool.executemany(_BEGIN, rows)
    return {position: id_ for position, (id_, _) in begun.items()}
