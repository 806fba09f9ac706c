"""`rongcuo demo` and `rongcuo run`: the demonstration from beginning to end, and the stack with its cases in it."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

from rich.console import Console

from api.tokens import PersonaToken, TokensFile
from deploy.data_directory import DataDirectory
from deploy.demo.client import Client, http_client
from deploy.demo.report import Figures, Lines, Reader, escalations, granted, show_cases, show_results
from deploy.demo.sample_player import play
from deploy.demo.scenes import Scenes
from deploy.progress import Progress
from deploy.sample_cases import SampleCase, sample_cases
from deploy.stack import Plan, Stack, running
from deploy.up import run_with_stack
from domain.pack import Pack
from policies.loader import bundled_packs
from projections.case_view import CasePage

DEMO_DATA = Path(".rongcuo-demo")
_SUPERVISOR = "prefecture-discipline-supervisor"
_HR = "prefecture-organization-hr"
_NOT_HELD = 1
_CANCELLED = 130


def demo(plan: Plan, console: Console) -> int:
    """Start a stack on a fresh data directory, play everything, report, stop; 0 only if all held."""
    if DataDirectory(plan.data).running() is None:
        shutil.rmtree(plan.data, ignore_errors=True)
    progress = Progress(console)

    async def perform() -> int:
        async with running(plan, progress) as stack, _client(stack) as client:
            figures = await _perform(client, console, progress)
        console.print(figures.model_dump_json(), soft_wrap=True, markup=False, highlight=False)
        return 0 if figures.all_held else _NOT_HELD

    return run_with_stack(perform(), plan.data, progress, when_stopped=_CANCELLED)


def run(plan: Plan, console: Console) -> int:
    """Start the stack, put the sample cases in where there are none, and keep it until a signal comes."""
    progress = Progress(console)

    async def hold() -> int:
        async with running(plan, progress) as stack:
            async with _client(stack) as client:
                if not (await client.get(_SUPERVISOR, "/v1/cases?limit=1", Lines)).items:
                    await _play_samples(client, progress)
            _say_where(progress, stack)
            await stack.until_stopped()
        return 0

    return run_with_stack(hold(), plan.data, progress)


@asynccontextmanager
async def _client(stack: Stack) -> AsyncIterator[Client]:
    async with http_client(stack.api_url) as http:
        yield Client(http, _personas(stack))


def _personas(stack: Stack) -> tuple[PersonaToken, ...]:
    return TokensFile.model_validate_json(stack.settings.tokens_file.read_bytes()).personas


async def _perform(client: Client, console: Console, progress: Progress) -> Figures:
    titles = await _play_samples(client, progress)
    pack = next(pack for pack in bundled_packs() if pack.pack == "nujiang")
    scenes = await Scenes.begin(client, pack)
    with progress.step("两部门同时容错同一事项，仅一个成立 / a race for one matter"):
        winner, loser, _ = await scenes.race()
        titles |= {winner.id: "抢修道路（并发，先成立）", loser.id: "抢修道路（并发，被禁止）"}
    matter = (await client.see(_SUPERVISOR, winner.id)).matter_id
    with progress.step("同一事项再次申请，不予二次容错 / a second tolerance is barred"):
        again, barred = await scenes.second_tolerance(matter)
        titles[again.id] = "抢修道路（再次申请）"
    with progress.step("不可抗力例外，予以容错 / the exception is admitted"):
        excepted = await scenes.exception(matter)
        titles[excepted.id] = "抢修道路（不可抗力例外）"
    with progress.step("久未答复，系统自动督办 / a deadline passes and escalates"):
        unanswered = await scenes.unanswered()
        titles[unanswered.case.case_id] = "久未答复的申请"
    with progress.step("复议并作出决定 / a reappraisal is decided"):
        await scenes.reappraisal(winner)
    console.print(
        f"拒绝 / refused: [bold]{barred.code}[/]，依据 / article {'、'.join(barred.clause)}，"
        f"在先案件 / earlier case {barred.earlier_case}"
    )
    return await _report(client, console, titles, winner_id=winner.id, excepted_id=excepted.id, refused=barred.code == "second_tolerance" and barred.barred_event)


async def _report(
    client: Client, console: Console, titles: dict[UUID, str], *, winner_id: UUID, excepted_id: UUID, refused: bool
) -> Figures:
    reader = Reader(client, _SUPERVISOR, _HR)
    pages = await reader.pages()
    by_id = {page.case_id: page for page in pages}
    show_cases(console, pages, titles)
    subjects = {view.facts.subject_id for page in pages for view in page.subjects}
    results = {subject: await reader.results(subject) for subject in subjects}
    shown = by_id[winner_id].subjects[0].facts.subject_id
    show_results(console, "示例县被容错单位", results[shown])
    racers = [page for page in pages if page.matter_id == by_id[winner_id].matter_id and not page.exception]
    return Figures(
        cases=sum(page.history and page.closed for page in pages),
        granted=sum(map(granted, pages)),
        second_tolerance_refused=refused,
        exception_granted=granted(by_id[excepted_id]) and by_id[excepted_id].exception is not None,
        race_winners=sum(map(granted, racers)),
        escalations=escalations(pages),
        reappraisals_decided=await reader.reappraisals_decided(),
        results_in_force=sum(row.state == "in_force" for rows in results.values() for row in rows),
        log_events=sum(page.version for page in pages),
    )


async def _play_samples(client: Client, progress: Progress) -> dict[UUID, str]:
    titles: dict[UUID, str] = {}
    for case in await asyncio.to_thread(lambda: list(sample_cases())):
        with progress.step(case.label):
            titles[(await _play(client, case)).case_id] = case.label.partition("（")[0]
    return titles


async def _play(client: Client, case: SampleCase) -> CasePage:
    return await play(client, case, case.acts[0].position)


def _say_where(progress: Progress, stack: Stack) -> None:
    supervisor = next(persona for persona in _personas(stack) if persona.position == _SUPERVISOR)
    progress.say(f"案件列表 / cases: {stack.api_url}/cases")
    progress.say(f"登录令牌 / sign in as {supervisor.title_zh} {supervisor.name_zh}: {supervisor.token}")
    progress.say(f"全部令牌 / all tokens: {stack.settings.tokens_file}")
    progress.say("按 Ctrl-C 停止 / Ctrl-C stops")
