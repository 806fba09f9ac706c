"""`rongcuo access explain`: whether somebody may do something in a case, by which rule, and who may."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import asyncpg
from rich.console import Console

from activities.law import ORGANS
from api.access.question import Question, Unknown, case_as_judged, case_id_of, explained
from api.access.views import AccessExplanations
from api.auth.explanation import AccessExplanation, TriedRule
from api.auth.law import procedure_of
from api.installed import Installed
from deploy.cli.running import settings_of
from deploy.cli.terminal import EXIT_REFUSED, EXIT_UNREACHED, both, say
from deploy.roles.settings import Settings, SettingsRefused
from domain.organs import Organs
from domain.pack.playing import parts_in
from domain.terms.deadlines import SHANGHAI
from domain.values import Bilingual
from eventlog import reference
from eventlog.log import EventLog
from eventlog.pool import create_pool

EXIT_ALLOWED: Final = 0
EXIT_DENIED: Final = 3
_POSTS_TOLD: Final = 12
_NO_ORGANS: Final = Bilingual(zh="没有装入机关", en="no organs are installed")


def access_explain(  # noqa: PLR0913 - each is one part of the question
    data: Path,
    console: Console,
    person: str,
    action: str,
    case: str,
    *,
    on: str | None,
    position: str | None,
    as_json: bool,
) -> int:
    """Answer for every post of the person; returns the exit code."""
    try:
        day = date.fromisoformat(on) if on else datetime.now(UTC).astimezone(SHANGHAI).date()
    except ValueError:
        say(console, f"“{on}”不是日期，应写作 2026-11-29 / {on} is no date; write 2026-11-29")
        return EXIT_REFUSED
    try:
        question = Question(person, action, day, case, position)
        found = asyncio.run(_explained(settings_of(data, "api"), question))
    except SettingsRefused as refused:
        say(console, "未在运行 / not running; " + "; ".join(refused.faults))
        return EXIT_UNREACHED
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        say(console, f"数据库不可用 / the database cannot be read: {type(error).__name__}: {error}")
        return EXIT_UNREACHED
    except Unknown as unknown:
        say(console, both(unknown.says))
        return EXIT_REFUSED
    if as_json:
        say(console, found.model_dump_json())
    else:
        for each in found.items:
            say(console, *_lines(each))
    return EXIT_ALLOWED if any(each.allow for each in found.items) else EXIT_DENIED


async def _explained(settings: Settings, question: Question) -> AccessExplanations:
    async with await create_pool(settings.database_url, application="rongcuo access", max_size=2) as pool:
        newest = await reference.get(pool, "organs", ORGANS)
        if newest is None:
            raise Unknown("person", _NO_ORGANS)
        organs = Organs.model_validate_json(newest.content)
        parts = parts_in((await Installed(pool).newest_packs()).values())
        if question.case is None:
            return AccessExplanations(case_id=None, items=explained(organs, parts, question, None))
        case_id = await case_id_of(pool, question.case)
        log = EventLog(pool, settings.installation_key)
        resource = await case_as_judged(log, pool, organs, case_id)
        pack = await procedure_of(pool, log, case_id)
        return AccessExplanations(case_id=case_id, items=explained(organs, parts, question, resource, pack))


def _lines(found: AccessExplanation) -> Sequence[str]:
    answer = "可以 / allowed" if found.allow else "不可以 / denied"
    post = f"{found.organ_name.zh}{found.title.zh} {found.name}（{found.position}）"
    lines = [f"{post} {found.action} {found.on}: {answer}", f"  {', '.join(found.rules) or '—'}: {both(found.because)}"]
    lines += [_line(rule) for rule in found.tried]
    if not found.allow:
        posts = [f"{post.organ_name.zh}{post.title.zh}（{post.position}）" for post in found.who_may]
        more = f" … {len(posts)}" if len(posts) > _POSTS_TOLD else ""
        lines.append(f"  谁可以 / who may: {'、'.join(posts[:_POSTS_TOLD]) or '没有人 / nobody'}{more}")
    return lines


def _line(rule: TriedRule) -> str:
    mark = "✓" if rule.fits else "·"
    effect = "禁止 forbid" if rule.effect == "forbid" else "许可 permit"
    return f"  {mark} {rule.rule} [{effect}] {both(rule.because)}"
