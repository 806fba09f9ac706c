"""A certificate in words and pictures: one sentence that says it all, months to look at, every day with its reason."""

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from api.deadlines.certificates import Certified
from api.http.language import say
from api.labels.due_words import counted_in_working_days, left_words, length_words, term_words
from api.labels.words import DUTY_STATES, PAUSES, word
from domain.acts.standstill import SHELVING, SUPPLEMENT
from domain.acts.terms import CONCLUSION
from domain.case.correction import EVALUATION
from domain.pack.moments import from_acceptance
from domain.pack.pack import Pack
from domain.pack.steps import StepKind
from domain.terms.calendar import DayKind
from domain.terms.certificate import Certificate, CertifiedDay
from domain.terms.deadlines import TermUnit
from projections.cases.duties import DutyView

_BEGUN_BY: Mapping[str, str] = {
    SUPPLEMENT: "告知补正",
    SHELVING: "暂缓认定",
    CONCLUSION: "公示期满",
    EVALUATION: "报告整改",
}
"""What began the terms that acts open by themselves."""
WEEKDAYS = "一二三四五六日"

_TRIGGERS = {
    "application.received": "收件",
    "acceptance.accepted": "受理",
    "acceptance.refused": "不予受理",
    "investigation.reported": "提交调查核实报告",
    "determination.proposed": "报批",
    "approval.decided_on": "作出批准决定",
    "feedback.dispatched": "发出书面反馈",
    "feedback.received": "签收书面反馈",
    "feedback.served": "发出书面反馈",
    "publicity.quiet": "公示无异议",
    "publicity.objection": "公示异议成立",
    "filing.filed": "报备",
}
"""What begins a term, by the moment its pack names; a moment without a word is left out."""

_STILL = "中止计时，不计"
_OFF = (DayKind.statutory, DayKind.in_lieu, DayKind.local)


@dataclass(frozen=True, slots=True)
class Square:
    """A day of a month: `mark` is one character for why, `number` its place in the term, `look` how it is drawn."""

    day: int
    mark: str
    number: int | None
    look: str
    says: str


@dataclass(frozen=True, slots=True)
class Month:
    """A month in weeks from Monday; None for days of other months."""

    name: str
    weeks: tuple[tuple[Square | None, ...], ...]


def sentence(found: Certified) -> str:
    """How the date came about, or what is left while the clock stands still."""
    certificate, duty = found.certificate, found.counted.duty
    trigger = _trigger(found.pack, duty)
    if certificate.term.unit is TermUnit.same_day and certificate.not_before is not None:
        start, day = certificate.start.isoformat(), certificate.not_before.isoformat()
        return f"{start}{trigger}，期限由决定指定，止于{day} 24:00（北京时间）。"
    if certificate.term.unit is TermUnit.same_day:
        return f"{certificate.start.isoformat()}{trigger}，须当日办理，止于当日24:00（北京时间）。"
    said = f"自{certificate.start.isoformat()}{trigger}次日起算{term_words(duty.amount, duty.unit)}"
    if certificate.extended_by:
        said += f"，延长{length_words(certificate.extended_by, duty.unit)}"
    if certificate.due_on is None:
        because = say(word(PAUSES, found.counted.reasons[-1]))
        since, left = certificate.pauses[-1].since.isoformat(), left_words(certificate.left or 0, duty.unit)
        ended = say(word(DUTY_STATES, duty.state))
        then = "恢复计时前没有届满日" if duty.state == "open" else f"未恢复计时，{ended}"
        return f"{said}；{since}起中止计时（{because}），{left}，{then}。"
    said += f"，止于{certificate.due_on.isoformat()} 24:00（北京时间）"
    return "；".join((said, *_notes(found))) + "。"


def months(certificate: Certificate, still_until: date | None = None) -> tuple[Month, ...]:
    """Every month that the certificate touches; a clock that stands still is shown so until a day."""
    days = {each.day: _square(each, certificate) for each in certificate.days}
    last = certificate.days[-1].day
    while certificate.due_on is None and still_until is not None and last < still_until:
        last += timedelta(days=1)
        days[last] = Square(last.day, "停", None, "paused", _STILL)
    firsts = sorted({day.replace(day=1) for day in days})
    return tuple(Month(f"{first.year}年{first.month}月", tuple(_weeks(first, days))) for first in firsts)


def day_lines(certificate: Certificate) -> Iterator[tuple[CertifiedDay, Square]]:
    """Every day, and whether it was counted."""
    for each in certificate.days:
        yield each, _square(each, certificate)


