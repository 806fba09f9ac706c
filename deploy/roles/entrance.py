"""Where people come in: the public address, TLS, trusted proxies, the identity provider; and what of it is refused.

In clear the API answers on the loopback address only. From elsewhere people reach it over TLS: by its own certificate,
or by a proxy that is named as trusted and stands on the same machine, or speaks TLS to us as well.
"""

import ssl
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

import httpx2

from api.http.entrance import LOOPBACK_NAMES
from api.identity.oidc import Provider, ProviderSettings
from deploy.roles.settings import Settings, SettingsRefused

_HERE_ONLY = (
    "演示数据谁都能以任何人的身份进入，只能在本机用：请去掉 RONGCUO_PUBLIC_URL 和 RONGCUO_TLS_*，"
    "或用 rongcuo up 在新的数据目录正式安装 / a demonstration lets anybody be anybody, on this machine only:"
    " unset RONGCUO_PUBLIC_URL and RONGCUO_TLS_*, or install with `rongcuo up` in a new data directory"
)
_HOW = "见 docs/sign-in.md / see docs/sign-in.md"


def public_url(settings: Settings) -> str:
    """Under which people reach the API: scheme, host and port, without a slash at the end."""
    return (settings.public_url or f"http://{_in_url(settings.api_host)}:{settings.api_port}").rstrip("/")


def trusted_hosts(settings: Settings) -> frozenset[str]:
    """The other names, in lower case."""
    return frozenset(each.lower() for each in _parts(settings.trusted_hosts))


def trusted_proxies(settings: Settings) -> list[str]:
    """Whose X-Forwarded headers are believed."""
    return _parts(settings.trusted_proxies)


def require_sound(settings: Settings) -> None:
    """Refuse an entrance through which anything would go in clear, or nobody could come.

    Raises:
        SettingsRefused: each fault with what to do.
    """
    faults = [*_address_faults(settings), *_tls_faults(settings), *_proxy_faults(settings), *_provider_faults(settings)]
    if faults:
        raise SettingsRefused(tuple(f"{fault} {_HOW}" for fault in faults))


def require_demonstration_here(settings: Settings) -> None:
    """Refuse to let others than whoever sits at this machine be any persona.

    Raises:
        SettingsRefused: the address is not that of the loopback.
    """
    if not _is_loopback(urlsplit(public_url(settings)).hostname or "") or settings.tls_cert_file:
        raise SettingsRefused((_HERE_ONLY,))


def provider_of(settings: Settings, http: httpx2.AsyncClient) -> Provider | None:
    """The identity provider, if there is one."""
    if settings.oidc_issuer is None or settings.oidc_client_id is None:
        return None
    secret_file = settings.oidc_client_secret_file
    return Provider(
        ProviderSettings(
            issuer=settings.oidc_issuer,
            client_id=settings.oidc_client_id,
            client_secret=secret_file.read_text("utf-8").strip() if secret_file else None,
            person_claim=settings.oidc_person_claim,
        ),
        http,
    )


def provider_client(settings: Settings) -> httpx2.AsyncClient:
    """A client to ask the identity provider with."""
    authorities = str(settings.oidc_ca_file) if settings.oidc_ca_file else None
    return httpx2.AsyncClient(verify=ssl.create_default_context(cafile=authorities), trust_env=False)


def _address_faults(settings: Settings) -> list[str]:
    faults = []
    if not _is_loopback(settings.api_host):
        faults.append(
            f"RONGCUO_API_HOST={settings.api_host}：不加密只能监听本机。请改为 127.0.0.1，"
            "对外用 RONGCUO_TLS_CERT_FILE、RONGCUO_TLS_KEY_FILE，或本机的代理"
            " / in clear only the loopback address is served: use 127.0.0.1, and RONGCUO_TLS_CERT_FILE and"
            " RONGCUO_TLS_KEY_FILE or a proxy on this machine for others."
        )
    url = urlsplit(settings.public_url or "")
    if settings.public_url is not None:
        if url.scheme not in {"http", "https"} or not url.hostname or url.path not in {"", "/"} or url.query:
            faults.append(
                f"RONGCUO_PUBLIC_URL={settings.public_url}：应为 https://主机[:端口]，不带路径"
                " / must be https://host[:port] without a path."
            )
        elif url.scheme == "http" and not _is_loopback(url.hostname):
            faults.append(
                f"RONGCUO_PUBLIC_URL={settings.public_url}：本机之外须用 https / only the loopback address is served in"
                " clear: use https."
            )
        elif url.scheme == "https" and not (settings.tls_cert_file or settings.trusted_proxies):
            faults.append(
                "RONGCUO_PUBLIC_URL 是 https，但没有证书（RONGCUO_TLS_CERT_FILE、RONGCUO_TLS_KEY_FILE），也没有写明代理"
                "（RONGCUO_TRUSTED_PROXIES） / it is https, and there is neither a certificate nor a trusted proxy."
            )
    return faults


def _tls_faults(settings: Settings) -> list[str]:
    certificate, key = settings.tls_cert_file, settings.tls_key_file
    if (certificate is None) != (key is None):
        return ["RONGCUO_TLS_CERT_FILE 与 RONGCUO_TLS_KEY_FILE 须一并设置 / the two go together."]
    if certificate is None:
        return []
    faults = []
    if not (settings.public_url or "").startswith("https:"):
        faults.append(
            "有证书时须写明 RONGCUO_PUBLIC_URL（https） / with a certificate RONGCUO_PUBLIC_URL (https) must be set."
        )
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        faults.append(f"证书或私钥不可用 / the certificate or its key cannot be used: {error}.")
    return faults


def _proxy_faults(settings: Settings) -> list[str]:
    wrong = [each for each in trusted_proxies(settings) if not _is_network(each)]
    return [f"RONGCUO_TRUSTED_PROXIES：{each} 不是地址或网段 / is neither an address nor a network." for each in wrong]


def _provider_faults(settings: Settings) -> list[str]:
    given = (settings.oidc_issuer, settings.oidc_client_id)
    if (given[0] is None) != (given[1] is None):
        return ["RONGCUO_OIDC_ISSUER 与 RONGCUO_OIDC_CLIENT_ID 须一并设置 / the two go together."]
    url = urlsplit(settings.oidc_issuer or "https://none")
    if url.scheme != "https" and not _is_loopback(url.hostname or ""):
        return ["RONGCUO_OIDC_ISSUER 须为 https / must be https."]
    files = [each for each in (settings.oidc_client_secret_file, settings.oidc_ca_file) if each and not each.is_file()]
    return [f"{each} 不存在 / does not exist." for each in files]


def _is_network(text: str) -> bool:
    try:
        ip_network(text)
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    if host in LOOPBACK_NAMES:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _parts(text: str) -> list[str]:
    return [each.strip() for each in text.split(",") if each.strip()]
