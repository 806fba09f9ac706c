"""Canonical forms of what an earlier release wrote as it was typed: names of the register, numbers that began cases."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from domain.identity import case_id_of_number
from eventlog.keys import InstallationKey
from eventlog.pool import Connection
from eventlog.queries import load_queries
from eventlog.subjects import keys_of, subject_of

_SQL = load_queries(Path(__file__).with_suffix(".sql"))


class _Opening(BaseModel):
    """What began a case, as far as its number goes; all else of its first event is passed over."""

    model_config = ConfigDict(extra="ignore")

    to_organ: str
    reference: str | None = None


async def fill_in(owner: Connection, key: InstallationKey | None) -> None:
    """Enter what the register is searched by, and the ids that numbers give to cases they began.

    Args:
        owner: in the transaction of the migration that made the tables.
        key: of the installation; none where nothing was registered yet.

    Raises:
        ValueError: there are names and no key to read them by.
    """
    entries = await owner.fetch(_SQL["without_keys"])
    if entries and key is None:
        raise ValueError("names were registered, and reading them needs the installation key")
    if key is not None:
        keys = [(row["subject_id"], row["version"], *keys_of(key, subject_of(key, row))) for row in entries]
        await owner.executemany(_SQL["enter_key"], keys)
    async for row in owner.cursor(_SQL["openings"], prefetch=500):
        opening = _Opening.model_validate_json(row["payload"])
        if opening.reference is not None:
            await owner.execute(
                _SQL["enter_case"], case_id_of_number(opening.to_organ, opening.reference), row["stream_id"]
            )
