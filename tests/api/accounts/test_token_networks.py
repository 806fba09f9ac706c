"""The networks from which a token is good: read as people write them, and asked of addresses."""

from contextlib import suppress
from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from api.identity.networks import NETWORKS_MAX, NoNetwork, is_within, networks_of
from deploy.cli.main import app
from deploy.cli.terminal import EXIT_REFUSED

ADDRESSES = st.ip_addresses().filter(lambda each: getattr(each, "ipv4_mapped", None) is None)


@given(st.lists(ADDRESSES, max_size=NETWORKS_MAX), ADDRESSES)
def test_an_address_is_good_from_itself_alone(addresses: list[object], other: object) -> None:
    """However many are written, between whatever people put between."""
    written = "，".join(map(str, addresses))
    networks = networks_of(written)

    assert all(is_within(str(each), networks) for each in addresses)
    assert is_within(str(other), networks) is (other in addresses)


@given(st.ip_addresses(v=4), st.integers(0, 32), st.ip_addresses(v=4))
def test_a_network_is_all_that_lies_in_it(address: object, bits: int, other: object) -> None:
    """Also where an address of IPv4 comes in as one of IPv6."""
    network = ip_network(f"{address}/{bits}", strict=False)
    (read,) = networks_of(str(network))

    assert is_within(str(other), [read]) is is_within(f"::ffff:{other}", [read]) is (ip_address(str(other)) in network)


@given(st.text())
def test_whatever_is_written_is_read_or_refused(written: str) -> None:
    """And nothing but a network comes of it."""
    with suppress(NoNetwork):
        networks = networks_of(written)
        assert networks_of(",".join(map(str, networks))) == networks


@pytest.mark.parametrize("address", ["", "unix:", "testclient", "10.0.0.1:80", "10.0.0", "::ffff:0:0:1:2:3:4:5:6"])
def test_what_is_no_address_lies_in_no_network(address: str) -> None:
    """Nobody comes in by having none."""
    assert not is_within(address, networks_of("0.0.0.0/0 ::/0"))


def test_the_command_line_says_what_was_meant() -> None:
    """Before it asks any server."""
    asked = ["tokens", "make", "x", "--person", "p1", "--position", "q1", "--from", "10.1.2.3/16"]
    told = CliRunner().invoke(app, asked)

    assert told.exit_code == EXIT_REFUSED
    assert "10.1.0.0/16" in told.output
