"""What a person reads at the end of the demonstration, and its line of JSON: every figure from the running stack."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from rich.console import Console
from rich.table import Table

from api.cases.routes import CaseList
from api.labels.naming import Names
from api.labels.words import OUTCOMES, REPLIES, RESULT_STATES, RISK_FILING_STAGES, STAGES, WORK_RECORD_STATES
from api.reappraisals.routes import Reappraisals
from api.results.routes import ResultList
from api.results.views import SubjectResults
from deploy.demo.cast import Cast
from deploy.demo.handover import HandedOver
from deploy.demo.sample_cases import sample_organs
from domain.pack.pack import Pack
from domain.refusals import CONFLICT_OF_INTEREST
from domain.values import Frozen
from projections.cases.view import CasePage
from projections.risk_filings.model import RiskFilingRow
from projections.work_records.model import WorkRecordRow


class Figures(Frozen):
    """The figures of the last line.

    Attributes:
        recused_at_meeting: Of the cases decided at the meeting, those in which a member had to leave.
        transferred: Cases that came to another jurisdiction and were tolerated there.
        in_two_names: Transfers by a delegate, whose event names whoever acted and for whom.
        jurisdictions: The places in which the cases are now.
    """

    cases: int
    granted: int
    second_tolerance_refused: bool
    exception_granted: bool
    race_winners: int
    escalations: int
    reappraisals_decided: int
    decided_at_meeting: int
    recused_at_meeting: int
    transferred: int
    in_two_names: int
    jurisdictions: int
    results_in_force: int
    log_events: int

    @property
    def all_held(self) -> bool:
        """Whether everything that must hold did."""
        return (
            self.cases == 6  # noqa: PLR2004 - the six sample cases
            and self.granted > self.cases
            and self.second_tolerance_refused
            and self.exception_granted
            and self.race_winners == 1
            and self.decided_at_meeting == 3  # noqa: PLR2004 - the three cases of the meeting
            and (self.recused_at_meeting, self.transferred, self.in_two_names) == (1, 1, 1)
            and self.jurisdictions > 1
            and min(self.escalations, self.reappraisals_decided, self.results_in_force, self.log_events) > 0
        )


class Reader:
    """Reads the whole installation back through the API, as the people who may."""

    def __init__(self, cast: Cast, supervisor: str, hr: str) -> None:
        self._cast, self._supervisor, self._hr = cast, supervisor, hr

    async def cases(self) -> dict[str, CasePage]:
        """Every case's page by its title, in the order of the log."""
        listed = await self._cast.get(self._supervisor, "/v1/cases?limit=200", CaseList)
        ordered = sorted(listed.items, key=lambda line: line.opened_index)
        return {line.title or line.number: await self._cast.see(self._supervisor, line.case_id) for line in ordered}

    async def reappraisals_decided(self) -> int:
        """How many reappraisals were decided."""
        listed = await self._cast.get(self._supervisor, "/v1/reappraisals?limit=200", Reappraisals)
        return sum(item.decided_on is not None for item in listed.items)

    async def results(self, subjects: Iterable[UUID]) -> tuple[SubjectResults, ...]:
        """What HR reads of some subjects."""
        asked = "&".join(f"subject={subject}" for subject in subjects)
        return (await self._cast.get(self._hr, f"/v1/results?{asked}", ResultList)).items


def granted(page: CasePage) -> bool:
    """Whether something is tolerated in the case."""
    return any(view.decided and view.opinion and view.opinion.outcome.tolerated for view in page.subjects)


def has_moved(page: CasePage) -> bool:
    """Whether the case came from another jurisdiction."""
    return any(move.from_jurisdiction != page.jurisdiction for move in page.moves)


def escalations(pages: Iterable[CasePage]) -> int:
    """How many rungs the clock raised."""
    return sum(len(duty.escalations) for page in pages for duty in page.duties)


