"""The comparison of two editions sees the same of a case in its read model and in its own fold."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.acts.transition import case_now as folded
from domain.case.act import Act
from domain.case.evolve import evolve
from domain.transition.comparison import CaseNow
from projections.cases.case_now import case_now
from projections.cases.case_page import MODEL
from projections.cases.view import CasePage, CaseRow
from projections.projector.logged import Logged
from projections.projector.table import Rows
from tests.domain.given import instant
from tests.domain.scenario import CASE_ID, Given
from tests.domain.stories import cases, clocks, direct_decisions, disputes, transitions

ON = "2026-02-26"


def shown(given: Given) -> CasePage:
    """The page of a case."""
    rows = Rows[CaseRow]()
    for version, event in enumerate(given.events, 1):
        MODEL.fold(rows, Logged(version, CASE_ID, version, datetime(2026, 3, 1, tzinfo=UTC), event))
    return rows[()]


def plain(now: CaseNow) -> CaseNow:
    """Without what no comparison looks at: which edition gave a rule, and whether a reminder went out."""
    terms = tuple(
        replace(
            term,
            rule=term.rule.model_copy(update={"edition": "any"}),
            running=replace(term.running, reminded=False),
        )
        for term in now.terms
    )
    return replace(now, terms=terms)


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(cases.FILED.given(cases.rings("acceptance", "missed", "2026-02-11")), id="missed"),
        pytest.param(cases.FILED.given(clocks.asked_for_papers("2026-01-28")), id="paused"),
        pytest.param(cases.FILED.given(cases.proposed_acceptance("2026-02-02")), id="signatures"),
        pytest.param(cases.ACCEPTED.given(clocks.extended("investigation", 5, "2026-02-10")), id="extended"),
        pytest.param(transitions.SHELVED, id="shelved"),
        pytest.param(disputes.VOTING, id="a disagreement"),
        pytest.param(cases.ACCEPTED.given(disputes.withdrawn("2026-02-10")), id="withdrawn"),
        pytest.param(cases.DETERMINED.given(cases.opened_round()), id="a vote"),
        pytest.param(cases.RECEIVED, id="received"),
        pytest.param(cases.RECEIVED.given(cases.asked()), id="reappraised"),
        pytest.param(transitions.moved(cases.FILED, transitions.LONGER, "2026-02-02"), id="moved"),
        pytest.param(
            transitions.moved(cases.ACCEPTED, transitions.CALENDAR_DAYS, "2026-02-10"), id="moved to another unit"
        ),
    ],
)
def test_both_see_the_same(given: Given) -> None:
    """Preview and choice compare what is the same."""
    at = instant(ON)
    act = Act(cases.ORGANISATION, at, at.date(), None, given.context, given.case, evolve)

    assert plain(case_now(shown(given), date.fromisoformat(ON))) == plain(folded(act))


def test_nobody_is_awaited_where_an_organ_decides_alone() -> None:
    """The page shows a proposal only while a signature is missing."""
    awaited = cases.FILED.given(cases.proposed_acceptance("2026-02-02"))

    assert [len(shown(given).proposals) for given in (awaited, direct_decisions.DECIDED)] == [1, 0]


def test_the_page_shows_the_edition_that_holds() -> None:
    """After a move the new one, with what it was before; after a choice to stay the old one."""
    moved, stayed = (
        shown(
            transitions.facing(cases.FILED, transitions.LONGER).given(
                transitions.chooses(transitions.LONGER, choice, "2026-02-02")
            )
        )
        for choice in ("new", "old")
    )

    assert (moved.edition, stayed.edition) == ("later", cases.PACK.edition)
    assert moved.pack_sha256 != stayed.pack_sha256
    assert [(view.choice, view.edition, view.was_edition) for view in (*moved.transitions, *stayed.transitions)] == [
        ("new", "later", cases.PACK.edition),
        ("old", "later", cases.PACK.edition),
    ]
    assert moved.duties[0].replanned_by == "later"
