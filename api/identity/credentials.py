"""From a credential to whoever holds it, asked anew at every request: one statement for a session or a token.

That one was used is written once a minute.

Neither says who somebody is beyond a person and a position. What that position may do comes from the newest published
organs as of today, so that leaving office, revoking and signing out end access at the next request.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from api.identity.networks import Network, is_within
from api.identity.personas import Offices, Persona
from api.installed import Installed
from domain.pack.playing import parts_in
from eventlog import reference
from eventlog.pool import PinnedConnections, Pool
from eventlog.queries import load_queries

_SQL = load_queries(Path(__file__).with_suffix(".sql"))


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody with a session.

    Attributes:
        session_id: What the session is called in lists.
        account_id: None: a persona of a demonstration.
        persona: In the position chosen, as long as it is held; None: another has to be chosen.
        choices: In each position held today.
        verified_ago: How long ago they last showed who they are.
        demonstrates: Whether it is a demonstration's, where nobody has an account.
    """

    session_id: UUID
    account_id: UUID | None
    person: str
    name_zh: str
    method: str
    break_glass: bool
    persona: Persona | None
    choices: tuple[Persona, ...]
    verified_ago: timedelta
    demonstrates: bool


@dataclass(frozen=True, slots=True)
class Machine:
    """A program with a token; `scope` is read or act. `persona` is None where the position is held no longer.

    Attributes:
        addresses: The networks from which it is good; none: from anywhere.
        demonstrates: Whether it is a demonstration's, where nobody has an account.
    """

    token_id: UUID
    scope: str
    persona: Persona | None
    addresses: tuple[Network, ...]
    demonstrates: bool

    def is_good_at(self, address: str) -> bool:
        """Whether it may be used from an address."""
        return not self.addresses or is_within(address, self.addresses)


class Credentials:
    """Who holds which credential."""

    def __init__(self, pool: Pool, installed: Installed) -> None:
        self._pool = pool
        self._pinned = PinnedConnections(pool)
        self._installed = installed
        self._offices: tuple[int, Offices] | None = None

    async def visit(self, session: str, today: date) -> Visit | None:
        """Whose session this is; None: nobody's, or no longer."""
        row = await self._pinned.fetchrow(_SQL["by_session"], digest_of(session))
        if row is None:
            return None
        if row["rested"]:
            await self._pool.execute(_SQL["session_used"], digest_of(session))
        offices = await self._known(row["publications"], today)
        return Visit(
            session_id=row["session_id"],
            account_id=row["account_id"],
            person=row["person"],
            name_zh=offices.names.get(row["person"], row["person"]),
            method=row["method"],
            break_glass=bool(row["break_glass"]),
            persona=offices.persona(row["person"], row["position"], row["for_person"]),
            choices=offices.of(row["person"]),
            verified_ago=row["verified_ago"],
            demonstrates=row["demonstrates"],
        )

    async def machine(self, token: str, today: date) -> Machine | None:
        """Whose machine token this is; None: nobody's, or no longer."""
        row = await self._pinned.fetchrow(_SQL["by_token"], digest_of(token))
        if row is None:
            return None
        if row["rested"]:
            await self._pool.execute(_SQL["token_used"], digest_of(token))
        offices = await self._known(row["publications"], today)
        return Machine(
            token_id=row["token_id"],
            scope=row["scope"],
            persona=offices.persona(row["person"], row["position"], row["for_person"]),
            addresses=tuple(row["addresses"]),
            demonstrates=row["demonstrates"],
        )

    async def offices_now(self, today: date) -> Offices:
        """Who is in office today by the newest organs."""
        return await self._known(await reference.publications(self._pool), today)

    async def _known(self, publications: int, today: date) -> Offices:
        """Who is in office by the law just seen to be the newest; it is read when it is not known."""
        self._installed.seen(publications)
        kept = self._offices
        if kept is None or kept[0] < publications or kept[1].on != today:
            parts = parts_in((await self._installed.newest_packs()).values())
            kept = self._offices = (publications, Offices(await self._installed.organs(), today, parts))
        return kept[1]


def digest_of(secret: str) -> bytes:
    """What is kept of a random secret of ours: its SHA-256, by which it is found."""
    return sha256(secret.encode("utf-8", "surrogatepass")).digest()
