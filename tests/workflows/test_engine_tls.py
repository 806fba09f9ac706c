"""A Temporal frontend that takes only clients with a certificate: ours, in front of the embedded server."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from temporalio.client import Client

from activities.cases import CaseActivities
from activities.messages import Recorded
from deploy.roles.engine import connect_engine
from deploy.roles.settings import Settings
from eventlog.keys import InstallationKey
from tests.workflows.engine import Installation, OneCase
from workflows.worker import case_worker

SERVER_NAME = "temporal.example"
_CHUNK_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Authority:
    """Somebody who signs certificates, into a folder."""

    folder: Path
    name: str
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @classmethod
    def made(cls, folder: Path, name: str) -> "Authority":
        """An authority of its own."""
        key = ec.generate_private_key(ec.SECP256R1())
        signed = _certificate(name, name, key.public_key()).add_extension(
            x509.BasicConstraints(ca=True, path_length=None), critical=True
        )
        authority = cls(folder, name, key, signed.sign(key, hashes.SHA256()))
        authority.file.write_bytes(authority.certificate.public_bytes(Encoding.PEM))
        return authority

    @property
    def file(self) -> Path:
        """Its own certificate."""
        return self.folder / f"{self.name}.pem"

    def signed(self, name: str) -> tuple[Path, Path]:
        """A certificate for a name, and its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = _certificate(name, self.name, key.public_key())
        made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        certificate, private = (self.folder / f"{self.name}-{name}.{part}" for part in ("crt", "key"))
        certificate.write_bytes(made.sign(self.key, hashes.SHA256()).public_bytes(Encoding.PEM))
        private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return certificate, private


def _certificate(name: str, issuer: str, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
    )


@asynccontextmanager
async def behind_tls(address: str, authority: Authority) -> AsyncIterator[str]:
    """The address of a door in front of a server that opens only for certificates of the authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*authority.signed(SERVER_NAME))
    context.load_verify_locations(authority.file)
    context.verify_mode = ssl.CERT_REQUIRED
    context.set_alpn_protocols(["h2"])
    host, _, port = address.rpartition(":")

    async def through(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server_reader, server_writer = await asyncio.open_connection(host, int(port))
        await asyncio.gather(_pass_on(reader, server_writer), _pass_on(server_reader, writer))

    door = await asyncio.start_server(through, "127.0.0.1", 0, ssl=context)
    try:
        yield f"127.0.0.1:{door.sockets[0].getsockname()[1]}"
    finally:
        door.close()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError, ssl.SSLError):
        while chunk := await reader.read(_CHUNK_BYTES):
            writer.write(chunk)
            await writer.drain()
    writer.close()


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """The authority of the cluster."""
    return Authority.made(tmp_path, "cluster")


@pytest.fixture
async def door(engine: Client, authority: Authority) -> AsyncIterator[str]:
    """The engine of the tests, behind TLS."""
    async with behind_tls(engine.service_client.config.target_host, authority) as address:
        yield address


@dataclass(frozen=True, slots=True)
class Told:
    """What a role is told of a cluster."""

    address: str
    ca: Path
    own: tuple[Path, Path] | None
    api_key_file: Path | None = None

    async def connected(self) -> Client:
        """Connect as the roles do."""
        certificate, private = self.own or (None, None)
        settings = Settings(
            database_url="",
            temporal_address=self.address,
            temporal_tls_ca_file=self.ca,
            temporal_tls_cert_file=certificate,
            temporal_tls_key_file=private,
            temporal_tls_server_name=SERVER_NAME,
            temporal_api_key_file=self.api_key_file,
            key_file=Path("none"),
            tokens_file=Path("none"),
        )
        return await connect_engine(settings, InstallationKey.generate())


async def test_a_role_with_a_certificate_is_let_in(door: str, authority: Authority, installed: Installation) -> None:
    """A case is filed and its agenda asked for, all of it through the door; the API key goes along."""
    api_key = authority.folder / "api-key"
    api_key.write_text("secret-of-the-role\n")
    client = await Told(door, authority.file, authority.signed("rongcuo"), api_key).connected()
    case = OneCase(client, f"test-{uuid4()}")
    async with case_worker(client, CaseActivities(installed.log), task_queue=case.task_queue):
        answer = await case.submit(installed.application())
        agenda = await case.agenda()

    assert isinstance(answer, Recorded)
    assert agenda is not None
    assert client.api_key == "secret-of-the-role"


async def test_nobody_else_is_let_in_and_no_other_engine_is_trusted(door: str, authority: Authority) -> None:
    """No certificate, somebody else's, none of the two as a role in the clear; and a door with somebody else's."""
    other = Authority.made(authority.folder, "stranger")
    ours = authority.signed("rongcuo")
    refused = [
        Told(door, authority.file, None),
        Told(door, authority.file, other.signed("rongcuo")),
        Told(door, other.file, ours),
    ]

    for told in refused:
        with pytest.raises(RuntimeError):
            await told.connected()
    with pytest.raises(RuntimeError):
        await Client.connect(door)
