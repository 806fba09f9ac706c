"""Handing in a periodic report (报送定期报告): who owes it, of which period, and with which figures.

A report is a work record that begins and ends with it; its id is made of the organ and the period, so there is one.
"""

from uuid import NAMESPACE_URL, UUID, uuid5

from domain.act import BaseAct
from domain.guards import guard
from domain.organs import Organ
from domain.pack.reporting import Frequency
from domain.refusals import Refused, refusal
from domain.reports.figures import ReportBasis
from domain.reports.owed import Duties, Obligation
from domain.reports.periods import Period
from domain.terms.deadlines import due_date
from domain.values import FreeText
from domain.work_records.act import Events, RecordAct
from domain.work_records.commands import CorrectReport, HandInReport
from domain.work_records.events import ReportCorrected, ReportHandedIn, WorkRecordClosed, WorkRecordOpened
from domain.work_records.state import HandedInReport

REPORT_HANDED_IN = refusal("report_handed_in", 409).says("""
    该机关这一期的报告已经报送。
    The report of that organ and period has been handed in already.
    一期只报送一次。请打开已报送的报告；此后数字有变化的，在报告页更正。
    A period is reported once. Open the report; where figures have changed since, correct it there.
""")
UNKNOWN_REPORTER = refusal("unknown_reporter", 422).says("""
    没有这个机关。
    There is no such organ.
    请填写机关名册中的机关编号。
    Give the id of an organ of the register.
""")
REPORT_NOT_OWED = refusal("report_not_owed", 409, "A-53").says("""
    按该程序，这个机关没有这种定期报告。
    By this procedure that organ owes no such report.
    请核对由哪类机关报送、月报季报还是年报；程序页的“定期报告”写明。
    See which organs report and how often: the page of the procedure says so.
""")
PERIOD_NOT_OVER = refusal("period_not_over", 409, "A-53").says("""
    报告期还没有结束，不能报送。
    The period is not over yet, so nothing can be handed in.
    请在报告期最后一天之后报送；在此之前可以查看截至今天的数字。
    Hand it in after its last day; until then its page shows the figures so far.
""")
BEFORE_THE_PROCEDURE = refusal("period_before_procedure", 409, "A-53").says("""
    那一期结束时该程序尚未施行，没有应报送的报告。
    That period had ended before the procedure held, so no report is owed for it.
    请选择程序施行以后的报告期；以前的数字可以查看、导出。
    Choose a period since the procedure has held; earlier figures can be seen and exported.
""")
FIGURES_CHANGED = refusal("figures_changed", 412, "R-23").says("""
    您看过之后数字有变化，没有报送。
    The figures have changed since you looked, so nothing was handed in.
    请重新打开报告，核对后再报送。
    Open the report again, look at the figures, and hand it in then.
""")
FIGURES_MISSING = refusal("figures_missing", 422).says("""
    报送时没有附上这一期的数字。
    The figures of the period did not come with the report.
    请在“定期报告”页或用 /v1/reports 报送，数字由系统附上。
    Hand it in on the page of reports or by /v1/reports, which bring the figures.
""")


NO_REPORT = refusal("not_a_report", 409, "A-53").says("""
    该工作记录不是这个机关这一期的定期报告。
    That work record is not the report of this organ and period.
    请在该报告的页面更正。
    Correct it on the page of that report.
""")
REPORT_UNCHANGED = refusal("report_unchanged", 409, "A-53").says("""
    数字与已报送的相同，没有可更正的。
    The figures are those that were handed in, so there is nothing to correct.
    不必更正；数字有变化以后再更正。
    Leave it; correct it once the figures have changed.
""")


def report_id(organ: str, period: Period) -> UUID:
    """The work record that is the report of an organ and period, so that none is handed in twice."""
    return uuid5(NAMESPACE_URL, f"rongcuo:report:{organ}:{period}")


def hand_in(command: HandInReport, act: BaseAct, basis: ReportBasis | None) -> Events:
    """Keep the figures of a period as the report of an organ."""
    context = act.context
    organ, period = context.organs.organ(command.organ), Period.parse(command.period)
    if organ is None:
        raise Refused(UNKNOWN_REPORTER)
    act.require_organ(organ.id)
    act.require_law_of(organ.jurisdiction)
    owed = _owed(act, organ, period.every)
    rule = owed.rule
    if not period.ended(act.on):
        raise Refused(PERIOD_NOT_OVER, cite=rule.cite, detail=period.last.isoformat())
    if basis is None:
        raise Refused(FIGURES_MISSING)
    if period.last < basis.held_since:
        raise Refused(BEFORE_THE_PROCEDURE, cite=rule.cite, detail=basis.held_since.isoformat())
    digest = basis.figures.sha256
    if command.figures_sha256 not in {None, digest}:
        raise Refused(FIGURES_CHANGED)
    title = f"{period.name.zh}容错纠错工作{rule.name.zh}"
    return [
        WorkRecordOpened(
            on=act.on,
            private=FreeText(title=title, statement=command.remarks),
            pack=context.pack.pack,
            edition=context.pack.edition,
            pack_sha256=context.pack_sha256,
            record=rule.id,
            name=rule.name,
            standing=context.pack.standing_of(rule),
            cite=rule.cite,
            jurisdiction=organ.jurisdiction,
            keeper=organ.id,
            opened_by=organ.id,
            confidential=False,
            about="none",
            subject=None,
            matter_id=None,
            documents=(),
            next_due=None,
        ),
        ReportHandedIn(
            on=act.on,
            period=str(period),
            to=owed.to.id if owed.to else None,
            due_on=due_date(period.last, rule.within.term, context.calendar).due_on,
            figures=basis.figures,
            figures_sha256=digest,
        ),
        WorkRecordClosed(on=act.on, documents=(), outcome=None),
    ]


@guard(CorrectReport)
def _may_correct(act: RecordAct) -> HandedInReport:
    act.require_organ(act.record.opened.keeper)
    if act.record.report is None:
        raise Refused(NO_REPORT)
    act.require_seen(act.record.version)
    return act.record.report


def correct(act: RecordAct, command: CorrectReport, basis: ReportBasis | None) -> Events:
    """Keep the figures as they stand now as the next edition of a report, with the reasons; both stay."""
    before = _may_correct(act)
    if (command.organ, command.period) != (act.record.opened.keeper, before.period):
        raise Refused(NO_REPORT)
    if basis is None:
        raise Refused(FIGURES_MISSING)
    digest = basis.figures.sha256
    if command.figures_sha256 not in {None, digest}:
        raise Refused(FIGURES_CHANGED)
    if digest == before.figures_sha256:
        raise Refused(REPORT_UNCHANGED)
    return [
        ReportCorrected(
            on=act.on,
            private=FreeText(reasons=command.reasons),
            period=before.period,
            edition=before.edition + 1,
            figures=basis.figures,
            figures_sha256=digest,
            was_sha256=before.figures_sha256,
        )
    ]


def _owed(act: BaseAct, organ: Organ, every: Frequency) -> Obligation:
    """That the organ owes such reports by this procedure, as the list of what is owed has it."""
    context = act.context
    packs = tuple(context.published.values()) or (context.pack,)
    owed = Duties(context.organs, packs, {}, lambda _: context.calendar).of_organ(organ)
    if every in owed and owed[every].pack.pack == context.pack.pack:
        return owed[every]
    names = [each.rule.name.zh for each in owed.values() if each.pack.pack == context.pack.pack]
    reporters = (rule.by for rule in context.pack.reporting)
    raise Refused(REPORT_NOT_OWED, detail="、".join(names) or act.names_of(*dict.fromkeys(reporters)))
