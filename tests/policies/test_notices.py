"""Holiday notices: used whole, or refused whole with every fault on its line."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from domain.terms.calendar import Calendar, DayKind, changed_days
from policies.calendars.notices import apply_notice, parse_notice
from policies.calendars.seed import national_calendar
from policies.packs.located import FaultyFile

CHINA = national_calendar()
PAPER = "国务院办公厅关于2027年部分节假日安排的通知 (invented)"
OFF_2027 = (
    ("元旦", "2027-01-01", 3),
    ("春节", "2027-02-05", 9),
    ("清明节", "2027-04-03", 3),
    ("劳动节", "2027-05-01", 5),
    ("端午节", "2027-06-09", 1),
    ("中秋节", "2027-09-15", 1),
    ("国庆节", "2027-10-01", 7),
)
"""An invented arrangement: name, first day, days off."""

WORKED_2027 = (("元旦", "2026-12-26"), ("春节", "2027-02-20"), ("劳动节", "2027-05-08"))


def lines(year: int = 2027) -> list[dict[str, object]]:
    """The lines of the invented notice."""
    off = [
        {"name": name, "date": str(date.fromisoformat(first) + timedelta(days=n)), "isOffDay": True}
        for name, first, many in OFF_2027
        for n in range(many)
    ]
    worked = [{"name": name, "date": day, "isOffDay": False} for name, day in WORKED_2027]
    return [{**line, "date": str(line["date"]).replace("2027", str(year))} for line in off + worked]


def text(days: list[dict[str, object]], **fields: object) -> str:
    """A notice as a file with one day a line, the first on line 2."""
    head = json.dumps({"year": 2027, "papers": [PAPER], **fields}, ensure_ascii=False)[:-1]
    return f'{head}, "days": [\n' + ",\n".join(json.dumps(day, ensure_ascii=False) for day in days) + "\n]}\n"


def applied(days: list[dict[str, object]], calendar: Calendar = CHINA, **fields: object) -> Calendar:
    """The calendar after a notice."""
    return apply_notice(parse_notice(text(days, **fields).encode(), "notice.json"), calendar)


def faults(content: str) -> list[tuple[int, str]]:
    """The line and the words of every fault."""
    with pytest.raises(FaultyFile) as caught:
        parse_notice(content.encode(), "notice.json")
    return [(fault.line, fault.what) for fault in caught.value.faults]


def test_a_notice_announces_its_year() -> None:
    """Its days are official and name the paper; the estimate for that year is gone, other years are as before."""
    after = applied(lines())
    spring, december = after.day(date(2027, 2, 12)), after.day(date(2026, 12, 26))

    assert after.announced_until == date(2027, 12, 31)
    assert (spring.is_working_day, spring.status, spring.source) == (False, "official", PAPER)
    assert (december.is_working_day, december.kind, december.source) == (True, DayKind.make_up, PAPER)
    assert after.is_working_day(date(2027, 10, 8))
    assert after.working_ordinals(2028) == CHINA.working_ordinals(2028)


def test_the_changed_days_are_those_worked_otherwise() -> None:
    """A day that was estimated as the notice has it is not among them."""
    changed = {each.day: each.is_working_day for each in changed_days(CHINA, applied(lines()))}

    assert changed[date(2026, 12, 26)]
    assert not changed[date(2027, 2, 12)]
    assert date(2027, 10, 1) not in changed


def test_an_amendment_replaces_what_the_notice_said() -> None:
    """A day the amended arrangement leaves out follows the week again, in December before the year too."""
    first = applied(lines())
    kept = [line for line in lines() if line["date"] not in ("2026-12-26", "2027-02-13", "2027-02-20")]
    second = applied([*kept, {"name": "春节", "date": "2027-02-21", "isOffDay": False}], first, papers=[PAPER, "修订"])

    assert not second.is_working_day(date(2026, 12, 26))
    assert second.day(date(2027, 2, 21)).kind is DayKind.make_up
    assert second.day(date(2027, 2, 20)).kind is DayKind.weekend
    assert second.day(date(2027, 2, 12)).source == f"{PAPER}; 修订"


def test_an_amendment_keeps_the_december_of_the_next_notice() -> None:
    """What the notice of 2028 moved in December 2027 does not vanish when 2027 is amended."""
    both = applied(
        [
            *({**line, "date": str(line["date"]).replace("2027", "2028")} for line in lines() if line["isOffDay"]),
            {"name": "元旦", "date": "2027-12-25", "isOffDay": False},
            {"name": "春节", "date": "2028-01-26", "isOffDay": True},
        ],
        applied(lines()),
        year=2028,
        papers=["notice of 2028"],
    )
    amended = applied(lines(), both, papers=[PAPER, "修订"])

    assert amended.day(date(2027, 12, 25)).source == "notice of 2028"
    assert amended.is_working_day(date(2027, 12, 25))


def test_the_same_notice_again_changes_nothing() -> None:
    """Importing twice gives the same calendar, so no new version."""
    once = applied(lines())

    assert applied(lines(), once) == once


def test_what_was_known_of_a_swap_is_kept() -> None:
    """The notice of 2026, imported again from a file, does not turn days in lieu into holidays."""
    days: list[dict[str, object]] = [
        {"name": "假日", "date": str(listed.day), "isOffDay": listed.kind is not DayKind.make_up}
        for listed in CHINA.days
        if listed.day.year == 2026
    ]
    again = applied(days, year=2026, papers=["again"])

    assert again.day(date(2026, 2, 23)).kind is DayKind.in_lieu
    assert again.days == CHINA.days


def test_a_locality_has_its_own_days() -> None:
    """A festival is off in its own calendar only, and importing a year again replaces that year's."""

    def with_festival(day: str, calendar: Calendar) -> Calendar:
        festival: dict[str, object] = {"name": "阔时节", "date": day, "isOffDay": True}
        return applied([festival], calendar, year=2026, papers=["an invented local notice"], locality="nujiang")

    first = with_festival("2026-12-21", CHINA)
    second = with_festival("2026-12-22", first)

    assert first.is_working_day(date(2026, 12, 21))
    assert first.local("nujiang").day(date(2026, 12, 21)).kind is DayKind.local
    assert second.local("nujiang").is_working_day(date(2026, 12, 21))
    assert not second.local("nujiang").is_working_day(date(2026, 12, 22))


