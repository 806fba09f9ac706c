"""Which installation a command works on: the running stack of a data directory, or what the environment names."""

import os
from pathlib import Path

from deploy.roles.settings import Settings, SettingsRefused
from deploy.stack.data_directory import DataDirectory
from deploy.stack.embedded_postgres import EmbeddedPostgres
from deploy.stack.embedded_temporal import NAMESPACE
from deploy.stack.ports import HOST


def owner_url_of(path: Path) -> str:
    """Where the owner of the database enters.

    Raises:
        SettingsRefused: nothing runs there, and the environment does not name it.
    """
    data = DataDirectory(path)
    if data.running() is not None:
        return EmbeddedPostgres(data).url("rongcuo_owner")
    found = Settings.from_environment(os.environ).owner_url
    if found is None:
        raise SettingsRefused(("缺少环境变量 RONGCUO_OWNER_URL / RONGCUO_OWNER_URL is not set",))
    return found


def settings_of(path: Path) -> Settings:
    """The settings of the stack that runs in a data directory, or else those of the environment.

    Raises:
        SettingsRefused: nothing runs there, and the environment does not say enough.
    """
    data = DataDirectory(path)
    record = data.running()
    if record is None:
        return Settings.from_environment(os.environ)
    return Settings(
        database_url=EmbeddedPostgres(data).url("rongcuo_app"),
        temporal_address=f"{HOST}:{record.temporal_port}",
        temporal_namespace=NAMESPACE,
        key_file=data.installation_key,
        tokens_file=data.tokens,
    )
