"""The calendar's own rules, and the national content against a second witness."""

from datetime import date, timedelta

import holidays
import pytest
from pydantic import ValidationError

from domain.terms.calendar import (
    ESTIMATE_BASIS,
    Calendar,
    DayKind,
    ListedDay,
    LocalDay,
    Overlay,
    UnknownLocality,
    changed_days,
)
from policies.calendars.seed import national_calendar

CHINA = national_calendar()


def differences(first_year: int, last_year: int) -> list[date]:
    """List the days on which our calendar and the `holidays` package disagree."""
    witness = holidays.country_holidays("CN", years=range(first_year, last_year + 1))
    days = (date(last_year, 12, 31) - date(first_year, 1, 1)).days + 1
    every_day = (date(first_year, 1, 1) + timedelta(days=n) for n in range(days))
    return [day for day in every_day if CHINA.is_working_day(day) != witness.is_working_day(day)]


def small(*listed: ListedDay) -> Calendar:
    """Make a calendar in which only 2026 is announced."""
    return Calendar(name="cn", version=3, years={2026: "notice of 2026"}, days=listed)


def test_announced_years_agree_with_the_second_witness() -> None:
    """Every day of 2004-2026 is worked or not as `holidays` says."""
    assert differences(2004, 2026) == []


def test_a_day_that_chinesecalendar_misses_is_worked_by_its_notice() -> None:
    """Saturday 2005-12-31 was worked for New Year 2006, and says by which notice."""
    explained = CHINA.day(date(2005, 12, 31))

    assert (explained.kind, explained.is_working_day, explained.status) == (DayKind.make_up, True, "official")
    assert "国办发明电〔2005〕35号" in explained.source


def test_estimated_years_agree_with_the_second_witness() -> None:
    """Every day of the years not yet announced is as `holidays` computes it from the regulation."""
    assert differences(2027, 2030) == []


def test_2026_has_248_working_days() -> None:
    """The year of the latest notice has as many working days as that notice gives."""
    assert len(CHINA.working_ordinals(2026)) == 248


@pytest.mark.parametrize(
    ("day", "kind", "works"),
    [
        (date(2026, 2, 17), DayKind.statutory, False),
        (date(2026, 10, 3), DayKind.statutory, False),
        (date(2026, 2, 23), DayKind.in_lieu, False),
        (date(2026, 2, 28), DayKind.make_up, True),
        (date(2026, 3, 7), DayKind.weekend, False),
        (date(2026, 3, 6), DayKind.weekday, True),
    ],
)
def test_a_day_says_what_it_is(day: date, kind: DayKind, works: bool) -> None:
    """Each kind of day names itself and the notice of its year."""
    explained = CHINA.day(day)

    assert (explained.kind, explained.is_working_day, explained.status) == (kind, works, "official")
    assert "关于2026年部分节假日安排的通知 (2025-11-04), via chinesecalendar" in explained.source


@pytest.mark.parametrize(
    ("day", "notice"),
    [
        (date(2018, 12, 29), "关于2019年部分节假日安排的通知"),
        (date(2018, 12, 28), "关于2018年部分节假日安排的通知"),
        (date(2015, 9, 3), "(2015-05-13)"),
        (date(2019, 5, 5), "(2019-03-22)"),
        (date(2020, 2, 1), "(2020-01-27)"),
        (date(2020, 1, 30), "关于2020年部分节假日安排的通知"),
    ],
)
def test_a_day_moved_by_another_notice_names_that_notice(day: date, notice: str) -> None:
    """A December moved by next year's notice, and days moved by an amendment, do not claim the yearly notice."""
    assert notice in CHINA.day(day).source


def test_a_year_without_a_notice_is_estimated() -> None:
    """Fixed holidays are off even where nothing is listed, and the day says that it is an estimate."""
    calendar = small()
    rest = [date(2031, 1, 1), date(2031, 5, 1), date(2031, 5, 2), *(date(2031, 10, n) for n in (1, 2, 3))]

    assert [calendar.day(day).kind for day in rest] == [DayKind.statutory] * 6
    assert {(calendar.day(day).status, calendar.day(day).source) for day in rest} == {("estimated", ESTIMATE_BASIS)}
    assert calendar.is_working_day(date(2031, 1, 2))
    assert not calendar.is_announced(date(2031, 1, 2))


def test_the_estimate_gives_way_to_the_notice() -> None:
    """In an announced year a fixed holiday that the notice does not list is a plain weekday."""
    assert small().day(date(2026, 10, 1)).kind is DayKind.weekday


def test_an_estimated_year_names_no_notice() -> None:
    """The days of Spring Festival 2027 come from the regulation, not from a notice nobody has seen."""
    explained = CHINA.day(date(2027, 2, 9))

    assert (explained.is_working_day, explained.status, explained.source) == (False, "estimated", ESTIMATE_BASIS)


@pytest.mark.parametrize("days", [(date(2026, 1, 1), date(2026, 1, 1)), (date(2026, 1, 2), date(2026, 1, 1))])
def test_a_day_listed_twice_or_out_of_order_is_refused(days: tuple[date, date]) -> None:
    """A calendar that says two things of one day is no calendar."""
    with pytest.raises(ValidationError, match="2026-01-01 is listed twice or out of order"):
        small(*(ListedDay(day=day, kind=DayKind.statutory) for day in days))


