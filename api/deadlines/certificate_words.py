"""A certificate in words and pictures: one sentence that says it all, months to look at, every day with its reason."""

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from api.deadlines.certificates import Certified
from api.http.language import say, spoken, told
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
from domain.values import Bilingual
from policies.packs.words import word_table
from projections.cases.duties import DutyView

_BEGUN_BY: Mapping[str, Bilingual] = word_table(
    **{
        SUPPLEMENT: ("告知补正", "papers were asked for"),
        SHELVING: ("暂缓认定", "the case was put aside"),
        CONCLUSION: ("公示期满", "publicity ended"),
        EVALUATION: ("报告整改", "the correction was reported"),
    }
)
"""What began the terms that acts open by themselves."""
WEEKDAYS = "一二三四五六日"
_WEEKDAYS_EN = ("M", "T", "W", "T", "F", "S", "S")


def weekdays() -> Sequence[str]:
    """The days of the week from Monday, as the heads of a calendar have them."""
    return _WEEKDAYS_EN if spoken() == "en" else WEEKDAYS


_TRIGGERS: Mapping[str, Bilingual] = word_table(
    **{
        "application.received": ("收件", "the application was received"),
        "acceptance.accepted": ("受理", "it was accepted"),
        "acceptance.refused": ("不予受理", "it was not accepted"),
        "investigation.reported": ("提交调查核实报告", "the investigation was reported"),
        "determination.proposed": ("报批", "the determination was proposed"),
        "approval.decided_on": ("作出批准决定", "it was decided"),
        "feedback.dispatched": ("发出书面反馈", "the written reply went out"),
        "feedback.received": ("签收书面反馈", "the written reply was received"),
        "feedback.served": ("发出书面反馈", "the written reply went out"),
        "publicity.quiet": ("公示无异议", "publicity ended without objection"),
        "publicity.objection": ("公示异议成立", "an objection was upheld"),
        "filing.filed": ("报备", "it was filed"),
    }
)
"""What begins a term, by the moment its pack names; a moment without a word is left out."""

_REAPPRAISAL = Bilingual(zh="申请复议", en="reappraisal was asked for")
_PUBLICITY = Bilingual(zh="公示", en="it was made public")
_FAILED = Bilingual(zh="评估未通过", en="the evaluation failed")
_BEFORE = Bilingual(zh="完成上一次", en="it was done before")
_STILL = Bilingual(zh="中止计时，不计", en="clock stands still, not counted")
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
    trigger, start = _trigger(found.pack, duty), certificate.start.isoformat()
    since, began = (trigger.zh, f" ({trigger.en})") if trigger else ("", "")
    if certificate.term.unit is TermUnit.same_day and certificate.not_before is not None:
        day = certificate.not_before.isoformat()
        return told(
            f"{start}{since}，期限由决定指定，止于{day} 24:00（北京时间）。",
            f"Begun on {start}{began}; the decision set the day: it ends on {day} at 24:00 (Beijing time).",
        )
    if certificate.term.unit is TermUnit.same_day:
        return told(
            f"{start}{since}，须当日办理，止于当日24:00（北京时间）。",
            f"Begun on {start}{began}, to be done the same day: it ends at 24:00 (Beijing time).",
        )
    term = term_words(duty.amount, duty.unit)
    said = told(f"自{start}{since}次日起算{term}", f"{term}, counted from the day after {start}{began}")
    if certificate.extended_by:
        longer = length_words(certificate.extended_by, duty.unit)
        said += told(f"，延长{longer}", f", extended by {longer}")
    if certificate.due_on is None:
        return said + _stands_still(found, duty)
    due_on = certificate.due_on.isoformat()
    said += told(f"，止于{due_on} 24:00（北京时间）", f", ends on {due_on} at 24:00 (Beijing time)")
    return told("；", "; ").join((said, *_notes(found))) + told("。", ".")


def _stands_still(found: Certified, duty: DutyView) -> str:
    """What is said of a term that is due on no day."""
    certificate, because = found.certificate, say(word(PAUSES, found.counted.reasons[-1]))
    since, left = certificate.pauses[-1].since.isoformat(), left_words(certificate.left or 0, duty.unit)
    ended = say(word(DUTY_STATES, duty.state))
    then = (
        told("恢复计时前没有届满日", "no last day until it goes on")
        if duty.state == "open"
        else told(f"未恢复计时，{ended}", f"it never went on: {ended}")
    )
    return told(
        f"；{since}起中止计时（{because}），{left}，{then}。",
        f"; the clock stands still since {since} ({because}), {left}, {then}.",
    )


def months(certificate: Certificate, still_until: date | None = None) -> tuple[Month, ...]:
    """Every month that the certificate touches; a clock that stands still is shown so until a day."""
    days = {each.day: _square(each, certificate) for each in certificate.days}
    last = certificate.days[-1].day
    while certificate.due_on is None and still_until is not None and last < still_until:
        last += timedelta(days=1)
        days[last] = Square(last.day, told("停", "p"), None, "paused", say(_STILL))
    firsts = sorted({day.replace(day=1) for day in days})
    return tuple(
        Month(told(f"{first.year}年{first.month}月", f"{first:%B %Y}"), tuple(_weeks(first, days))) for first in firsts
    )


