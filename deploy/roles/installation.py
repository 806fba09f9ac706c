"""What an installation must have before any role runs: the schema, the law, the organs, and who may call.

Every part is safe to repeat: what is installed already is left alone, what changed becomes a new version. The calendar
is only begun here; from then on `rongcuo calendar import` carries it forward.
"""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import datetime
from importlib.resources import files
from pathlib import Path

import asyncpg

from activities.law import ORGANS
from api.identity.demonstration import TokensFile, is_demonstration, settle, tokens_for, tokens_of
from api.identity.personas import Offices
from deploy.roles.settings import OWNER_URL, TOKENS_FILE, Settings, SettingsRefused, required
from deploy.stack.data_directory import write_private
from domain.organs import Organs
from domain.pack.pack import Pack
from domain.pack.playing import Part, parts_in
from domain.terms.deadlines import SHANGHAI
from eventlog.log_reader import LogReader
from eventlog.migrate import migrate
from eventlog.pool import Pool, create_pool
from eventlog.reference import get, install, versions
from policies.calendars.seed import national_calendar
from policies.packs.loader import bundled_packs, edition_of, load_organs, organs_bytes, pack_bytes
from policies.packs.located import read_model
from policies.packs.upcasting import installed_pack
from projections.projector.projector import Projector

_BY = "rongcuo up"
_CONNECT_SECONDS = 10.0


async def prepare(settings: Settings, *, demonstration: bool = False) -> None:
    """Migrate and install as the owner, then make the read models' tables as the projector.

    Args:
        settings: With the addresses of the owner and of the projector.
        demonstration: What a first start says that the installation is for; a later one changes nothing.

    Raises:
        SettingsRefused: these settings do not say where the owner enters.
    """
    owner = await asyncpg.connect(required(settings.owner_url, OWNER_URL), timeout=_CONNECT_SECONDS)
    try:
        await migrate(owner, settings.installation_key)
    finally:
        await owner.close()
    await install_law(settings, demonstration=demonstration)


async def prepare_demonstration(settings: Settings) -> None:
    """Prepare what may become a demonstration."""
    await prepare(settings, demonstration=True)


async def install_law(settings: Settings, *, demonstration: bool = False) -> None:
    """Install the calendar, the bundled packs and the organs; in a demonstration give everybody in office a token."""
    tokens_file = settings.tokens_file
    if tokens_file is None:
        raise SettingsRefused((f"缺少环境变量 {TOKENS_FILE} / {TOKENS_FILE} is not set",))
    organs_file = tokens_file.parent / "organs.yaml"
    calendar = await asyncio.to_thread(national_calendar)
    async with await create_pool(
        required(settings.owner_url, OWNER_URL), application="rongcuo install", max_size=2
    ) as pool:
        if await get(pool, "calendar", calendar.name) is None:  # never undo what `rongcuo calendar import` installed
            await install(pool, "calendar", calendar.name, calendar.model_dump_json().encode(), _BY)
        await install_bundled_packs(pool, bundled_packs())
        organs, parts = await install_organs(pool, organs_file), await parts_installed(pool)
        await settle(pool, demonstration=demonstration)
        if await is_demonstration(pool):
            await _give_tokens(pool, tokens_file, Offices(organs, datetime.now(SHANGHAI).date(), parts))
    async with await create_pool(settings.database_url, application="rongcuo install", max_size=1) as pool:
        projector = Projector(pool, LogReader(pool))
        await projector.prepare()
        await projector.open_to_readers()


async def install_organs(pool: Pool, path: Path) -> Organs:
    """Install the register as its file has it, as long as nobody else has changed it; from then on it is people's.

    A file that says what is installed already is not asked for more than it was then.

    Raises:
        FaultyFile: The file has changed, and is faulty.
    """
    newest = next((each for each in await versions(pool, "organs") if each.name == ORGANS and each.published), None)
    if newest is not None and newest.published is not None:
        installed = Organs.model_validate_json(newest.content)
        if newest.published[0] != _BY or installed == await asyncio.to_thread(_as_written, path):
            return installed
    organs = await asyncio.to_thread(_organs, path)
    await install(pool, "organs", ORGANS, organs_bytes(organs), _BY)
    return organs


def _as_written(path: Path) -> Organs | None:
    """What a file of the register says, sound or not; None: there is none yet."""
    return read_model(Organs, path) if path.exists() else None


async def install_bundled_packs(pool: Pool, packs: Iterable[Pack]) -> None:
    """Install the editions whose names their packs do not have yet, one after another.

    What is published under a name stands, whatever came with this release. Where people published the newest edition
    of a pack, a new bundled one is left to them too: they install it by `rongcuo policy install`.
    """
    published = [each for each in await versions(pool, "pack") if each.published]
    names = {(each.name, edition_of(each.content).edition) for each in published}
    newest = {each.name: each for each in reversed(published)}  # the newest of a name comes first, and so stays
    for pack in packs:
        by_people = pack.pack in newest and newest[pack.pack].draft is not None
        if (pack.pack, pack.edition) not in names and not by_people:
            await install(pool, "pack", pack.pack, pack_bytes(pack), _BY)
            names.add((pack.pack, pack.edition))


async def parts_installed(pool: Pool) -> Mapping[str, Part]:
    """What the roles of organs do in the newest procedures."""
    newest: dict[str, bytes] = {}
    for each in await versions(pool, "pack"):
        if each.published:
            newest.setdefault(each.name, each.content)  # the newest of a name comes first
    return parts_in(installed_pack(content) for content in newest.values())


async def _give_tokens(pool: Pool, path: Path, offices: Offices) -> None:
    """A machine token for everyone in office today, kept in a file for whoever plays or tries the demonstration."""
    earlier = TokensFile(personas=await asyncio.to_thread(tokens_of, path))
    tokens = await tokens_for(pool, tuple(each for each in offices.everyone() if each.for_person is None), earlier)
    if tokens != earlier:
        await asyncio.to_thread(write_private, path, tokens.model_dump_json(indent=1).encode())


def _organs(path: Path) -> Organs:
    """The organs of this installation; a first start begins with the sample, which the user then edits."""
    if not path.exists():
        sample = files("deploy.demo") / "sample" / "organs.yaml"
        write_private(path, sample.read_bytes())
    return load_organs(path)