@pytest.mark.parametrize(("day", "kind"), [(date(2026, 3, 6), DayKind.make_up), (date(2026, 3, 7), DayKind.in_lieu)])
def test_a_kind_that_contradicts_the_week_is_refused(day: date, kind: DayKind) -> None:
    """Working on a Friday makes up for nothing, and a Saturday is not taken in lieu."""
    with pytest.raises(ValidationError, match="cannot be"):
        ListedDay.model_validate({"day": day, "kind": kind})


def test_the_calendar_survives_its_json() -> None:
    """What is stored as bytes is read back as the same calendar, and gives the same bytes again."""
    stored = CHINA.model_dump_json()
    read = Calendar.model_validate_json(stored)

    assert read == CHINA
    assert read.model_dump_json() == stored


def test_a_changed_copy_counts_its_own_days() -> None:
    """A copy with other days never counts by the days of its original."""
    original = small()
    before = len(original.working_ordinals(2026))
    changed = original.model_copy(update={"days": (ListedDay(day=date(2026, 3, 6), kind=DayKind.statutory),)})

    assert len(changed.working_ordinals(2026)) == before - 1
    assert not changed.is_working_day(date(2026, 3, 6))
    assert len(original.working_ordinals(2026)) == before


def test_a_changed_copy_is_checked() -> None:
    """Copying is no way round the rules of a calendar."""
    with pytest.raises(ValidationError):
        small().model_copy(update={"version": -1})


def overlay(*days: date) -> Overlay:
    """Make the festivals of an invented valley."""
    return Overlay(name="valley", days=tuple(LocalDay(day=day, name="泼水节", source="a local notice") for day in days))


@pytest.mark.parametrize(
    ("years", "until"),
    [
        ((2026,), date(2026, 12, 31)),
        ((2025, 2026, 2027), date(2027, 12, 31)),
        ((2026, 2028), date(2026, 12, 31)),
        ((), None),
    ],
)
def test_the_horizon_ends_before_the_first_gap(years: tuple[int, ...], until: date | None) -> None:
    """What is announced beyond a year that is not helps nobody to count on."""
    calendar = small().model_copy(update={"years": dict.fromkeys(years, "notice")})

    assert calendar.announced_until == until


def test_a_local_festival_is_off_in_its_locality_only() -> None:
    """It names its own source; the national calendar that carries it counts on as before."""
    friday = date(2026, 3, 6)
    national = small().model_copy(update={"overlays": (overlay(friday),)})
    local = national.local("valley")
    explained = local.day(friday)

    assert (explained.is_working_day, explained.kind) == (False, DayKind.local)
    assert explained.source == "泼水节: a local notice"
    assert (local.name, local.version) == ("cn+valley", 3)
    assert national.is_working_day(friday)


def test_a_festival_on_a_make_up_day_is_off() -> None:
    """The weekend day that the nation works is one that the locality does not."""
    local = CHINA.with_overlay(overlay(date(2026, 2, 14)))

    assert not local.is_working_day(date(2026, 2, 14))


def test_a_festival_on_a_rest_day_changes_nothing() -> None:
    """A holiday or a weekend stays what it is, with the notice that made it so."""
    rest = (date(2026, 2, 17), date(2026, 3, 7), date(2031, 1, 1))
    local = CHINA.with_overlay(overlay(*rest))

    assert [local.day(day) for day in rest] == [CHINA.day(day) for day in rest]


def test_an_unknown_locality_is_refused() -> None:
    """A locality of which nothing is known is not taken for one without festivals."""
    with pytest.raises(UnknownLocality, match="'hill'; it carries those of: valley"):
        small().model_copy(update={"overlays": (overlay(date(2026, 3, 6)),)}).local("hill")


def test_an_overlay_that_says_two_things_is_refused() -> None:
    """A festival day stands once in its overlay, and a locality once in its calendar."""
    with pytest.raises(ValidationError, match="listed twice"):
        overlay(date(2026, 3, 6), date(2026, 3, 6))
    with pytest.raises(ValidationError, match="two overlays"):
        small().model_copy(update={"overlays": (overlay(), overlay())})


def test_changed_days_are_explained_by_the_later_calendar() -> None:
    """Only days that are worked in one of the two are told, in order."""
    after = small().model_copy(update={"years": {2026: "notice of 2026", 2027: "notice of 2027"}})
    changed = [(each.day, each.is_working_day, each.source) for each in changed_days(small(), after)]
    fixed = ((1, 1), (10, 1))  # those of 2027 that fall on a weekday

    assert changed == [(date(2027, *each), True, "notice of 2027") for each in fixed]


def test_a_calendar_without_overlays_is_read_as_before() -> None:
    """Versions installed before there were overlays stay readable."""
    stored = small().model_dump(mode="json", exclude={"overlays"})

    assert Calendar.model_validate(stored) == small()


def test_the_hash_does_not_depend_on_how_the_file_is_written() -> None:
    """Read back from its canonical bytes it has the same hash; another version has another."""
    read = Calendar.model_validate_json(CHINA.canonical_bytes())

    assert read.sha256() == CHINA.sha256()
    assert read.model_copy(update={"version": 9}).sha256() != CHINA.sha256()
