"""Failed attempts to sign in, kept in the database: whoever fails again and again waits longer and longer.

Counted are a name from one address, the address, and the name from wherever. The first two grow long; the last stays
short, so that a stranger cannot keep somebody out by failing in their name.
"""

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address
from math import ceil
from pathlib import Path

from api.identity.seals import Seals
from eventlog.pool import Pool
from eventlog.queries import load_queries

_SQL = load_queries(Path(__file__).with_suffix(".sql"))
_PREFIX_BITS = 64
"""Whoever has one IPv6 address has as many as these leave."""


@dataclass(frozen=True, slots=True)
class _Bound:
    """How many attempts in a row are free, and how long the wait after more may grow."""

    free: int
    most: timedelta


NAME_FROM_ADDRESS = _Bound(5, timedelta(minutes=15))
ADDRESS = _Bound(20, timedelta(minutes=15))
NAME = _Bound(30, timedelta(seconds=30))


class Attempts:
    """The attempts of everybody, however many processes look at them."""

    def __init__(self, pool: Pool, seals: Seals) -> None:
        self._pool = pool
        self._seals = seals

    async def wait_seconds(self, address: str, name: str) -> int:
        """Count an attempt and say how long it is until it is looked at; 0: at once."""
        bounds = (NAME_FROM_ADDRESS, ADDRESS, NAME)
        free, most = [bound.free for bound in bounds], [bound.most for bound in bounds]
        waiting: timedelta | None = await self._pool.fetchval(_SQL["count"], self._keys(address, name), free, most)
        return ceil(waiting.total_seconds()) if waiting else 0

    async def succeeded(self, address: str, name: str) -> None:
        """The attempt that was counted last was none that failed."""
        both, of_address, of_name = self._keys(address, name)
        await self._pool.execute(_SQL["succeeded"], [both, of_name], of_address)

    def _keys(self, address: str, name: str) -> list[bytes]:
        place = _place(address)
        return [
            self._seals.digest("both", place, name),
            self._seals.digest("address", place),
            self._seals.digest("name", name),
        ]


def _place(address: str) -> str:
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv6Address):
        return str(known.ipv4_mapped or IPv6Network((known, _PREFIX_BITS), strict=False))
    return str(known)
