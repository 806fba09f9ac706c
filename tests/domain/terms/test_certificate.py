"""The deadline certificate: it agrees with the due date, and every day of it is explained."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.terms.calendar import DayKind
from domain.terms.certificate import Certificate, certify
from domain.terms.deadlines import Pause, Term, TermUnit, due_date
from policies.calendars.seed import national_calendar

CHINA = national_calendar().model_copy(update={"version": 7})

SEVEN = Term(amount=7, unit=TermUnit.working_days)

days = st.dates(date(2004, 1, 1), date(2030, 12, 31))
terms = st.one_of(
    st.builds(Term, amount=st.integers(1, 120), unit=st.sampled_from([TermUnit.working_days, TermUnit.promptly])),
    st.builds(Term, amount=st.integers(1, 200), unit=st.just(TermUnit.calendar_days)),
    st.builds(Term, amount=st.integers(1, 24), unit=st.just(TermUnit.months)),
    st.just(Term(amount=0, unit=TermUnit.same_day)),
)


def test_each_day_is_counted_or_skipped_with_its_reason() -> None:
    """NJ feedback over Spring Festival: seven days are counted, two of them make-up Saturdays."""
    certificate = certify(date(2026, 2, 12), Term(amount=7, unit=TermUnit.working_days), CHINA)
    counted = {each.day.day: each.kind for each in certificate.days if each.counted}

    assert list(counted) == [13, 14, 24, 25, 26, 27, 28]
    assert [day for day, kind in counted.items() if kind is DayKind.make_up] == [14, 28]
    assert [each.counted for each in certificate.days][:4] == [None, 1, 2, None]
    assert (certificate.calendar.version, certificate.calendar.sha256) == (7, CHINA.sha256())


def test_months_number_the_days_on_which_they_are_full() -> None:
    """Two months from 31 January are full on the last of February and on 31 March; each counts from the start."""
    certificate = certify(date(2026, 1, 31), Term(amount=2, unit=TermUnit.months), CHINA)

    assert [(each.day.isoformat(), each.counted) for each in certificate.days if each.counted] == [
        ("2026-02-28", 1),
        ("2026-03-31", 2),
    ]


def test_a_last_day_that_moves_is_numbered_where_the_term_was_full() -> None:
    """Five calendar days are full on a Saturday; the rest days after it are shown and not counted."""
    certificate = certify(date(2026, 3, 2), Term(amount=5, unit=TermUnit.calendar_days), CHINA)

    assert [each.counted for each in certificate.days] == [None, 1, 2, 3, 4, 5, None, None]


def test_a_day_that_stands_still_is_shown_as_such() -> None:
    """NJ feedback, stopped over Spring Festival and two days more: those are paused, worked or not, and not counted."""
    pause = Pause(since=date(2026, 2, 17), until=date(2026, 2, 25))
    certificate = certify(date(2026, 2, 12), SEVEN, CHINA, pauses=(pause,))
    paused = {each.day: each.counted for each in certificate.days if each.paused}

    assert paused == {date(2026, 2, day): None for day in range(18, 26)}
    assert (certificate.due_on, certificate.left) == (date(2026, 3, 3), None)


def test_an_extension_is_shown_apart_from_the_term() -> None:
    """The rule's term stays what it is; the days are numbered to the end of the extended one."""
    certificate = certify(date(2026, 2, 12), SEVEN, CHINA, extended_by=2)

    assert (certificate.term, certificate.extended_by) == (SEVEN, 2)
    assert (certificate.due_on, certificate.days[-1].counted) == (date(2026, 3, 3), 9)


@pytest.mark.parametrize(
    ("term", "extended_by"), [(SEVEN, -1), (SEVEN, 3650), (Term(amount=0, unit=TermUnit.same_day), 1)]
)
def test_an_extension_that_cannot_be_is_refused(term: Term, extended_by: int) -> None:
    """No term is made shorter, endless, or longer than at once."""
    with pytest.raises(ValueError, match=r"amount|extended_by|3650"):
        certify(date(2026, 2, 12), term, CHINA, extended_by=extended_by)


def test_a_promised_day_is_reached_without_counting_on() -> None:
    """The days run on to it, and the term still counts seven."""
    certificate = certify(date(2026, 2, 12), SEVEN, CHINA, not_before=date(2026, 3, 4))

    assert (certificate.due_on, certificate.not_before) == (date(2026, 3, 4), date(2026, 3, 4))
    assert [each.counted for each in certificate.days][-5:] == [7, None, None, None, None]


