"""Which installation a command works on: the running stack of a data directory, or what the environment names."""

import os
from pathlib import Path

from deploy.roles.process import KEYLESS, RoleName
from deploy.roles.settings import Settings, SettingsRefused
from deploy.stack.data_directory import DataDirectory
from deploy.stack.embedded_postgres import EmbeddedPostgres
from deploy.stack.embedded_temporal import NAMESPACE
from deploy.stack.ports import HOST
from deploy.stack.role_parts import settings_for


def owner_url_of(path: Path) -> str:
    """Where the owner of the database enters.

    Raises:
        SettingsRefused: nothing runs there, and the environment does not name it.
    """
    data = DataDirectory(path)
    if data.running() is not None:
        return EmbeddedPostgres(data).url("rongcuo_owner")
    found = Settings.from_environment(os.environ, with_key=False).owner_url
    if found is None:
        raise SettingsRefused(("缺少环境变量 RONGCUO_OWNER_URL / RONGCUO_OWNER_URL is not set",))
    return found


def settings_of(path: Path, role: RoleName) -> Settings:
    """The settings of the stack that runs in a data directory, as one of our roles, or else those of the environment.

    Raises:
        KeyMissing: the passwords of its database are gone.
        SettingsRefused: nothing runs there, and the environment does not say enough.
    """
    data = DataDirectory(path)
    record = data.running()
    if record is None:
        return Settings.from_environment(os.environ, with_key=role not in KEYLESS)
    settings = Settings(
        database_url="",
        temporal_address=f"{HOST}:{record.temporal_port}",
        temporal_namespace=NAMESPACE,
        key_file=data.installation_key,
        tokens_file=data.tokens,
        documents_dir=data.documents,
        api_port=record.api_port,
        public_url=record.public_url,
    )
    return settings_for(role, settings, data)