def show_office(console: Console, handed_over: HandedOver, page: CasePage, recused: int) -> None:
    """What happened between people: a delegation, a transfer, a recusal."""
    names, given, moved = Names(sample_organs()), handed_over.given, page.moves[-1]
    delegator, delegate = names.person(given.delegator), names.person(given.delegate)
    said = (
        (
            "授权 / delegation",
            f"{delegator}（{names.post(given.position)}）授权 {delegate}，{given.since} 至 {given.until}",
        ),
        ("移送 / transfer", f"{page.number} 由 {delegate} 代 {delegator} 移送，事件写明两人"),
        ("接收 / received", f"{names.organ(moved.from_organ)} → {names.organ(moved.to_organ)}，从头办理，予以容错"),
        ("回避 / recusal", f"当事人是委员的 {recused} 件登记时被拒（{CONFLICT_OF_INTEREST.code}），其回避后才登记"),
    )
    for name, words in said:
        console.print(f"{name}: {words}", soft_wrap=True, markup=False, highlight=False)


def show_cases(console: Console, cases: dict[str, CasePage], pack: Pack) -> None:
    """The table of cases."""
    headings = ("编号", "事项", "环节", "认定", "期限与督办", "事件")
    table = Table(*headings, title="案件 / cases", title_justify="left")
    for title, page in cases.items():
        outcomes = [
            OUTCOMES[view.opinion.outcome].zh for view in page.subjects if view.decided and view.opinion is not None
        ]
        table.add_row(
            page.number + ("（补录）" if page.history else ""),
            title,
            (STAGES.get(page.stage) or pack.step(page.stage).name).zh,
            "、".join(dict.fromkeys(outcomes)) or _undecided(page),
            _deadlines(page),
            str(page.version),
        )
    console.print(table)


def show_filings(console: Console, filings: Mapping[str, RiskFilingRow]) -> None:
    """The table of risk filings."""
    headings = ("编号", "事项", "收到", "计划开始", "反馈", "有效期至", "现状", "关联案件")
    table = Table(
        *headings, title="容错报备 / risk filings: 是证据，不是免责承诺 evidence, no promise", title_justify="left"
    )
    for label, row in filings.items():
        table.add_row(
            row.number,
            label,
            row.received_on.isoformat() + ("（迟报）" if row.late else ""),
            row.planned_start.isoformat(),
            REPLIES[row.reply].zh if row.reply else "尚无",
            row.valid_until.isoformat() if row.valid_until else "",
            RISK_FILING_STAGES[row.stage].zh,
            str(len(row.cases)),
        )
    console.print(table)


def show_records(console: Console, records: Iterable[WorkRecordRow]) -> None:
    """The table of work records."""
    headings = ("编号", "种类", "登记", "续记", "结果", "下次", "现状", "关联案件", "关联报备")
    table = Table(*headings, title="工作记录 / work records: 案件之外 outside cases", title_justify="left")
    for row in records:
        table.add_row(
            row.number,
            row.name.zh,
            row.opened_on.isoformat(),
            str(row.entries),
            row.outcome.name.zh if row.outcome else "",
            row.next_due.isoformat() if row.next_due else "",
            WORK_RECORD_STATES[row.state].zh,
            str(len(row.cases)),
            str(len(row.risk_filings)),
        )
    console.print(table)


def show_results(console: Console, subject: SubjectResults) -> None:
    """What an HR office reads of one subject."""
    headings = ("案件", "领域", "依据", "状态", "起")
    table = Table(*headings, title=f"结果运用：{subject.name} / what HR reads", title_justify="left")
    for result in subject.results:
        table.add_row(
            result.case_number or "",
            result.name.zh if result.name else "全部领域",
            "、".join(result.cite),
            RESULT_STATES[result.state].zh,
            result.since.isoformat(),
        )
    console.print(table)


def _undecided(page: CasePage) -> str:
    if page.barred_by:
        return f"不予二次容错（{'、'.join(page.barred_by.cite)}）"
    return "不予受理" if page.accepted is False else "尚无结论"


def _deadlines(page: CasePage) -> str:
    raised = [rung.name.zh for duty in page.duties for rung in duty.escalations]
    missed = sum(duty.missed or duty.late is True for duty in page.duties)
    paused = sum(duty.paused_because is not None for duty in page.duties if duty.state == "open")
    extended = sum(bool(duty.extended_by) for duty in page.duties)
    words = [(f"逾期 {missed} 项", missed), (f"中止计时 {paused} 项", paused), (f"延长 {extended} 项", extended)]
    return "、".join([said for said, number in words if number] + raised) or "按期"
