"""`rongcuo demo` and `rongcuo run`: the demonstration from beginning to end, and the stack with its cases in it."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import UUID

from rich.console import Console

from api.cases.routes import CaseList
from api.identity.demonstration import token_of, tokens_of
from deploy.demo.cast import Cast
from deploy.demo.handover import HandedOver, hand_over
from deploy.demo.lives import LifeFigures, play_lives, report
from deploy.demo.meeting import Met, meet
from deploy.demo.papers import issue_notice
from deploy.demo.report import Figures, Reader, escalations, granted, has_moved, show_cases, show_office, show_results
from deploy.demo.sample_cases import sample_cases, sample_lives
from deploy.demo.sample_player import NotAsExpected, play
from deploy.demo.scenes import Barred, Scenes
from deploy.stack.data_directory import DataDirectory
from deploy.stack.progress import Progress
from deploy.stack.role_parts import settings_for
from deploy.stack.stack import Plan, Stack, running
from deploy.stack.up import run_with_stack
from domain.pack.pack import Pack
from eventlog.pool import create_pool
from policies.packs.loader import bundled_pack
from rongcuo_client import ApiError

_SUPERVISOR = "prefecture-discipline-supervisor"
_HR = "prefecture-organization-hr"
_NOT_HELD = 1
_NOT_OURS = 2
_CANCELLED = 130
_MARK = "demonstration"
_NO_DEMONSTRATION = (
    "这是正式安装，不装入演示案件；演示请另用一个数据目录 / no demonstration's data, no examples; use another"
    " data directory for them"
)


def demo(plan: Plan, console: Console) -> int:
    """Start a stack on a fresh data directory, play everything, report, stop; 0 only if all held."""
    progress = Progress(console)

    async def figures(cast: Cast) -> Figures:
        told = await _perform(cast, progress)
        return await _report(Reader(cast, _SUPERVISOR, _HR), console, told)

    return _on_fresh_data(plan, console, progress, figures)


def demo_pack(plan: Plan, pack: str, console: Console) -> int:
    """Start a stack on a fresh data directory, play the lives of a pack's cases, report, stop; 0 only if all held."""
    progress = Progress(console)
    lives = tuple(sample_lives(pack))
    if not lives:
        progress.say(f"没有 {pack} 的演示案件 / no lives of {pack} come with the software")
        return _NOT_OURS

    async def figures(cast: Cast) -> LifeFigures:
        return report(console, bundled_pack(pack), lives, await play_lives(cast, lives, progress))

    return _on_fresh_data(plan, console, progress, figures)


def _on_fresh_data(
    plan: Plan, console: Console, progress: Progress, play_all: Callable[[Cast], Awaitable[Figures | LifeFigures]]
) -> int:
    """Play on a stack that is started for it, print the figures as the last line; returns the exit code."""
    if not _make_fresh(plan.data):
        progress.say(f"{plan.data} 不是演示数据，未删除 / is no demonstration's data and was left alone")
        return _NOT_OURS

    async def perform() -> int:
        async with running(plan, progress) as stack, _cast(stack) as cast:
            try:
                figures = await play_all(cast)
            except (NotAsExpected, ApiError) as failed:
                progress.say(f"未成立 / did not hold: {_told(failed)}")
                return _NOT_HELD
        console.print(figures.model_dump_json(), soft_wrap=True, markup=False, highlight=False)
        return 0 if figures.all_held else _NOT_HELD

    return run_with_stack(perform(), plan.data, progress, when_stopped=_CANCELLED)


def run(plan: Plan, console: Console) -> int:
    """Start the stack, put the same cases in where there are none, and keep it until a signal comes."""
    progress = Progress(console)

    async def hold() -> int:
        async with running(plan, progress) as stack:
            if tokens_of(stack.settings.tokens_file):
                async with _cast(stack) as cast:
                    await _fill(cast, progress)
                _say_where(progress, stack)
            else:
                progress.say(_NO_DEMONSTRATION)
            await stack.until_stopped()
        return 0

    return run_with_stack(hold(), plan.data, progress)


def _told(failed: Exception) -> str:
    """What went wrong, with whose act it was."""
    return "; ".join([str(failed), *getattr(failed, "__notes__", ())])


def _make_fresh(data: Path) -> bool:
    """Remove what an earlier demonstration left, known by its mark; False when the directory is something else's."""
    mark = data / _MARK
    if data.exists() and not mark.exists():
        return False
    if DataDirectory(data).running() is None:
        shutil.rmtree(data, ignore_errors=True)
        data.mkdir(parents=True)
        mark.touch()
    return True


@dataclass(frozen=True, slots=True)
class Told:
    """What the scenes told, to be looked up again in what the stack shows."""

    winner: UUID
    excepted: UUID
    barred: Barred
    handed_over: HandedOver
    met: Met


