"""The edge cases: each due date was worked out by hand from the listed days and the Civil Code, not by a program."""

from typing import NamedTuple

EXAMPLE = {
    "name": "example+valley",
    "version": 3,
    "years": {"2028": "an invented notice of 2028", "2030": "an invented notice of 2030"},
    "days": [
        {"day": "2028-03-04", "kind": "make_up", "source": None},
        {"day": "2028-03-06", "kind": "local", "source": "an invented festival: an invented local notice"},
        {"day": "2028-03-07", "kind": "in_lieu", "source": None},
        {"day": "2028-03-08", "kind": "statutory", "source": None},
        {"day": "2028-12-30", "kind": "make_up", "source": "an invented notice of 2029, for its New Year"},
    ],
    "overlays": [],
}
"""A calendar nobody has: a local festival, and a gap in 2029 between two announced years."""

WD, CD, M = "working_days", "calendar_days", "months"
EDGES = (
    ("cn-1.json", "golden: NJ acceptance", "2026-01-20", 15, WD, "2026-02-10", False),
    ("cn-1.json", "golden: NJ feedback, two make-up Saturdays", "2026-02-12", 7, WD, "2026-02-28", False),
    ("cn-1.json", "golden: BT filing, make-up Sunday is day 1", "2026-09-18", 5, WD, "2026-09-24", False),
    ("cn-1.json", "golden: to the last announced day", "2026-12-24", 5, WD, "2026-12-31", False),
    ("cn-1.json", "rest-day start is not rolled forward first", "2025-01-11", 15, WD, "2025-02-07", False),
    ("cn-1.json", "start on a plain Sunday", "2026-03-08", 1, WD, "2026-03-09", False),
    ("cn-1.json", "start on a make-up Saturday is not counted", "2026-02-14", 1, WD, "2026-02-24", False),
    ("cn-1.json", "start inside the 9-day Spring Festival", "2026-02-17", 1, WD, "2026-02-24", False),
    ("cn-1.json", "across the 9-day Spring Festival", "2026-02-13", 2, WD, "2026-02-24", False),
    ("cn-1.json", "a day in lieu is not counted", "2026-01-01", 1, WD, "2026-01-04", False),
    ("cn-1.json", "first working day is a make-up Saturday", "2026-10-09", 1, WD, "2026-10-10", False),
    ("cn-1.json", "December moved by the next notice", "2018-12-28", 1, WD, "2018-12-29", False),
    ("cn-1.json", "the last Saturday of 2005 was worked", "2005-12-30", 1, WD, "2005-12-31", False),
    ("cn-1.json", "amended: holiday of 2015-09-03", "2015-09-02", 1, WD, "2015-09-06", False),
    ("cn-1.json", "amended: Labour Day 2019", "2019-04-30", 1, WD, "2019-05-05", False),
    ("cn-1.json", "amended: Spring Festival 2020 made longer", "2020-01-23", 1, WD, "2020-02-03", False),
    ("cn-1.json", "one day into a year not announced", "2026-12-24", 6, WD, "2027-01-04", True),
    ("cn-1.json", "30 working days, the last final start", "2026-11-19", 30, WD, "2026-12-31", False),
    ("cn-1.json", "30 working days, the first provisional start", "2026-11-20", 30, WD, "2027-01-04", True),
    ("cn-1.json", "inside a year not announced", "2027-01-29", 5, WD, "2027-02-11", True),
    ("cn-1.json", "start on the last announced day", "2026-12-31", 1, WD, "2027-01-04", True),
    ("cn-1.json", "months: same day number", "2026-03-13", 1, M, "2026-04-13", False),
    ("cn-1.json", "months: no such day, the month's last", "2026-03-31", 1, M, "2026-04-30", False),
    ("cn-1.json", "months: into a leap February", "2024-01-31", 1, M, "2024-02-29", False),
    ("cn-1.json", "months: into a common February", "2023-01-31", 1, M, "2023-02-28", False),
    ("cn-1.json", "months: from a leap day, a year on", "2024-02-29", 12, M, "2025-02-28", False),
    ("cn-1.json", "months: a short month does not shorten later ones", "2023-01-31", 2, M, "2023-03-31", False),
    ("cn-1.json", "months: last day is a make-up Saturday", "2025-11-30", 3, M, "2026-02-28", False),
    ("cn-1.json", "months: last day in Spring Festival", "2026-01-18", 1, M, "2026-02-24", False),
    ("cn-1.json", "months: last day a plain Saturday", "2026-02-14", 1, M, "2026-03-16", False),
    ("cn-1.json", "months: a year", "2025-12-15", 12, M, "2026-12-15", False),
    ("cn-1.json", "months: Sunday in a year not announced", "2026-12-31", 1, M, "2027-02-01", True),
    ("cn-1.json", "calendar days: ends on a Friday", "2026-03-02", 4, CD, "2026-03-06", False),
    ("cn-1.json", "calendar days: ends on a Saturday", "2026-03-02", 5, CD, "2026-03-09", False),
    ("cn-1.json", "calendar days: make-up Saturday stays", "2026-02-12", 2, CD, "2026-02-14", False),
    ("cn-1.json", "calendar days: into Spring Festival", "2026-02-13", 2, CD, "2026-02-24", False),
    ("cn-1.json", "calendar days: leap day", "2024-02-28", 1, CD, "2024-02-29", False),
    ("cn-1.json", "calendar days: rolled into 2027", "2026-12-31", 1, CD, "2027-01-04", True),
    ("cn-1.json", "same day: on a working day", "2026-03-06", 0, "same_day", "2026-03-06", False),
    ("cn-1.json", "same day: a rest day does not move", "2026-03-07", 0, "same_day", "2026-03-07", False),
    ("cn-1.json", "same day: in a year not announced", "2027-01-01", 0, "same_day", "2027-01-01", True),
    ("cn-1.json", "promptly: counted in working days", "2026-01-20", 10, "promptly", "2026-02-03", False),
    ("cn-1.json", "promptly: over Spring Festival", "2026-02-13", 3, "promptly", "2026-02-25", False),
    ("example-3.json", "local: festival after a make-up Saturday", "2028-03-03", 1, WD, "2028-03-04", False),
    ("example-3.json", "local: festival, lieu, holiday in a row", "2028-03-03", 2, WD, "2028-03-09", False),
    ("example-3.json", "local: month ends on the festival", "2028-02-06", 1, M, "2028-03-09", False),
    ("example-3.json", "gap: make-up day by an unseen notice", "2028-12-29", 1, WD, "2028-12-30", False),
    ("example-3.json", "gap: a year missing in between", "2028-12-29", 13, M, "2030-01-29", True),
    ("example-3.json", "gap: Labour Days off by the regulation", "2029-04-30", 1, WD, "2029-05-03", True),
    ("example-3.json", "announced: what it does not list is worked", "2030-09-30", 1, WD, "2030-10-01", False),
    ("example-3.json", "after the gap all is final again", "2030-01-01", 1, WD, "2030-01-02", False),
)
"""Calendar, name, start, amount, unit, due date, provisional."""