@pytest.mark.parametrize(
    ("term", "stopped", "left"),
    [
        pytest.param(SEVEN, "2026-02-25", 3, id="working days"),
        pytest.param(SEVEN, "2026-02-12", 7, id="at once"),
        pytest.param(Term(amount=10, unit=TermUnit.calendar_days), "2026-02-16", 6, id="calendar days"),
        pytest.param(Term(amount=10, unit=TermUnit.calendar_days), "2026-02-22", 0, id="full, but not moved yet"),
        pytest.param(Term(amount=1, unit=TermUnit.months), "2026-03-10", 2, id="months, in calendar days"),
        pytest.param(Term(amount=9, unit=TermUnit.months), "2026-03-12", 245, id="months, some of them full"),
        pytest.param(Term(amount=10, unit=TermUnit.months), "2026-12-13", 0, id="months, full, but not moved yet"),
    ],
)
def test_while_the_clock_stands_still_there_is_no_due_date(term: Term, stopped: str, left: int) -> None:
    """The certificate ends where the clock was stopped and says what is left, whatever was promised."""
    pause = Pause(since=date.fromisoformat(stopped))
    certificate = certify(date(2026, 2, 12), term, CHINA, pauses=(pause,), not_before=date(2027, 3, 1))

    assert (certificate.due_on, certificate.left, certificate.provisional) == (None, left, False)
    assert certificate.days[-1].day == pause.since
    assert not any(each.paused for each in certificate.days)
    assert Certificate.model_validate_json(certificate.model_dump_json()) == certificate


def test_a_clock_stopped_after_the_last_day_changes_nothing() -> None:
    """What had ended has ended; the days still run to a promised day, and stand still there."""
    pause = Pause(since=date(2026, 2, 28))
    stopped = certify(date(2026, 2, 12), SEVEN, CHINA, pauses=(pause,))
    promised = certify(date(2026, 2, 12), SEVEN, CHINA, pauses=(pause,), not_before=date(2026, 3, 2))

    assert (stopped.due_on, stopped.left) == (date(2026, 2, 28), None)
    assert (promised.due_on, [each.paused for each in promised.days][-3:]) == (date(2026, 3, 2), [False, True, True])


@pytest.mark.parametrize("until", [None, date(2026, 2, 12)])
def test_what_is_due_the_same_day_cannot_stand_still(until: date | None) -> None:
    """Neither an open pause nor one of no time is taken."""
    pauses = (Pause(since=date(2026, 2, 12), until=until),)

    with pytest.raises(ValueError, match="same day"):
        certify(date(2026, 2, 12), Term(amount=0, unit=TermUnit.same_day), CHINA, pauses=pauses)


@settings(deadline=None)
@given(days, terms, st.integers(0, 100), st.integers(0, 60))
def test_what_was_left_is_what_is_given_back(start: date, term: Term, runs: int, stands: int) -> None:
    """What an open pause says is left, counted from the day the clock goes on, is the end of the term."""
    since = start + timedelta(days=runs)
    assume(term.unit is not TermUnit.same_day)
    stopped = certify(start, term, CHINA, pauses=(Pause(since=since),))
    assume(stopped.left)
    goes_on = since + timedelta(days=stands)
    resumed = due_date(start, term, CHINA, pauses=(Pause(since=since, until=goes_on),))
    unit = TermUnit.calendar_days if term.unit is TermUnit.months else term.unit
    rest = Term(amount=stopped.left or 0, unit=unit)

    assert resumed.due_on == due_date(goes_on, rest, CHINA).due_on


@settings(deadline=None)
@given(days, terms, st.lists(st.integers(0, 30), max_size=8), st.integers(0, 30), st.integers(0, 400))
def test_it_agrees_with_the_due_date_of_a_paused_term(
    start: date, term: Term, lengths: list[int], extended_by: int, promised: int
) -> None:
    """The same last day; as many numbers as the term has, and its extension, on none of the days that stand still."""
    assume(term.unit is not TermUnit.same_day)
    edges = [start + timedelta(days=sum(lengths[: n + 1])) for n in range(len(lengths))]
    pauses = tuple(Pause(since=since, until=until) for since, until in zip(edges[::2], edges[1::2], strict=False))
    whole, not_before = Term(amount=term.amount + extended_by, unit=term.unit), start + timedelta(days=promised)
    due = due_date(start, whole, CHINA, pauses=pauses, not_before=not_before)
    certificate = certify(start, term, CHINA, extended_by=extended_by, pauses=pauses, not_before=not_before)
    numbers = [each.counted for each in certificate.days if each.counted is not None]

    assert (certificate.due_on, certificate.provisional) == (due.due_on, due.provisional)
    assert [each.day for each in certificate.days] == [start + timedelta(n) for n in range(len(certificate.days))]
    assert numbers == list(range(1, whole.amount + 1))
    assert not any(each.paused and each.counted for each in certificate.days)
    assert Certificate.model_validate_json(certificate.model_dump_json()) == certificate


@settings(deadline=None)
@given(days, terms)
def test_it_agrees_with_the_due_date(start: date, term: Term) -> None:
    """The same last day, every day in between once, numbers up to the amount, and it survives its JSON."""
    certificate, due = certify(start, term, CHINA), due_date(start, term, CHINA)
    numbers = [each.counted for each in certificate.days if each.counted is not None]

    assert (certificate.due_on, certificate.provisional) == (due.due_on, due.provisional)
    assert [each.day for each in certificate.days] == [start + timedelta(n) for n in range(len(certificate.days))]
    assert certificate.days[-1].day == due.due_on
    assert numbers == list(range(1, term.amount + 1))
    assert Certificate.model_validate_json(certificate.model_dump_json()) == certificate
