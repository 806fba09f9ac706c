"""How a role reaches Temporal: in the clear on one machine, by mutual TLS or an API key in a cluster."""

from pathlib import Path

from temporalio.client import Client, TLSConfig

from deploy.roles.settings import Settings
from eventlog.keys import InstallationKey
from workflows.messages import connect


async def connect_engine(settings: Settings, key: InstallationKey) -> Client:
    """Connect to the engine that the settings name.

    Raises:
        OSError: a file they name cannot be read.
        RuntimeError: the engine does not answer, or refuses us.
    """
    return await connect(
        settings.temporal_address,
        settings.temporal_namespace,
        key.payload_codec_key(),
        tls=_tls(settings),
        api_key=_text(settings.temporal_api_key_file),
    )


def _tls(settings: Settings) -> TLSConfig | None:
    """What the engine's certificate is held against, and our own; an API key never goes in the clear."""
    if not settings.temporal_over_tls:
        return None
    return TLSConfig(
        server_root_ca_cert=_content(settings.temporal_tls_ca_file),
        domain=settings.temporal_tls_server_name,
        client_cert=_content(settings.temporal_tls_cert_file),
        client_private_key=_content(settings.temporal_tls_key_file),
    )


def _content(file: Path | None) -> bytes | None:
    return file.read_bytes() if file else None


def _text(file: Path | None) -> str | None:
    return file.read_text(encoding="utf-8").strip() if file else None
