"""Where people come in: what is refused at the start, and what a real server does over TLS and behind a proxy."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from api.app import create_app
from api.auth.context import AppContext
from deploy.roles.api import serve_until_cancelled
from deploy.roles.entrance import public_url, require_demonstration_here, require_sound, trusted_hosts
from deploy.roles.settings import Settings, SettingsRefused
from deploy.stack.ports import free_port
from tests.api.accounts.office import OFFICER, OFFICER_POSITION, PASSWORD, Office
from tests.api.client import ApiClient

SETTINGS = Settings(database_url="", temporal_address="", key_file=Path("key"))
PROXY = "127.0.0.1"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for rongcuo.test that signs itself, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "rongcuo.test")]),
    )
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("rongcuo.test")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "cert.pem").write_bytes(made.public_bytes(pem))
    no_password = serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, no_password))
    return folder / "cert.pem", folder / "key.pem"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1", "rongcuo.test"])  # noqa: S104 - refused
def test_in_clear_nothing_but_the_loopback_address_is_served(host: str) -> None:
    """Refused at the start, with what to do instead; a trusted proxy changes nothing of it."""
    for proxies in ("", "10.0.0.2"):
        with pytest.raises(SettingsRefused, match="RONGCUO_TLS_CERT_FILE"):
            require_sound(replace(SETTINGS, api_host=host, trusted_proxies=proxies))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"public_url": "http://rongcuo.test"}, "use https"),
        ({"public_url": "https://rongcuo.test"}, "neither a certificate nor a trusted proxy"),
        ({"public_url": "rongcuo.test"}, "https://host"),
        ({"public_url": "https://rongcuo.test/path"}, "without a path"),
        ({"public_url": "ftp://rongcuo.test"}, "https://host"),
        ({"public_url": "https://"}, "https://host"),
        ({"tls_cert_file": Path("cert.pem")}, "go together"),
        ({"tls_key_file": Path("key.pem")}, "go together"),
        ({"tls_cert_file": Path("none"), "tls_key_file": Path("none")}, "cannot be used"),
        ({"trusted_proxies": "10.0.0.1, proxy"}, "proxy 不是地址或网段"),
        ({"oidc_issuer": "https://idp.test"}, "go together"),
        ({"oidc_issuer": "http://idp.test", "oidc_client_id": "x"}, "must be https"),
        ({"oidc_issuer": "https://idp.test", "oidc_client_id": "x", "oidc_client_secret_file": Path("none")}, "exist"),
    ],
)
def test_what_does_not_fit_together_is_refused(settings: dict[str, Any], said: str) -> None:
    """With the fault and where to read on."""
    with pytest.raises(SettingsRefused, match=said):
        require_sound(replace(SETTINGS, **settings))


def test_what_fits_together_is_taken(certificate: tuple[Path, Path]) -> None:
    """Nothing said; a proxy; a certificate of one's own."""
    by_proxy = replace(SETTINGS, public_url="https://rongcuo.test/", trusted_proxies="10.0.0.0/24, ::1")
    cert, key = certificate
    own = replace(SETTINGS, public_url="https://rongcuo.test:8443", tls_cert_file=cert, tls_key_file=key)
    for settings in (SETTINGS, by_proxy, own):
        require_sound(settings)

    assert public_url(SETTINGS) == "http://127.0.0.1:8080"
    assert public_url(by_proxy) == "https://rongcuo.test"
    assert trusted_hosts(replace(SETTINGS, trusted_hosts="A.test, b.test,")) == {"a.test", "b.test"}


def test_a_demonstration_is_for_this_machine(certificate: tuple[Path, Path]) -> None:
    """Anybody may be anybody in it."""
    require_demonstration_here(SETTINGS)
    cert, key = certificate
    for changes in (
        {"public_url": "https://rongcuo.test", "trusted_proxies": "10.0.0.1"},
        {"tls_cert_file": cert, "tls_key_file": key},
    ):
        with pytest.raises(SettingsRefused, match="on this machine only"):
            require_demonstration_here(replace(SETTINGS, **changes))


@asynccontextmanager
async def served(context: AppContext, settings: Settings) -> AsyncIterator[Settings]:
    """The API on real ports."""
    taken: set[int] = set()
    for name in ("api_port", "tls_port"):
        port = free_port((), taken)
        taken.add(port)
        settings = replace(settings, **{name: port})  # type: ignore[arg-type]  # as above
    ready = settings.ready_file
    assert ready is not None
    ready.unlink(missing_ok=True)
    serving = asyncio.create_task(serve_until_cancelled(create_app(context), settings))
    async with asyncio.timeout(20):
        while not ready.exists():
            assert not serving.done(), serving
            await asyncio.sleep(0.02)
    try:
        yield settings
    finally:
        serving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await serving