def day_lines(certificate: Certificate) -> Iterator[tuple[CertifiedDay, Square]]:
    """Every day, and whether it was counted."""
    for each in certificate.days:
        yield each, _square(each, certificate)


def _trigger(pack: Pack, duty: DutyView) -> Bilingual | None:
    """What began the term, in a word or two."""
    if duty.duty in _BEGUN_BY:
        return _BEGUN_BY[duty.duty]
    if duty.reappraisal is not None:
        level = pack.level(duty.duty)
        if level is None or not from_acceptance(level):
            return _REAPPRAISAL
        return Bilingual(zh=f"受理{level.name.zh}", en=f"{level.name.en} was taken up")
    if duty.step is not None and pack.step(duty.step).kind is StepKind.PUBLICITY:
        return _PUBLICITY
    if duty.round > 1:
        return _FAILED if duty.demand is not None else _BEFORE
    within = next((rule.within for rule in pack.duties if rule.duty == duty.duty), None)
    if duty.step is not None:
        within = pack.step(duty.step).within
    return _TRIGGERS.get(within.runs_from) if within else None


def _notes(found: Certified) -> Iterator[str]:
    """What happened on the way: days left out, weekends worked, a last day moved, and how sure it all is."""
    certificate = found.certificate
    between, due_on = certificate.days[1:], certificate.due_on
    if counted_in_working_days(certificate.term.unit):
        if left_out := list(_left_out(between)):
            yield told(f"中间{'、'.join(left_out)}不计", f"not counted are {', '.join(left_out)}")
        if worked := [each.day.isoformat() for each in between if each.kind is DayKind.make_up and each.counted]:
            yield told(
                f"调休上班{len(worked)}日（{'、'.join(worked)}）计入",
                f"{len(worked)} days worked in exchange are counted ({', '.join(worked)})",
            )
    for pause, because in found.counted.stops:
        if pause.until is not None and pause.until > pause.since:
            span, why = _span(pause.since + timedelta(days=1), pause.until), say(word(PAUSES, because))
            yield told(f"{span}中止计时（{why}）不计", f"the clock stood still {span} ({why})")
    last = max((each.day for each in between if each.counted), default=None)
    if last is not None and due_on is not None and last < due_on:
        ended, due = last.isoformat(), due_on.isoformat()
        yield (
            told(
                f"计满于{ended}，因改期时已告知不早于{due}，止于该日",
                f"full on {ended}; as it was told when it moved, it ends no earlier than {due}",
            )
            if certificate.not_before == due_on
            else told(f"末日{ended}是休息日，顺延", f"its last day {ended} is a day of rest, so it moves on")
        )
    if certificate.provisional:
        yield told(
            "跨入放假安排尚未公布的年份，日期暂定",
            "it reaches into a year whose holidays are not published, so the day is provisional",
        )


def _left_out(days: Sequence[CertifiedDay]) -> Iterator[str]:
    """The days of rest in the way, those off in runs; what stood still is told apart."""
    running = [each for each in days if not each.paused]
    if weekends := sum(each.kind is DayKind.weekend for each in running):
        yield told(f"周末{weekends}日", f"{weekends} days of weekends")
    off = [each.day for each in running if each.kind in _OFF]
    for _, run in groupby(enumerate(off), key=lambda pair: pair[1].toordinal() - pair[0]):
        dates = [day for _, day in run]
        span = _span(dates[0], dates[-1])
        yield told(f"放假{len(dates)}日（{span}）", f"{len(dates)} days off ({span})")


def _span(first: date, last: date) -> str:
    if first == last:
        return first.isoformat()
    return told(f"{first.isoformat()}至{last.isoformat()}", f"{first.isoformat()} to {last.isoformat()}")


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
    number, says = each.counted, _count_words(each, certificate)
    if each.day == certificate.due_on:
        last = told("届满", "last day")
        mark, look, says = told("止", "end"), "last", told(f"{says}，", f"{says}, ") + last if says else last
    elif each.day == certificate.start:
        mark, look, says = told("起", "0"), "trigger", told("起算日，不计", "first day, not counted")
    elif each.paused:
        mark, look, says = told("停", "p"), "paused", say(_STILL)
    elif number is not None:
        mark, look = (told("班", "w"), "makeup") if each.kind is DayKind.make_up else ("", "counted")
    elif each.kind is DayKind.weekend:
        mark, look, says = told("休", "r"), "weekend", told("不计", "not counted")
    elif each.kind in _OFF:
        mark, look, says = told("节", "H"), "holiday", told("不计", "not counted")
    elif certificate.term.unit is TermUnit.months:
        mark, look, says = "", "passing", told("在期间内", "within the term")
    elif certificate.term.unit is TermUnit.same_day:
        mark, look, says = "", "passing", told("决定指定的日期之前", "before the day that the decision set")
    else:
        full = told("期限已计满，候至告知的日期", "the term is full; awaits the day that was told")
        mark, look, says = told("候", "a"), "waiting", full
    return Square(each.day.day, mark, number, look, says)


def _count_words(each: CertifiedDay, certificate: Certificate) -> str:
    """The place of a day in the term; nothing where it has none."""
    number = each.counted
    if number is None:
        return ""
    if certificate.term.unit is TermUnit.months:
        return told(f"满{number}个月", f"{number} months full")
    return told(f"第{number}日", f"day {number}")
