"""What a role is told from outside: read from the environment, the same under `rongcuo up`, compose and Kubernetes.

Knows no default for anything that names a server or a secret: a role that was told nothing must refuse, not guess.
"""

from collections.abc import Collection, Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any, Final

from eventlog.keys import InstallationKey

DATABASE_URL: Final = "RONGCUO_DATABASE_URL"
KEY_FILE: Final = "RONGCUO_KEY_FILE"
SEQUENCER_URL: Final = "RONGCUO_SEQUENCER_URL"
OWNER_URL: Final = "RONGCUO_OWNER_URL"
API_PORT: Final = "RONGCUO_API_PORT"
LOG_LEVEL: Final = "RONGCUO_LOG_LEVEL"
PUBLIC_URL: Final = "RONGCUO_PUBLIC_URL"
TOKENS_FILE: Final = "RONGCUO_TOKENS_FILE"
TLS_CERT: Final = "RONGCUO_TEMPORAL_TLS_CERT_FILE"
TLS_KEY: Final = "RONGCUO_TEMPORAL_TLS_KEY_FILE"
READY_FILE: Final = "RONGCUO_READY_FILE"
EXIT_WITH_PARENT: Final = "RONGCUO_EXIT_WITH_PARENT"  # set: the end of standard input means that the supervisor is gone

LOG_LEVELS: Final = ("debug", "info", "warning", "error")
_TYPES: Final[Mapping[str, type[Path | int]]] = {
    "key_file": Path,
    "tokens_file": Path,
    "ready_file": Path,
    "temporal_tls_ca_file": Path,
    "temporal_tls_cert_file": Path,
    "temporal_tls_key_file": Path,
    "temporal_api_key_file": Path,
    "tls_cert_file": Path,
    "tls_key_file": Path,
    "oidc_client_secret_file": Path,
    "oidc_ca_file": Path,
    "documents_dir": Path,
    "s3_secret_key_file": Path,
    "s3_ca_file": Path,
    "fonts_dir": Path,
    "word_template_file": Path,
    "sign_certificate_file": Path,
    "sign_passphrase_file": Path,
    "hook_ca_file": Path,
    "smtp_password_file": Path,
    "smtp_ca_file": Path,
    "api_port": int,
    "tls_port": int,
    "step_up_minutes": int,
    "smtp_port": int,
}
"""What is no text."""
_KEY: Final = "key_file"
_PASSED_ON: Final = (
    "public_url",
    "trusted_",
    "tls_",
    "oidc_",
    "step_up_",
    "s3_",
    "malware_",
    "fonts_",
    "word_",
    "sign_",
    "hook_",
    "smtp_",
)
_PORT_MAX: Final = 65_535
_STEP_UP_MINUTES_MAX: Final = 720
"""A session lasts no longer."""


