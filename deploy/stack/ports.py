"""Free TCP ports of the loopback address."""

import socket
from typing import Final

HOST: Final = "127.0.0.1"


def free_port(wanted: tuple[int, ...], taken: set[int]) -> int:
    """The first wanted port that is free, else any; `taken` are those already given to another part."""
    for port in wanted:
        if port not in taken and is_free(port):
            return port
    while True:
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            port = int(probe.getsockname()[1])
        if port not in taken:
            return port


def is_free(port: int) -> bool:
    """Whether a server could listen on this port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the servers do: a closing one is no obstacle
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True
