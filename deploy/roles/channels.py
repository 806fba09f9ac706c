"""The channels by which notices leave the system, as the settings have them: a mail server, and what hooks may be."""

import ssl
from email.errors import MessageError
from email.headerregistry import Address
from pathlib import Path

from activities.notices.addresses import AllowList
from activities.notices.mail import MailServer
from api.http.entrance import LOOPBACK_NAMES
from deploy.roles.settings import Settings, SettingsRefused

_HOW = "见 docs/notices.md / see docs/notices.md"
_LOOPBACK = frozenset({*LOOPBACK_NAMES, "::1"})


def hook_hosts(settings: Settings) -> AllowList:
    """What hooks may be.

    Raises:
        SettingsRefused: a network is none.
    """
    try:
        return AllowList.of(settings.hook_hosts, settings.hook_inside)
    except ValueError as error:
        raise SettingsRefused(
            (f"RONGCUO_HOOK_INSIDE：应为网段，如 10.1.2.0/24 / must be networks: {error}. {_HOW}",)
        ) from None


def mail_server(settings: Settings) -> MailServer | None:
    """The server that mail is handed to, if there is one.

    Raises:
        SettingsRefused: mail would go in clear, or without a sender.
    """
    if settings.smtp_host is None:
        return None
    security, sender = settings.smtp_security, settings.smtp_sender
    faults = []
    if security not in {"tls", "starttls", "none"}:
        faults.append(f"RONGCUO_SMTP_SECURITY 应为 / must be tls, starttls 或 or none. {_HOW}")
    if security == "none" and settings.smtp_host not in _LOOPBACK:
        faults.append(
            f"RONGCUO_SMTP_SECURITY=none：不加密只能用本机的邮件服务器 / in clear only on this machine. {_HOW}"
        )
    if sender is None or not _is_address(sender):
        faults.append(f"RONGCUO_SMTP_SENDER 应为发件邮箱 / must be the address that mail comes from. {_HOW}")
    if (settings.smtp_user is None) != (settings.smtp_password_file is None):
        faults.append(f"RONGCUO_SMTP_USER 与 RONGCUO_SMTP_PASSWORD_FILE 须一并设置 / the two go together. {_HOW}")
    if faults or sender is None or security not in {"tls", "starttls", "none"}:
        raise SettingsRefused(tuple(faults))
    file = settings.smtp_password_file
    return MailServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security="none" if security == "none" else "starttls" if security == "starttls" else "tls",
        sender=sender,
        tls=tls_of(settings.smtp_ca_file),
        user=settings.smtp_user,
        password=file.read_text("utf-8").strip() if file else None,
        public_url=settings.public_url,
    )


def tls_of(authorities: Path | None) -> ssl.SSLContext:
    """What certificates are held against: some authorities, or the system's."""
    return ssl.create_default_context(cafile=str(authorities) if authorities else None)


def _is_address(text: str) -> bool:
    try:
        return bool(Address(addr_spec=text).domain)
    except (ValueError, IndexError, MessageError):
        return False
