"""What an earlier release wrote as typed gets its canonical form when the tables for it are made."""

import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from domain.identity import case_id_of_number
from eventlog.identities import fill_in
from eventlog.keys import InstallationKey
from eventlog.log import EventLog
from eventlog.pool import Connection, Pool
from eventlog.subjects import SubjectRegister
from tests.eventlog.appends import AT, event, first


async def opened(log: EventLog, reference: str | None, organ: str, days: int = 0) -> UUID:
    """A case as an earlier release recorded it, under an id that has nothing to do with its number."""
    payload = json.dumps({"kind": "case_opened", "to_organ": organ, "reference": reference}).encode()
    append = first(event("case_opened", payload=payload))._replace(recorded_at=AT + timedelta(days=days))
    await log.append(append)
    return append.stream_id


async def written(owner: Connection, key: InstallationKey, name: str, identifier: str | None = None) -> UUID:
    """A subject as an earlier release registered it."""
    id_ = uuid4()
    identity = {"name": name, "aliases": ["别名 甲"], "unit_name": None, "identifier": identifier}
    sealed = key.seal_identity(json.dumps(identity).encode(), id_)
    await owner.execute(
        "INSERT INTO subject (subject_id, version, kind, sector, jurisdiction, identity)"
        " VALUES ($1, 1, 'person', 'x', 'y', $2)",
        id_,
        sealed,
    )
    return id_


async def test_names_and_numbers_of_before_are_found(
    owner: Connection, log: EventLog, app_pool: Pool, installation_key: InstallationKey
) -> None:
    """By any spelling; of two cases that one number began the first is the one; doing it again changes nothing."""
    organ, register = f"organ-{uuid4().hex[:6]}", SubjectRegister(app_pool, installation_key)
    numbers = ("甲〔2026〕7号", "甲[2026]007号", "甲〔2026〕8号")
    case, _, other = [await opened(log, each, organ, days) for days, each in enumerate(numbers)]
    await opened(log, None, organ)
    subject = await written(owner, installation_key, "阿依古丽•示例")
    for _ in range(2):
        async with owner.transaction():
            await fill_in(owner, installation_key)
    ids = [case_id_of_number(organ, each) for each in ("甲（2026）第7号", "甲【2026】８号")]

    assert [await log.begun_by(id_) for id_ in ids] == [case, other]
    for typed in ("阿依古丽·示例", "阿依古丽示例", "别名甲"):
        assert [entry.subject.subject_id for entry in await register.find(typed)] == [subject]


async def test_names_cannot_be_read_without_the_key(owner: Connection, installation_key: InstallationKey) -> None:
    """The start stops and says so, and the migration is not applied."""
    await written(owner, installation_key, "王明")

    with pytest.raises(ValueError, match="installation key"):
        await fill_in(owner, None)
