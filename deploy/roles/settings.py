"""What a role is told from outside: read from the environment, the same under `rongcuo up`, compose and Kubernetes.

Knows no default for anything that names a server or a secret: a role that was told nothing must refuse, not guess.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

DATABASE_URL: Final = "RONGCUO_DATABASE_URL"
OWNER_URL: Final = "RONGCUO_OWNER_URL"
ERASER_URL: Final = "RONGCUO_ERASER_URL"
TEMPORAL_ADDRESS: Final = "RONGCUO_TEMPORAL_ADDRESS"
TEMPORAL_NAMESPACE: Final = "RONGCUO_TEMPORAL_NAMESPACE"
KEY_FILE: Final = "RONGCUO_KEY_FILE"
TOKENS_FILE: Final = "RONGCUO_TOKENS_FILE"
API_HOST: Final = "RONGCUO_API_HOST"
API_PORT: Final = "RONGCUO_API_PORT"
LOG_LEVEL: Final = "RONGCUO_LOG_LEVEL"
READY_FILE: Final = "RONGCUO_READY_FILE"
EXIT_WITH_PARENT: Final = "RONGCUO_EXIT_WITH_PARENT"  # set: the end of standard input means that the supervisor is gone

LOG_LEVELS: Final = ("debug", "info", "warning", "error")
_REQUIRED: Final = (DATABASE_URL, TEMPORAL_ADDRESS, KEY_FILE, TOKENS_FILE)
_PORT_MAX: Final = 65_535


class SettingsRefused(Exception):  # noqa: N818 - a refusal is an answer
    """The environment does not say what a role must know; every fault is named at once."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(faults))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Which servers, keys and files one role uses.

    Attributes:
        database_url: the log and the read models, as `rongcuo_app`.
        temporal_address: host:port of the Temporal frontend.
        key_file: the installation key, 32 random bytes.
        tokens_file: who may call the API, and as which position of which organ.
        owner_url: the same database as `rongcuo_owner`; only migrations need it.
        eraser_url: the same database as `rongcuo_eraser`; only a recorded erasure needs it.
        ready_file: the role makes this file when it is ready (a probe can look for it), or None.
    """

    database_url: str
    temporal_address: str
    key_file: Path
    tokens_file: Path
    owner_url: str | None = None
    eraser_url: str | None = None
    temporal_namespace: str = "default"
    api_host: str = "127.0.0.1"
    api_port: int = 8080
    log_level: str = "info"
    ready_file: Path | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Read the settings; an empty variable counts as missing.

        Raises:
            SettingsRefused: something required is missing, or a value is none of those allowed.
        """
        faults = [f"缺少环境变量 {name} / {name} is not set" for name in _REQUIRED if not environment.get(name)]
        port = environment.get(API_PORT) or "8080"
        if not (port.isascii() and port.isdigit() and 0 < int(port) <= _PORT_MAX):
            faults.append(
                f"{API_PORT} 应为 1 至 65535 的端口号 / {API_PORT} must be a port from 1 to 65535, not {port!r}"
            )
        level = environment.get(LOG_LEVEL) or "info"
        if level not in LOG_LEVELS:
            faults.append(f"{LOG_LEVEL} 应为 / {LOG_LEVEL} must be one of {', '.join(LOG_LEVELS)}, not {level!r}")
        if faults:
            raise SettingsRefused(tuple(faults))
        ready_file = environment.get(READY_FILE)
        return cls(
            database_url=environment[DATABASE_URL],
            temporal_address=environment[TEMPORAL_ADDRESS],
            key_file=Path(environment[KEY_FILE]),
            tokens_file=Path(environment[TOKENS_FILE]),
            owner_url=environment.get(OWNER_URL) or None,
            eraser_url=environment.get(ERASER_URL) or None,
            temporal_namespace=environment.get(TEMPORAL_NAMESPACE) or "default",
            api_host=environment.get(API_HOST) or "127.0.0.1",
            api_port=int(port),
            log_level=level,
            ready_file=Path(ready_file) if ready_file else None,
        )

    def to_environment(self) -> dict[str, str]:
        """The variables from which `from_environment` reads these settings again."""
        given = {
            DATABASE_URL: self.database_url,
            OWNER_URL: self.owner_url,
            ERASER_URL: self.eraser_url,
            TEMPORAL_ADDRESS: self.temporal_address,
            TEMPORAL_NAMESPACE: self.temporal_namespace,
            KEY_FILE: str(self.key_file),
            TOKENS_FILE: str(self.tokens_file),
            API_HOST: self.api_host,
            API_PORT: str(self.api_port),
            LOG_LEVEL: self.log_level,
            READY_FILE: str(self.ready_file) if self.ready_file else None,
        }
        return {name: value for name, value in given.items() if value is not None}

    def mark_ready(self) -> None:
        """Say that this role is ready, for `rongcuo up` and for probes that look for a file."""
        if self.ready_file is not None:
            self.ready_file.touch(mode=0o600)
