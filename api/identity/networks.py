"""Networks from which something is good (RFC 4632): read as people write them, and asked of an address."""

import re
from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network

NETWORKS_MAX = 20
_BETWEEN = re.compile(r"[\s,;，；、]+")


class NoNetwork(ValueError):  # noqa: N818 - says what is the matter
    """What was written is neither an address nor a network; `meant` is the network that it lies in, if in one."""

    def __init__(self, written: str, meant: str | None = None) -> None:
        super().__init__(written)
        self.written = written
        self.meant = meant


def networks_of(written: str) -> tuple[Network, ...]:
    """The networks of a list, each once; an address is the network of itself alone.

    Raises:
        NoNetwork: a part of it is none, or there are too many.
    """
    parts = [part for part in _BETWEEN.split(written) if part]
    if len(parts) > NETWORKS_MAX:
        raise NoNetwork(f"{len(parts)} > {NETWORKS_MAX}")
    return tuple(dict.fromkeys(map(_network, parts)))


def is_within(address: str, networks: Iterable[Network]) -> bool:
    """Whether an address lies in one of some networks; one of IPv4 may come in as one of IPv6 (RFC 4291, 2.5.5.2)."""
    try:
        at = ip_address(address)
    except ValueError:
        return False
    forms = (at, getattr(at, "ipv4_mapped", None) or at)
    return any(form in network for network in networks for form in forms)


def _network(written: str) -> Network:
    try:
        return ip_network(written)
    except ValueError:
        pass
    try:
        meant = str(ip_network(written, strict=False))
    except ValueError:
        raise NoNetwork(written) from None
    raise NoNetwork(written, meant)
