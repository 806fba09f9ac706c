"""`rongcuo evidence verify`: whether every document of the log is in the store of files as it came in."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import asyncpg
from pydantic import BaseModel, ConfigDict
from rich.console import Console

from deploy.cli.running import settings_of
from deploy.cli.terminal import both, say
from deploy.roles.documents import document_files
from deploy.roles.settings import Settings, SettingsRefused
from domain.values import Bilingual
from eventlog.files.stores import StoreAway
from eventlog.files.verification import FAULTY, LISTED_MAX, FileFault, FilesReport, FoundFile, verify_files
from eventlog.pool import create_pool

EXIT_WHOLE: Final = 0
EXIT_FAULTY: Final = 1
EXIT_NOT_CHECKED: Final = 2

FAULTS: Final[Mapping[FileFault, Bilingual]] = {
    "missing": Bilingual(zh="缺失", en="missing"),
    "changed": Bilingual(zh="被改动", en="changed"),
    "orphan": Bilingual(zh="多出来的，不属于任何材料", en="belongs to no document"),
    "unfiled": Bilingual(zh="已上传，没有入卷", en="uploaded, in no file"),
    "erased": Bilingual(zh="案件密钥已删除，打不开", en="the key of the case was erased"),
}
_STATEMENT_SECONDS: Final = 60.0


class FileLine(BaseModel):
    """A file and what is the matter with it."""

    model_config = ConfigDict(frozen=True)

    case_id: str
    sha256: str
    fault: FileFault


class EvidenceReport(BaseModel):
    """What a check of the files found; at most a hundred are listed, all are counted."""

    model_config = ConfigDict(frozen=True)

    whole: bool
    documents: int
    bytes: int
    counts: dict[FileFault, int]
    files: tuple[FileLine, ...]


def evidence_verify(data: Path, console: Console, *, as_json: bool) -> int:
    """Check the files of a data directory or of the environment; returns the exit code."""
    try:
        report = asyncio.run(_verify(settings_of(data, "api"), console, quiet=as_json))
    except SettingsRefused as refused:
        say(console, "未在运行，未能核查 / not running, not checked; " + "; ".join(refused.faults))
        return EXIT_NOT_CHECKED
    except StoreAway as away:
        say(console, f"文件库不可用，未能核查 / the store of files cannot be read, not checked: {away}")
        return EXIT_NOT_CHECKED
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        say(console, f"未能核查 / not checked: {type(error).__name__}: {error}")
        return EXIT_NOT_CHECKED
    if as_json:
        say(console, _as_model(report).model_dump_json())
    else:
        say(console, *_lines(report))
    return EXIT_WHOLE if report.whole else EXIT_FAULTY


async def _verify(settings: Settings, console: Console, *, quiet: bool) -> FilesReport:
    def told(done: int) -> None:
        if not quiet:
            say(console, f"材料 / documents: {done}")

    async with await create_pool(
        settings.database_url,
        application="rongcuo evidence verify",
        max_size=1,
        statement_seconds=_STATEMENT_SECONDS,
    ) as pool:
        return await verify_files(document_files(settings, pool, settings.installation_key), told)


def _lines(report: FilesReport) -> list[str]:
    lines: list[str] = []
    if report.whole:
        lines.append(
            f"材料齐全：{report.documents} 份、{report.size} 字节，均与入卷时一致"
            f" / all documents are there: {report.documents}, {report.size} bytes"
        )
    for fault, words in FAULTS.items():
        if number := report.count(fault):
            lines.append(f"{both(words)}: {number}")
    listed = [each for each in report.found if each.fault in FAULTY][:LISTED_MAX]
    lines += [f"  {each.name.path}: {both(FAULTS[each.fault])}" for each in listed]
    if not report.whole:
        lines.append("请从备份恢复缺失、被改动的文件 / restore what is missing or changed from a backup")
    return lines


def _as_model(report: FilesReport) -> EvidenceReport:
    return EvidenceReport(
        whole=report.whole,
        documents=report.documents,
        bytes=report.size,
        counts={fault: report.count(fault) for fault in FAULTS},
        files=tuple(map(_line, report.found[:LISTED_MAX])),
    )


def _line(found: FoundFile) -> FileLine:
    return FileLine(case_id=str(found.name.case_id), sha256=found.name.sha256, fault=found.fault)