async def test_signing_out_revoking_and_leaving_office_on_a_real_server(office: Office, tmp_path: Path) -> None:
    """Each ends access at the next request, over a connection that stays open."""
    settings = replace(SETTINGS, ready_file=tmp_path / "ready", tls_host="127.0.0.1")
    await office.account(OFFICER, "officer")
    context = replace(office.context, public_url="http://127.0.0.1")
    async with served(context, settings) as on:
        address = f"http://127.0.0.1:{on.api_port}"
        async with httpx2.AsyncClient(base_url=address, trust_env=False) as http:

            async def sign_in() -> int:
                form = {"login": "officer", "password": PASSWORD}
                return (await http.post("/sign-in", data=form, headers={"Origin": "http://127.0.0.1"})).status_code

            async def status(path: str = "/cases", **headers: str) -> int:
                return (await http.get(path, headers=headers)).status_code

            token = await office.token(OFFICER, OFFICER_POSITION)
            signed_in, before = await sign_in(), (await status(), await status("/v1/cases", **token))
            kept = dict(http.cookies)
            await http.post("/sign-out", headers={"Origin": "http://127.0.0.1"})
            http.cookies.update(kept)
            signed_out = await status()
            await sign_in()
            revoked_before = await status()
            await office.pool.execute("UPDATE machine_token SET revoked_at = now(), revoked_by = 'test'")
            await office.accounts.disable(OFFICER)
            revoked = (await status(), await status("/v1/cases", **token))
            await office.accounts.enable(OFFICER)
            again, fresh = await status(), await office.token(OFFICER, OFFICER_POSITION)
            await office.let_go(OFFICER, OFFICER_POSITION)
            left = (await status(), await status("/v1/cases", **fresh))

    assert (signed_in, before) == (303, (200, 200))
    assert signed_out == 303
    assert (revoked_before, revoked) == (200, (303, 401))
    assert (again, left) == (200, (303, 401))


@asynccontextmanager
async def over_tls(certificate: tuple[Path, Path], port: int) -> AsyncIterator[httpx2.AsyncClient]:
    """A client that believes the certificate, and reaches its host on this machine."""
    trusting = ssl.create_default_context(cafile=str(certificate[0]))
    async with httpx2.AsyncClient(base_url=f"https://127.0.0.1:{port}", verify=trusting, trust_env=False) as http:
        yield http


async def test_over_tls_by_a_certificate_of_ones_own(
    office: Office, certificate: tuple[Path, Path], tmp_path: Path
) -> None:
    """People sign in with a cookie of this host alone; in clear only the machine itself is answered."""
    cert, key = certificate
    settings = replace(
        SETTINGS, ready_file=tmp_path / "ready", tls_host="127.0.0.1", tls_cert_file=cert, tls_key_file=key,
        public_url="https://rongcuo.test:8443",
    )  # fmt: skip
    require_sound(settings)
    await office.account(OFFICER, "officer")
    context = replace(office.context, public_url=public_url(settings))
    named = {"extensions": {"sni_hostname": "rongcuo.test"}}
    async with served(context, settings) as on, over_tls(certificate, on.tls_port) as http:
        headers = {"Host": "rongcuo.test:8443", "Origin": public_url(settings)}
        form = {"login": "officer", "password": PASSWORD}
        signed_in = await http.post("/sign-in", data=form, headers=headers, **named)  # type: ignore[arg-type]  # extensions
        too_much = await http.get("/" + "x" * 40_000, headers=headers, **named)  # type: ignore[arg-type]  # as above
        async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{on.api_port}", trust_env=False) as clear:
            health, by_name = await clear.get("/health"), await clear.get("/sign-in", headers=headers)

    assert signed_in.status_code == 303
    assert signed_in.headers["set-cookie"].startswith("__Host-rongcuo=")
    assert too_much.status_code == 431
    assert health.status_code in {200, 503}
    assert (by_name.status_code, by_name.json()["code"]) == (403, "https_required")


@pytest.mark.parametrize("trusted", [True, False])
async def test_what_a_proxy_says_is_believed_if_it_is_trusted(office: Office, tmp_path: Path, *, trusted: bool) -> None:
    """From where, and that it came over TLS; from anybody else the same headers are nothing."""
    settings = replace(
        SETTINGS, ready_file=tmp_path / "ready", public_url="https://rongcuo.test",
        trusted_proxies=PROXY if trusted else "10.255.255.1",
    )  # fmt: skip
    await office.account(OFFICER, "officer")
    context = replace(office.context, public_url=public_url(settings))
    headers = {
        "Host": "rongcuo.test",
        "Origin": "https://rongcuo.test",
        "X-Forwarded-For": "203.0.113.7",
        "X-Forwarded-Proto": "https",
    }
    form = {"login": "officer", "password": PASSWORD}
    async with served(context, settings) as on, httpx2.AsyncClient(trust_env=False) as proxy:
        answer = await proxy.post(f"http://127.0.0.1:{on.api_port}/sign-in", data=form, headers=headers)

    if trusted:
        assert answer.status_code == 303
        assert await office.pool.fetchval("SELECT address FROM session") == "203.0.113.7"
    else:
        assert (answer.status_code, answer.json()["code"]) == (403, "https_required")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("rongcuo.test", 200),
        ("RONGCUO.test:8080", 200),
        ("also.test", 200),
        ("127.0.0.1:8080", 200),
        ("localhost", 200),
        ("elsewhere.test", 421),
        ("rongcuo.test.elsewhere.test", 421),
        ("rongcuo.test@elsewhere.test", 421),
        ("", 421),
    ],
)
async def test_only_our_own_names_are_answered(api_alone: ApiClient, host: str, status: int) -> None:
    """Another name is another site's, whoever's address it points to (DNS rebinding)."""
    context = replace(api_alone.context, trusted_hosts=frozenset({"also.test"}))
    transport = httpx2.ASGITransport(create_app(context))
    async with httpx2.AsyncClient(transport=transport, base_url="http://rongcuo.test") as http:
        answer = await http.get("/sign-in", headers={"Host": host})

    assert answer.status_code == status