class Edge(NamedTuple):
    """A term with all it may have; its pauses as `since/until`; by the national calendar if none is named."""

    name: str
    start: str
    amount: int
    unit: str
    pauses: str
    due_on: str
    provisional: bool = False
    extended_by: int = 0
    not_before: str | None = None
    calendar: str = "cn-1.json"


PAUSED = (
    Edge("paused: one working day lost", "2026-01-20", 15, WD, "2026-01-26/2026-01-27", "2026-02-11"),
    Edge("paused: no time at all", "2026-01-20", 15, WD, "2026-01-27/2026-01-27", "2026-02-10"),
    Edge("paused: from the trigger day", "2026-01-20", 15, WD, "2026-01-20/2026-01-22", "2026-02-12"),
    Edge("paused: begun on a holiday", "2026-02-12", 7, WD, "2026-02-17/2026-02-25", "2026-03-03"),
    Edge("paused: resumed on a make-up day", "2026-02-12", 7, WD, "2026-02-13/2026-02-14", "2026-03-02"),
    Edge("paused: over four days, the last a make-up", "2026-02-12", 7, WD, "2026-02-24/2026-02-28", "2026-03-05"),
    Edge("paused: begun on a make-up day, which counts", "2026-02-12", 7, WD, "2026-02-14/2026-02-23", "2026-02-28"),
    Edge("paused: over the whole Spring Festival", "2026-02-12", 7, WD, "2026-02-13/2026-02-24", "2026-03-03"),
    Edge("paused: over rest days only", "2026-01-20", 15, WD, "2026-01-23/2026-01-25", "2026-02-10"),
    Edge("paused: begun on the last day", "2026-01-20", 15, WD, "2026-02-10/2026-02-25", "2026-02-10"),
    Edge("paused: begun the day before the last", "2026-01-20", 15, WD, "2026-02-09/2026-02-25", "2026-02-26"),
    Edge("paused: begun after the last day", "2026-01-20", 15, WD, "2026-03-02/2026-03-09", "2026-02-10"),
    Edge("paused: twice", "2026-01-20", 15, WD, "2026-01-22/2026-01-26 2026-02-03/2026-02-06", "2026-02-24"),
    Edge(
        "paused: the second begins when the first ends",
        "2026-01-20",
        15,
        WD,
        "2026-01-22/2026-01-24 2026-01-24/2026-01-26",
        "2026-02-12",
    ),
    Edge("paused: the same two as one", "2026-01-20", 15, WD, "2026-01-22/2026-01-26", "2026-02-12"),
    Edge("paused: into a year not announced", "2026-12-21", 10, WD, "2026-12-23/2027-01-05", "2027-01-15", True),
    Edge("paused: one day makes it provisional", "2026-12-24", 5, WD, "2026-12-24/2026-12-25", "2027-01-04", True),
    Edge("paused: it may stay final", "2026-12-21", 5, WD, "2026-12-22/2026-12-23", "2026-12-29"),
    Edge("paused: beyond New Year, after the last day", "2026-12-24", 5, WD, "2026-12-31/2027-02-01", "2026-12-31"),
    Edge("paused: promptly", "2026-01-20", 10, "promptly", "2026-01-28/2026-01-29", "2026-02-04"),
    Edge("paused: calendar days", "2026-03-02", 10, CD, "2026-03-05/2026-03-09", "2026-03-16"),
    Edge(
        "paused: calendar days, rest days stand still too", "2026-03-02", 8, CD, "2026-03-06/2026-03-08", "2026-03-12"
    ),
    Edge("paused: calendar days moved to a Saturday", "2026-03-02", 4, CD, "2026-03-03/2026-03-04", "2026-03-09"),
    Edge("paused: calendar days, begun on the full day", "2026-03-02", 5, CD, "2026-03-07/2026-03-10", "2026-03-11"),
    Edge("paused: calendar days, begun while they roll", "2026-03-02", 5, CD, "2026-03-08/2026-03-09", "2026-03-10"),
    Edge(
        "paused: calendar days, twice, once while they roll",
        "2026-03-02",
        4,
        CD,
        "2026-03-03/2026-03-04 2026-03-08/2026-03-11",
        "2026-03-12",
    ),
    Edge("paused: month", "2026-03-13", 1, M, "2026-03-20/2026-03-30", "2026-04-23"),
    Edge("paused: month, begun on its last day", "2026-03-13", 1, M, "2026-04-13/2026-04-20", "2026-04-13"),
    Edge("paused: month, begun the day before", "2026-03-13", 1, M, "2026-04-12/2026-04-20", "2026-04-21"),
    Edge("paused: month, moved into a holiday", "2026-03-31", 1, M, "2026-04-15/2026-04-16", "2026-05-06"),
    Edge("paused: month, begun while it rolls", "2026-01-18", 1, M, "2026-02-20/2026-02-26", "2026-02-27"),
    Edge("paused: month, only while it rolls", "2026-01-18", 1, M, "2026-02-18/2026-02-23", "2026-02-24"),
    Edge(
        "paused: month, the first pause makes room for the second",
        "2026-03-13",
        1,
        M,
        "2026-03-20/2026-03-30 2026-04-15/2026-04-17",
        "2026-04-27",
    ),
    Edge("paused: month, over the whole Spring Festival", "2026-02-05", 1, M, "2026-02-14/2026-02-23", "2026-03-16"),
    Edge("extended: by five working days", "2026-01-20", 15, WD, "", "2026-02-24", extended_by=5),
    Edge("extended: with a pause", "2026-01-20", 15, WD, "2026-01-22/2026-01-26", "2026-02-26", extended_by=5),
    Edge("extended: months are added before the days are found", "2026-01-31", 1, M, "", "2026-03-31", extended_by=1),
    Edge("extended: months with a pause", "2026-01-31", 1, M, "2026-02-01/2026-02-11", "2026-04-10", extended_by=1),
    Edge(
        "extended: a pause after the plain term",
        "2026-01-20",
        15,
        WD,
        "2026-02-11/2026-02-13",
        "2026-02-24",
        extended_by=3,
    ),
    Edge("promised: later than counted", "2026-01-20", 15, WD, "", "2026-02-12", not_before="2026-02-12"),
    Edge("promised: earlier than counted", "2026-01-20", 15, WD, "", "2026-02-10", not_before="2026-02-01"),
    Edge("promised: a rest day stays", "2026-01-20", 15, WD, "", "2026-02-16", not_before="2026-02-16"),
    Edge("promised: in a year not announced", "2026-12-24", 5, WD, "", "2027-01-04", True, not_before="2027-01-04"),
    Edge(
        "promised: with a pause", "2026-01-20", 15, WD, "2026-01-22/2026-01-26", "2026-02-13", not_before="2026-02-13"
    ),
    Edge(
        "promised: a pause has passed it",
        "2026-01-20",
        15,
        WD,
        "2026-01-22/2026-01-26",
        "2026-02-12",
        not_before="2026-02-11",
    ),
    Edge("promised: the same day", "2026-03-06", 0, "same_day", "", "2026-03-09", not_before="2026-03-09"),
    Edge(
        "paused, local: begun on a make-up day",
        "2028-03-03",
        2,
        WD,
        "2028-03-04/2028-03-06",
        "2028-03-09",
        calendar="example-3.json",
    ),
    Edge(
        "paused, local: over a make-up day",
        "2028-03-03",
        2,
        WD,
        "2028-03-03/2028-03-04",
        "2028-03-10",
        calendar="example-3.json",
    ),
    Edge(
        "paused, gap: over a year not announced",
        "2028-12-28",
        3,
        WD,
        "2028-12-29/2030-01-01",
        "2030-01-03",
        True,
        calendar="example-3.json",
    ),
)
"""Terms that stood still, were extended, or may not end before a promised day."""