class SettingsRefused(Exception):  # noqa: N818 - a refusal is an answer
    """The environment does not say what a role must know; every fault is named at once."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(faults))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Which servers, keys and files one role uses; each is read from the variable RONGCUO_ and its name.

    Attributes:
        database_url: the log and the read models, as the database role of the process that reads this: `rongcuo_api`,
            `rongcuo_worker` or `rongcuo_projector`.
        temporal_address: host:port of the Temporal frontend.
        key_file: the installation key, 32 random bytes; None for a role that opens nothing.
        tokens_file: the tokens of a demonstration's personas, beside organs.yaml; only the preparation needs it.
        sequencer_url: the same database as `rongcuo_sequencer`; only the role `project` needs it.
        owner_url: the same database as `rongcuo_owner`; only migrations and the first law need it.
        eraser_url: the same database as `rongcuo_eraser`; only a recorded erasure needs it.
        temporal_tls_ca_file: the authorities (PEM) that the engine's certificate must come from; None: the system's.
        temporal_tls_cert_file: our certificate (PEM), where the engine wants one; with `temporal_tls_key_file`.
        temporal_tls_server_name: the name in the engine's certificate, if not the host of its address.
        temporal_api_key_file: an API key for the engine, in a file of its own.
        api_host: a loopback address: in clear the API answers nowhere else.
        public_url: under which people reach it, without a path; None: that of the loopback address.
        trusted_hosts: other names it may be asked for under, with commas between.
        trusted_proxies: addresses or networks of proxies whose X-Forwarded headers are believed, with commas between.
        tls_host: where it answers over TLS, on `tls_port`, with the certificate `tls_cert_file` (PEM, the whole chain)
            and `tls_key_file`.
        oidc_issuer: the office's identity provider; with `oidc_client_id`, and the secret in a file if it has one.
        oidc_person_claim: the claim that holds a person's id in the register of people (docs/sign-in.md).
        step_up_minutes: how long somebody who has shown who they are votes, signs and approves without showing it again
            (A-52).
        oidc_ca_file: the authorities (PEM) that the provider's certificate must come from; None: the system's.
        documents_dir: where documents arrive, and are kept where no S3 store is named; only `api` needs it.
        s3_endpoint: the S3-compatible store that documents are kept in; with `s3_bucket`, `s3_access_key_id` and
            `s3_secret_key_file`.
        s3_ca_file: the authorities (PEM) that its certificate must come from; None: the system's.
        fonts_dir: the fonts that official documents are set in (docs/documents.md); None: those that come with us.
        word_template_file: the Word template that drafts of documents are edited in; None: the one that comes with us.
        sign_certificate_file: what issued documents are signed with (PKCS #12), with its passphrase in
            `sign_passphrase_file`; None: nobody signs them.
        malware_command: the operator's own check of a document (docs/evidence.md), with its arguments.
        hook_hosts: the hosts that hooks may have, with commas between; none: there are no hooks (docs/notices.md).
        hook_inside: networks of the inside that these hosts may lie in, with commas between.
        hook_ca_file: the authorities (PEM) that their certificates must come from; None: the system's.
        smtp_host: the server that mail is handed to, on `smtp_port`, from `smtp_sender`; None: there is no mail.
        smtp_security: `tls` from the first byte, `starttls`, or `none` for a server on this machine.
        smtp_user: with the password in a file of its own.
        ready_file: the role makes this file when it is ready (a probe can look for it), or None.
    """

    database_url: str
    temporal_address: str
    key_file: Path | None
    tokens_file: Path | None = None
    sequencer_url: str | None = None
    owner_url: str | None = None
    eraser_url: str | None = None
    temporal_namespace: str = "default"
    temporal_tls_ca_file: Path | None = None
    temporal_tls_cert_file: Path | None = None
    temporal_tls_key_file: Path | None = None
    temporal_tls_server_name: str | None = None
    temporal_api_key_file: Path | None = None
    api_host: str = "127.0.0.1"
    api_port: int = 8080
    public_url: str | None = None
    trusted_hosts: str = ""
    trusted_proxies: str = ""
    tls_host: str = "0.0.0.0"  # noqa: S104 - where people reach it, once there is a certificate
    tls_port: int = 8443
    tls_cert_file: Path | None = None
    tls_key_file: Path | None = None
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret_file: Path | None = None
    oidc_person_claim: str | None = None
    oidc_ca_file: Path | None = None
    step_up_minutes: int = 15
    documents_dir: Path | None = None
    s3_endpoint: str | None = None
    s3_bucket: str | None = None
    s3_access_key_id: str | None = None
    s3_secret_key_file: Path | None = None
    s3_region: str = "us-east-1"
    s3_ca_file: Path | None = None
    malware_command: str | None = None
    fonts_dir: Path | None = None
    word_template_file: Path | None = None
    sign_certificate_file: Path | None = None
    sign_passphrase_file: Path | None = None
    hook_hosts: str = ""
    hook_inside: str = ""
    hook_ca_file: Path | None = None
    smtp_host: str | None = None
    smtp_port: int = 465
    smtp_security: str = "tls"
    smtp_sender: str | None = None
    smtp_user: str | None = None
    smtp_password_file: Path | None = None
    smtp_ca_file: Path | None = None
    log_level: str = "info"
    ready_file: Path | None = None

    @classmethod
    def from_environment(
        cls, environment: Mapping[str, str], *, with_key: bool = True, needs: Collection[str] = ()
    ) -> "Settings":
        """Read the settings; an empty variable counts as missing.

        Args:
            environment: the variables.
            with_key: whether the role must have the installation key; else it is told of none.
            needs: the fields that may not be missing, besides those without which there are no settings.

        Raises:
            SettingsRefused: something required is missing, or a value is none of those allowed.
        """
        told = [field for field in fields(cls) if with_key or field.name != _KEY]
        given = {field.name: value for field in told if (value := environment.get(_variable(field.name)))}
        needed = (*(field.name for field in told if field.default is MISSING), *needs)
        missing = [_variable(name) for name in needed if name not in given]
        faults = [f"缺少环境变量 {name} / {name} is not set" for name in missing]
        level = given.get("log_level", "info")
        for name, port in ((name, given[name]) for name in ("api_port", "tls_port", "smtp_port") if name in given):
            if not (port.isascii() and port.isdigit() and 0 < int(port) <= _PORT_MAX):
                variable = _variable(name)
                faults.append(
                    f"{variable} 应为 1 至 65535 的端口号 / {variable} must be a port from 1 to 65535, not {port!r}"
                )
        minutes = given.get("step_up_minutes", "1")
        if not (minutes.isascii() and minutes.isdigit() and 0 < int(minutes) <= _STEP_UP_MINUTES_MAX):
            variable = _variable("step_up_minutes")
            faults.append(
                f"{variable} 应为 1 至 {_STEP_UP_MINUTES_MAX} 的分钟数 / {variable} must be minutes from 1 to"
                f" {_STEP_UP_MINUTES_MAX}, not {minutes!r}"
            )
        if level not in LOG_LEVELS:
            faults.append(f"{LOG_LEVEL} 应为 / {LOG_LEVEL} must be one of {', '.join(LOG_LEVELS)}, not {level!r}")
        if ("temporal_tls_cert_file" in given) != ("temporal_tls_key_file" in given):
            faults.append(f"{TLS_CERT} 与 {TLS_KEY} 须一并设置 / {TLS_CERT} and {TLS_KEY} go together")
        if faults:
            raise SettingsRefused(tuple(faults))
        return cls(**{_KEY: None, **_typed(given)})

    @classmethod
    def of_the_entrance(cls, environment: Mapping[str, str]) -> dict[str, Any]:
        """What `rongcuo up` is told of where people come in and documents go, in the environment it was started in."""
        names = (field.name for field in fields(cls) if field.name.startswith(_PASSED_ON))
        return _typed({name: value for name in names if (value := environment.get(_variable(name)))})

    def to_environment(self) -> dict[str, str]:
        """The variables from which `from_environment` reads these settings again."""
        given = ((field.name, getattr(self, field.name)) for field in fields(self))
        return {_variable(name): str(value) for name, value in given if value is not None}

    @property
    def installation_key(self) -> InstallationKey:
        """The installation key.

        Raises:
            SettingsRefused: these settings name none.
        """
        if self.key_file is None:
            raise SettingsRefused((f"缺少环境变量 {KEY_FILE} / {KEY_FILE} is not set",))
        return InstallationKey.from_file(self.key_file)

    @property
    def temporal_over_tls(self) -> bool:
        """Whether the engine is reached over TLS: as soon as anything is said of it."""
        said = (
            self.temporal_tls_ca_file,
            self.temporal_tls_cert_file,
            self.temporal_tls_server_name,
            self.temporal_api_key_file,
        )
        return any(said)

    def mark_ready(self) -> None:
        """Say that this role is ready, for `rongcuo up` and for probes that look for a file."""
        if self.ready_file is not None:
            self.ready_file.touch(mode=0o600)


def required(value: str | None, variable: str) -> str:
    """A setting that not every role needs, where it is needed.

    Raises:
        SettingsRefused: it was not set.
    """
    if value is None:
        raise SettingsRefused((f"缺少环境变量 {variable} / {variable} is not set",))
    return value


def _typed(given: Mapping[str, str]) -> dict[str, Any]:
    return {name: _TYPES.get(name, str)(value) for name, value in given.items()}


def _variable(field: str) -> str:
    return f"RONGCUO_{field.upper()}"
