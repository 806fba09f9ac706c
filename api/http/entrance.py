"""Under which names and how securely requests may come in: whoever asks for another host, or in clear, is told so."""

from dataclasses import dataclass
from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.types import Scope

from api.http.problems import HTTPS_REQUIRED, UNKNOWN_HOST, ProblemRaised

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


@dataclass(frozen=True, slots=True)
class Entrance:
    """The names of this installation, in lower case without ports, and whether it is reached over TLS only.

    On the loopback address it answers in clear all the same, under a name of that address: that is where the software
    itself asks for its health. Whoever speaks through the proxy is never there, for the proxy says where they are.
    """

    hosts: frozenset[str]
    tls_only: bool

    def require(self, scope: Scope) -> None:
        """Refuse what does not come in so.

        Raises:
            ProblemRaised: 421 under another name, 403 in clear.
        """
        host = _without_port(Headers(scope=scope).get("host", "").lower())
        local = host in LOOPBACK_NAMES and _is_loopback(scope)
        if not local and host not in self.hosts:
            raise ProblemRaised(UNKNOWN_HOST)
        if self.tls_only and scope["scheme"] != "https" and not local:
            raise ProblemRaised(HTTPS_REQUIRED)


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host


def _is_loopback(scope: Scope) -> bool:
    client = scope.get("client")
    try:
        return client is not None and ip_address(client[0]).is_loopback
    except ValueError:
        return False