def _trigger(pack: Pack, duty: DutyView) -> str:
    """What began the term, in a word or two."""
    if duty.duty in _BEGUN_BY:
        return _BEGUN_BY[duty.duty]
    if duty.reappraisal is not None:
        level = pack.level(duty.duty)
        return f"受理{level.name.zh}" if level and from_acceptance(level) else "申请复议"
    if duty.step is not None and pack.step(duty.step).kind is StepKind.PUBLICITY:
        return "公示"
    if duty.round > 1:
        return "评估未通过" if duty.demand is not None else "完成上一次"
    within = next((rule.within for rule in pack.duties if rule.duty == duty.duty), None)
    if duty.step is not None:
        within = pack.step(duty.step).within
    return _TRIGGERS.get(within.runs_from, "") if within else ""


def _notes(found: Certified) -> Iterator[str]:
    """What happened on the way: days left out, weekends worked, a last day moved, and how sure it all is."""
    certificate = found.certificate
    between, due_on = certificate.days[1:], certificate.due_on
    if counted_in_working_days(certificate.term.unit):
        if left_out := list(_left_out(between)):
            yield f"中间{'、'.join(left_out)}不计"
        if worked := [each.day for each in between if each.kind is DayKind.make_up and each.counted]:
            yield f"调休上班{len(worked)}日（{'、'.join(day.isoformat() for day in worked)}）计入"
    for pause, because in found.counted.stops:
        if pause.until is not None and pause.until > pause.since:
            first = pause.since + timedelta(days=1)
            yield f"{_span(first, pause.until)}中止计时（{say(word(PAUSES, because))}）不计"
    last = max((each.day for each in between if each.counted), default=None)
    if last is not None and due_on is not None and last < due_on:
        promised = certificate.not_before == due_on
        yield (
            f"计满于{last.isoformat()}，因改期时已告知不早于{due_on.isoformat()}，止于该日"
            if promised
            else f"末日{last.isoformat()}是休息日，顺延"
        )
    if certificate.provisional:
        yield "跨入放假安排尚未公布的年份，日期暂定"


def _left_out(days: Sequence[CertifiedDay]) -> Iterator[str]:
    """The days of rest in the way, those off in runs; what stood still is told apart."""
    running = [each for each in days if not each.paused]
    if weekends := sum(each.kind is DayKind.weekend for each in running):
        yield f"周末{weekends}日"
    off = [each.day for each in running if each.kind in _OFF]
    for _, run in groupby(enumerate(off), key=lambda pair: pair[1].toordinal() - pair[0]):
        dates = [day for _, day in run]
        yield f"放假{len(dates)}日（{_span(dates[0], dates[-1])}）"


def _span(first: date, last: date) -> str:
    return first.isoformat() if first == last else f"{first.isoformat()}至{last.isoformat()}"


def _weeks(first: date, days: Mapping[date, Square]) -> Iterator[tuple[Square | None, ...]]:
    _, length = monthrange(first.year, first.month)
    squares: list[Square | None] = [None] * first.weekday()
    for n in range(length):
        day = first + timedelta(days=n)
        squares.append(days.get(day, Square(day.day, "", None, "outside", "")))
    squares += [None] * (-len(squares) % 7)
    return (tuple(squares[start : start + 7]) for start in range(0, len(squares), 7))


def _square(each: CertifiedDay, certificate: Certificate) -> Square:
    """What a day is in the picture, in the order in which one reason goes before another."""
    number = each.counted
    months_full = certificate.term.unit is TermUnit.months and number is not None
    says = "" if number is None else f"满{number}个月" if months_full else f"第{number}日"
    make_up = each.kind is DayKind.make_up
    if each.day == certificate.due_on:
        mark, look, says = "止", "last", f"{says}，届满" if says else "届满"
    elif each.day == certificate.start:
        mark, look, says = "起", "trigger", "起算日，不计"
    elif each.paused:
        mark, look, says = "停", "paused", _STILL
    elif number is not None:
        mark, look = ("班", "makeup") if make_up else ("", "counted")
    elif each.kind is DayKind.weekend:
        mark, look, says = "休", "weekend", "不计"
    elif each.kind in _OFF:
        mark, look, says = "节", "holiday", "不计"
    elif certificate.term.unit is TermUnit.months:
        mark, look, says = "", "passing", "在期间内"
    elif certificate.term.unit is TermUnit.same_day:
        mark, look, says = "", "passing", "决定指定的日期之前"
    else:
        mark, look, says = "候", "waiting", "期限已计满，候至告知的日期"
    return Square(each.day.day, mark, number, look, says)
