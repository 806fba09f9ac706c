"""Which reports are owed: by whom, to whom, since when, until when; derived from law, calendar and what came in."""

from dataclasses import replace
from datetime import date, datetime, time

import pytest

from domain.organs import Organ
from domain.pack.pack import Pack
from domain.pack.reporting import ReportRule
from domain.pack.steps import Track
from domain.pack.terms import Within
from domain.reports.owed import Duties, OwedReport
from domain.terms.deadlines import SHANGHAI, TermUnit
from domain.values import Bilingual
from tests.domain.stories import cases

ORGANS, PACK, CALENDAR = cases.CONTEXT.organs, cases.PACK, cases.CONTEXT.calendar
SINCE = date(2026, 1, 15)
DUTIES = Duties(ORGANS, (PACK,), {PACK.pack: SINCE}, lambda _: CALENDAR)


def organ(organ_id: str) -> Organ:
    """An organ of the sample."""
    found = ORGANS.organ(organ_id)
    assert found is not None
    return found


def owed(
    today: str, came: tuple[str, ...] = (), by: str = "county-a-organization", duties: Duties = DUTIES
) -> list[OwedReport]:
    """What an organ owes on a day."""
    return list(duties.owed(organ(by), came, date.fromisoformat(today)))


def with_rules(*rules: ReportRule) -> Duties:
    """The same law with reports of its own."""
    return replace(DUTIES, packs=(PACK.model_copy(update={"reports": rules}),))


RULE = ReportRule(
    id="half",
    name=Bilingual(zh="季报", en="quarterly"),
    by="discipline",
    to="committee",
    every="quarter",
    within=Within(amount=3, unit=TermUnit.working_days),
)


def test_by_default_the_organ_that_takes_cases_in_reports_to_the_one_above() -> None:
    """Monthly, quarterly and yearly; nobody else owes anything (A-53)."""
    found = DUTIES.of_organ(organ("county-a-organization"))

    assert list(found) == ["month", "quarter", "year"]
    assert {each.to.id for each in found.values() if each.to} == {"prefecture-organization"}
    assert {cite for each in found.values() for cite in each.rule.cite} == {"A-53", "NJ-37"}
    assert [each.id for each in ORGANS.organs if DUTIES.of_organ(each) and each.role != "organization"] == []


def test_a_period_is_owed_once_it_has_ended() -> None:
    """From the one in which the procedure began to hold; before its end nothing is owed."""
    assert owed("2026-01-31") == []
    assert [str(each.period) for each in owed("2026-02-01")] == ["2026-01"]
    assert [str(each.period) for each in owed("2026-04-01")] == ["2026-01", "2026-02", "2026-03", "2026-Q1"]
    assert "2026" in {str(each.period) for each in owed("2027-01-01")}


def test_it_is_due_some_working_days_after_the_end_of_the_period() -> None:
    """The monthly report of January by the fifth working day of February; what came in is owed no more."""
    [january] = owed("2026-02-01")

    assert january.due.due_on == date(2026, 2, 6)
    assert owed("2026-02-01", came=("2026-01",)) == []
    assert [str(each.period) for each in owed("2026-03-01", came=("2026-01",))] == ["2026-02"]


def test_a_procedure_may_say_who_reports_to_whom_and_how_often() -> None:
    """Then nothing of ours is owed beside it; to a role: that of the place or the nearest above."""
    duties = with_rules(RULE)
    [quarter] = duties.of_organ(organ("county-a-discipline")).values()

    assert not duties.of_organ(organ("county-a-organization"))
    assert (quarter.rule.every, quarter.to and quarter.to.id) == ("quarter", "county-a-committee")
    assert [each.due.due_on for each in owed("2026-04-01", by="county-a-discipline", duties=duties)] == [
        date(2026, 4, 3)
    ]


def test_an_empty_list_owes_nothing() -> None:
    """A procedure may say that there are none."""
    assert not with_rules().of_organ(organ("county-a-organization"))