@pytest.mark.parametrize(
    ("extra", "what"),
    [
        ({"name": "元旦", "date": "2027-01-01", "isOffDay": True}, "2027-01-01 is listed twice"),
        ({"name": "春节", "date": "2027-02-07", "isOffDay": False}, "2027-02-07 is listed as off and as worked"),
        ({"name": "春节", "date": "2027-03-03", "isOffDay": False}, "2027-03-03 is worked, but it is a weekday"),
        ({"name": "元旦", "date": "2026-11-30", "isOffDay": True}, "2026-11-30 does not belong to 2027"),
        ({"name": "元旦", "date": "2028-01-01", "isOffDay": True}, "2028-01-01 does not belong to 2027"),
        ({"name": "元旦", "date": "2027-02-30", "isOffDay": True}, "Input should be a valid date"),
        ({"name": "元旦", "date": 1798761600, "isOffDay": True}, "must be a date, written like 2027-01-01"),
        ({"name": "元旦", "date": "2027-03-06", "isOffDay": "yes"}, "Input should be a valid boolean"),
        ({"name": "元旦", "date": "2027-03-06"}, "Field required"),
        ({"name": "元旦", "date": "2027-03-06", "isOffDay": True, "half": 1}, "Extra inputs are not permitted"),
    ],
)
def test_a_faulty_day_refuses_the_notice_on_its_line(extra: dict[str, object], what: str) -> None:
    """Each fault of a day is told on the line where that day stands."""
    found = faults(text([*lines(), extra]))

    assert [line for line, _ in found] == [len(lines()) + 2]
    assert what in found[0][1]


def test_all_faults_are_told_at_once() -> None:
    """Two faulty days are two faults."""
    extra: list[dict[str, object]] = [
        {"name": "x", "date": day, "isOffDay": True} for day in ("2026-01-01", "2028-01-01")
    ]

    assert len(faults(text([*lines(), *extra]))) == 2


