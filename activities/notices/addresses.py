"""Which addresses a hook may have: hosts that the operator names, and nothing of the inside unless they name that too.

A name is resolved once, every address it has is judged, and the connection goes to one of these: a name that leads
elsewhere a moment later (DNS rebinding) leads nowhere.
"""

import asyncio
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_RESOLVE_SECONDS = 5.0
_HTTPS, _HTTP = 443, 80


class AddressRefused(Exception):  # noqa: N818 - a refusal is an answer
    """A hook may not have this address; the text says why."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a hook is: the host as it is called, its port, and whether it is reached over TLS."""

    host: str
    port: int
    tls: bool


@dataclass(frozen=True, slots=True)
class AllowList:
    """What an operator allows (RONGCUO_HOOK_HOSTS, RONGCUO_HOOK_INSIDE).

    Attributes:
        hosts: the names or addresses that hooks may have; none: there are no hooks.
        inside: networks of the inside that they may lead to.
    """

    hosts: frozenset[str] = frozenset()
    inside: tuple[Network, ...] = ()

    @classmethod
    def of(cls, hosts: str, inside: str) -> "AllowList":
        """What is written with commas between.

        Raises:
            ValueError: a network is none.
        """
        networks = tuple(ip_network(each) for each in _parts(inside))
        return cls(frozenset(each.lower().strip("[]") for each in _parts(hosts)), networks)

    def target(self, url: str) -> Target:
        """Where an address leads, as far as it says so itself.

        Raises:
            AddressRefused: it is no address of a hook, or of no host that the operator names.
        """
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").lower(), parts.port
        except ValueError:
            raise AddressRefused("不是网址 / not an address") from None
        if parts.scheme not in {"http", "https"} or not host or parts.username is not None or parts.fragment:
            raise AddressRefused(
                "应为 https://主机/路径，不带用户名和片段 / must be https://host/path, without user or fragment"
            )
        if host not in self.hosts:
            raise AddressRefused(
                f"主机 {host} 不在允许名单中（RONGCUO_HOOK_HOSTS） / the host {host} is not among those allowed"
            )
        tls = parts.scheme == "https"
        return Target(host, port or (_HTTPS if tls else _HTTP), tls)

    def judge(self, target: Target, addresses: Sequence[Address]) -> Address:
        """The address to connect to, of all that a host has.

        Raises:
            AddressRefused: one of them is of the inside and not named, or what goes there would go in clear.
        """
        if not addresses:
            raise AddressRefused(f"{target.host} 没有地址 / {target.host} has no address")
        for each in addresses:
            if self.is_inside(each):
                continue
            if not each.is_global or each.is_multicast:
                raise AddressRefused(
                    f"{each} 是内部地址，不在允许之列（RONGCUO_HOOK_INSIDE） / {each} is of the inside, and not allowed"
                )
            if not target.tls:
                raise AddressRefused("向外只能用 https / only https leads outside")
        return addresses[0]

    def is_inside(self, address: Address) -> bool:
        """Whether the operator allows an address of the inside."""
        return any(address.version == each.version and address in each for each in self.inside)

    async def resolve(self, target: Target) -> Address:
        """The one address to connect to now.

        Raises:
            AddressRefused: as `judge`.
            OSError: the name cannot be resolved now.
        """
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(_RESOLVE_SECONDS):
            found = await loop.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
        return self.judge(target, [unmapped(str(each[4][0])) for each in found])


def unmapped(written: str) -> Address:
    """An address as what it leads to: IPv4 within IPv6 (mapped, 6to4, NAT64) is judged as that IPv4 address."""
    address = ip_address(written.partition("%")[0])
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address.sixtofour is not None:
            return address.sixtofour
        if address in _NAT64:
            return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


_NAT64 = IPv6Network("64:ff9b::/96")


def _parts(text: str) -> list[str]:
    return [each.strip() for each in text.split(",") if each.strip()]