def test_the_nearest_procedure_says_which_reports_are_owed() -> None:
    """A county with a procedure of its own does not report by that of the place above."""
    own = PACK.model_copy(update={"pack": "own", "jurisdiction": "demo-county-a", "reports": (RULE,)})
    duties = replace(DUTIES, packs=(PACK, own), since={PACK.pack: SINCE, "own": date(2026, 5, 1)})

    assert not duties.of_organ(organ("county-a-organization"))
    assert duties.of_organ(organ("county-b-organization"))
    assert [str(each.period) for each in owed("2026-07-01", by="county-a-discipline", duties=duties)] == ["2026-Q2"]


def test_where_several_procedures_hold_one_organ_of_a_place_reports_by_ours() -> None:
    """Its figures are of the place, and another organ's would be the same ones."""
    other = PACK.model_copy(update={"pack": "zz-other", "tolerance": _received_by("discipline")})
    missing = PACK.model_copy(update={"pack": "aa-other", "tolerance": _received_by("joint_conference")})
    duties = replace(DUTIES, packs=(other, missing, PACK))

    assert not duties.of_organ(organ("county-a-discipline"))
    assert {each.pack.pack for each in duties.of_organ(organ("county-a-organization")).values()} == {PACK.pack}
    assert replace(duties, packs=(other,)).of_organ(organ("county-a-discipline"))


def _received_by(role: str) -> Track:
    opens = tuple(route.model_copy(update={"to": role}) for route in PACK.tolerance.opens)
    return PACK.tolerance.model_copy(update={"opens": opens})


def test_whoever_has_nobody_above_still_reports() -> None:
    """The next level is not in this register."""
    found = DUTIES.of_organ(organ("province-organization"))

    assert found
    assert {each.to for each in found.values()} == {None}


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"by": "nobody"}, "unknown name nobody"),
        ({"by": "unit"}, "acts for a unit"),
        ({"to": "nobody"}, "unknown name nobody"),
        ({"within": Within(amount=3, unit=TermUnit.working_days, force="window")}, "no window|window is a subject"),
        (
            {"within": Within(amount=3, unit=TermUnit.working_days, runs_from="feedback.served")},
            "does not begin this term",
        ),
    ],
)
def test_faults_of_a_rule_are_told(changes: dict[str, object], fault: str) -> None:
    """Before any case or report runs by it."""
    rule = RULE.model_copy(update=changes)
    with pytest.raises(ValueError, match=fault):
        Pack.model_validate(PACK.model_copy(update={"reports": (rule,)}).model_dump(by_alias=True))


def test_an_organ_owes_one_report_a_period() -> None:
    """Two rules for one role and length would make two."""
    rules = (RULE, RULE.model_copy(update={"id": "other"}))
    with pytest.raises(ValueError, match="owes a report every quarter already"):
        Pack.model_validate(PACK.model_copy(update={"reports": rules}).model_dump(by_alias=True))


def raised(day: str, duties: Duties, by: str = "county-a-discipline") -> tuple[int, str, str | None] | None:
    """How far the ladder of the first report that an organ owes has gone in the morning of a day."""
    at = datetime.combine(date.fromisoformat(day), time(9), tzinfo=SHANGHAI)
    found = duties.raised(owed(day, by=by, duties=duties)[0], at)
    return (found.level, found.name.zh, found.to.organ if found.to else None) if found else None


def test_a_late_report_climbs_the_ladder_of_its_procedure() -> None:
    """The organ itself is reminded and urged; supervision goes above it, never to it (decision 4)."""
    duties = with_rules(RULE)

    assert raised("2026-04-01", duties) == (0, "提醒", "county-a-discipline")
    assert raised("2026-04-04", duties) == (1, "提醒", "county-a-discipline")
    assert raised("2026-04-10", duties) == (2, "催办", "county-a-discipline")
    assert raised("2026-04-14", duties) == (3, "督办", "prefecture-discipline")
    assert raised("2026-04-21", duties) == (4, "上报", "county-a-committee")


def test_a_late_report_that_is_advisory_only_reminds() -> None:
    """It is no breach, whatever time passes (A-02)."""
    found = raised("2026-06-30", DUTIES, "county-a-organization")

    assert found == (0, "提醒", "county-a-organization")