@pytest.mark.parametrize(
    ("missing", "what"),
    [
        (("2027-01-01",), "2027-01-01 is a statutory holiday and not listed as off"),
        (("2027-05-02",), "2027-05-02 is a statutory holiday and not listed as off"),
        (("2027-10-03",), "2027-10-03 is a statutory holiday and not listed as off"),
        (("2027-06-09",), "no day off for Dragon Boat Festival"),
        (tuple(f"2027-02-{n:02}" for n in range(1, 29)), "no day off for Spring Festival"),
    ],
)
def test_a_year_with_a_hole_is_refused(missing: tuple[str, ...], what: str) -> None:
    """A holiday that is left out would silently become plain weekdays."""
    found = faults(text([line for line in lines() if line["date"] not in missing]))

    assert [words for _, words in found] == [f"the year has a hole: {what}"]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{",
        '{"year": 2027, "papers": [], "days": []}',
        text(lines(), year="2027"),
        text(lines(), year=2020),
        text(lines(), papers=[" "]),
        text(lines(), papers=None),
        text(lines(), locality="Nu Jiang"),
        text([{"name": "x", "date": "2027-03-06", "isOffDay": False}], locality="nujiang"),
        text(lines()) + "{}",
    ],
)
def test_the_wrong_shape_is_refused(content: str) -> None:
    """What is no notice is refused, and something is said about it."""
    assert faults(content)


def test_tabs_and_addresses_of_public_collections_are_no_fault() -> None:
    """JSON indented with tabs, and with `$schema` and `$id`, is a notice like any other."""
    content = json.dumps({"$schema": "s", "$id": "i", "year": 2027, "papers": [PAPER], "days": lines()}, indent="\t")

    assert parse_notice(content.encode(), "n").source == PAPER


def test_what_python_writes_as_json_is_a_notice() -> None:
    """A rare ideograph, written as two escapes, which is valid JSON and no valid YAML."""
    paper = "示例通知（转发人：𠮷某）"
    content = json.dumps({"year": 2027, "papers": [paper], "days": lines()})

    assert "\\ud842\\udfb7" in content
    assert parse_notice(content.encode(), "n").source == paper


@pytest.mark.parametrize(
    ("paper", "kind"),
    [
        (r"示例\u0000通知", "text_character"),
        (r"\u202e通知", "text_character"),
        (r"\ud842", "text_character"),
        (r"通知\n附件", "text_character"),
        (r"\u200b", "text_blank"),
        (r"\U55555555", "not_json"),
        (r"\e", "not_json"),
    ],
)
def test_a_paper_is_a_text_in_one_line(paper: str, kind: str) -> None:
    """A fault on its line, whatever else is wrong."""
    with pytest.raises(FaultyFile) as caught:
        parse_notice(f'{{"year": 2027,\n"papers": ["{paper}"], "days": []}}'.encode(), "n")

    assert (2, kind) in {(fault.line, fault.kind) for fault in caught.value.faults}
    assert "papers" not in {fault.where for fault in caught.value.faults}


@pytest.mark.parametrize("year", ["true", "2027.0", '"2027"', "2100", "99999999999999999999999"])
def test_the_year_is_a_whole_number_of_our_time(year: str) -> None:
    """No other value stands for one."""
    with pytest.raises(FaultyFile) as caught:
        parse_notice(f'{{"year": {year}, "papers": ["x"], "days": {json.dumps(lines())}}}'.encode(), "n")

    assert "year" in {fault.where for fault in caught.value.faults}


@given(st.sets(st.integers(0, len(lines()) - 1)), st.sets(st.dates(date(2026, 12, 1), date(2027, 12, 31)), max_size=4))
def test_a_notice_is_refused_or_says_of_every_day_what_it_lists(dropped: set[int], worked: set[date]) -> None:
    """Whatever is left out or added, no notice is half applied."""
    days = [line for index, line in enumerate(lines()) if index not in dropped]
    days += [{"name": "x", "date": str(day), "isOffDay": False} for day in sorted(worked)]
    try:
        after = applied(days)
    except FaultyFile:
        return

    assert {str(line["date"]): not after.is_working_day(date.fromisoformat(str(line["date"]))) for line in days} == {
        str(line["date"]): line["isOffDay"] for line in days
    }


@pytest.mark.parametrize(("field", "entry"), [("days", {}), ("papers", 1)])
def test_a_notice_of_more_than_any_year_has_is_not_looked_through(field: str, entry: JsonValue) -> None:
    """That its list is too long is told, and not what is wrong with each of a hundred thousand entries."""
    notice = {"year": 2027, "papers": ["通知"], "days": [], field: [entry] * 100_000}
    with pytest.raises(FaultyFile) as caught:
        parse_notice(json.dumps(notice).encode(), "notice")

    assert (field, "too_long") in {(fault.where, fault.kind) for fault in caught.value.faults}
    assert len(caught.value.faults) < 3