@asynccontextmanager
async def _cast(stack: Stack) -> AsyncIterator[Cast]:
    """Everybody at a stack, with their tokens and, where one acts for another, one more."""
    database = settings_for("api", stack.settings, stack.data).database_url
    async with (
        await create_pool(database, application="rongcuo demo", max_size=1) as pool,
        Cast(stack.api_url, tokens_of(stack.settings.tokens_file), partial(token_of, pool)) as cast,
    ):
        yield cast


async def _fill(cast: Cast, progress: Progress) -> None:
    """Put the demonstration's cases into an empty installation; what goes wrong is told, and the stack stays up."""
    try:
        if not (await cast.get(_SUPERVISOR, "/v1/cases?limit=1", CaseList)).items:
            await _perform(cast, progress)
    except (NotAsExpected, ApiError) as failed:
        progress.say(f"演示案件未装入 / the cases of the demonstration are not in: {_told(failed)}")


async def _perform(cast: Cast, progress: Progress) -> Told:
    """Play the sample cases, then the live scenes."""
    await _play_samples(cast, progress)
    scenes = await Scenes.begin(cast)
    with progress.step("两部门同时容错同一事项，仅一个成立 / a race for one matter"):
        winner = await scenes.race()
    matter = (await cast.see(_SUPERVISOR, winner.id)).matter_id
    with progress.step("同一事项再次申请，不予二次容错 / a second tolerance is barred"):
        barred = await scenes.second_tolerance(matter)
    with progress.step("不可抗力例外，予以容错 / the exception is admitted"):
        excepted = await scenes.exception(matter)
    with progress.step("久未答复，系统自动督办 / a deadline passes and escalates"):
        await scenes.unanswered()
    with progress.step("等待补正，中止计时；批准延长期限 / a clock stands still, a term is extended"):
        await scenes.clocks()
    with progress.step("县里移送州里，由受托人代行 / a transfer to the prefecture, by a delegate"):
        handed_over = await hand_over(cast)
    with progress.step("一次会议研究三件，一名委员须回避 / a meeting on three cases, one recusal"):
        met = await meet(cast, scenes)
    with progress.step("受理通知书：拟稿、核稿、签发、印发 / a notice is drafted, checked, signed and issued"):
        await issue_notice(cast, winner)
    with progress.step("复议并作出决定 / a reappraisal is decided"):
        await scenes.reappraisal(winner)
    return Told(winner.id, excepted.id, barred, handed_over, met)


async def _report(reader: Reader, console: Console, told: Told) -> Figures:
    console.print(
        f"拒绝 / refused: [bold]{told.barred.code}[/]，依据 / article {'、'.join(told.barred.clause)}，"
        f"在先案件 / earlier case {told.barred.earlier_case}",
        soft_wrap=True,
    )
    cases = await reader.cases()
    pages = {page.case_id: page for page in cases.values()}
    results = await reader.results({view.facts.subject_id for page in cases.values() for view in page.subjects})
    show_office(console, told.handed_over, pages[told.handed_over.case], told.met.recused)
    show_cases(console, cases, _pack())
    show_results(console, max(results, key=lambda subject: len(subject.results)))
    won, excepted = pages[told.winner], pages[told.excepted]
    racers = [page for page in pages.values() if page.matter_id == won.matter_id and not page.exception]
    return Figures(
        cases=sum(page.history and page.closed for page in pages.values()),
        granted=sum(map(granted, pages.values())),
        second_tolerance_refused=told.barred.stands,
        exception_granted=granted(excepted) and excepted.exception is not None,
        race_winners=sum(map(granted, racers)),
        escalations=escalations(pages.values()),
        reappraisals_decided=await reader.reappraisals_decided(),
        decided_at_meeting=told.met.decided,
        recused_at_meeting=told.met.recused,
        transferred=sum(granted(page) and has_moved(page) for page in pages.values()),
        in_two_names=int(told.handed_over.names_both),
        jurisdictions=len({page.jurisdiction for page in pages.values()}),
        results_in_force=sum(result.state == "in_force" for subject in results for result in subject.results),
        log_events=sum(page.version for page in pages.values()),
    )


async def _play_samples(cast: Cast, progress: Progress) -> None:
    for case in await asyncio.to_thread(lambda: list(sample_cases())):
        with progress.step(case.label):
            await play(cast, case)


def _pack() -> Pack:
    return bundled_pack("nujiang")


def _say_where(progress: Progress, stack: Stack) -> None:
    progress.say(f"打开网址，点一个人即可进入 / open it and click on a person: {stack.api_url}/sign-in")
    progress.say(f"程序接口用的令牌 / tokens for programs: {stack.settings.tokens_file}")
    progress.say("按 Ctrl-C 停止 / Ctrl-C stops")
