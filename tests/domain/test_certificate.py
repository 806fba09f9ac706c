"""The deadline certificate: it agrees with the due date, and every day of it is explained."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import DayKind
from domain.certificate import Certificate, certify
from domain.deadlines import Term, TermUnit, due_date
from policies.calendar_seed import national_calendar

CHINA = national_calendar().model_copy(update={"version": 7})

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
