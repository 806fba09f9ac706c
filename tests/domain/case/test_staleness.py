"""Stale means: since what was seen, somebody changed the very step acted on (docs/architecture.md#stale)."""

import pytest

from domain import refusals
from domain.case.commands import ServeFeedback
from domain.refusals import STALE
from tests.domain.scenario import Deed, Given, deed
from tests.domain.stories import cases

TEAM = cases.ACCEPTED.given(cases.team_formed("2026-02-05"))
ROUND = cases.DETERMINED.given(cases.opened_round())


@pytest.mark.parametrize(
    ("given", "between", "act"),
    [
        pytest.param(
            ROUND,
            tuple(cases.ballot(member) for member in cases.MEMBERS[:5]),
            cases.closed_round(),
            id="ballots make nobody stale",
        ),
        pytest.param(
            cases.FILED,
            (cases.rings("acceptance", "remind-3", "2026-02-05", 9), cases.rings("acceptance", "missed", "2026-02-11")),
            cases.proposed_acceptance("2026-02-11"),
            id="neither does the clock",
        ),
        pytest.param(
            cases.ACCEPTED,
            (cases.denied("2026-02-05"), cases.done("acceptance_notice", cases.ORGANISATION, "2026-02-05")),
            cases.team_formed("2026-02-05"),
            id="neither does an act on another step or duty",
        ),
        pytest.param(
            cases.SERVED,
            (cases.done("talk", cases.ORGANISATION, "2026-02-24"), cases.received()),
            cases.done("tracking", cases.ORGANISATION, "2026-02-24"),
            id="duties run side by side",
        ),
    ],
)
def test_what_makes_nobody_stale(given: Given, between: tuple[Deed, ...], act: Deed) -> None:
    """What happened in between does not concern what the actor is about to do."""
    seen = given.case.version

    assert given.given(*between).when(act.having_seen(seen)).refusal is None


@pytest.mark.parametrize(
    ("given", "between", "act"),
    [
        pytest.param(
            TEAM,
            (cases.heard(cases.ANN, "2026-02-06"),),
            deed(cases.AUDIT, cases.findings(), "2026-02-06"),
            id="the investigation",
        ),
        pytest.param(
            cases.ACCEPTED, (cases.team_formed("2026-02-05"),), cases.team_formed("2026-02-05"), id="the team"
        ),
        pytest.param(cases.FILED, (cases.denied("2026-01-21"),), cases.denied("2026-01-21"), id="the sameness"),
        pytest.param(
            cases.FILED,
            (
                cases.proposed_acceptance("2026-02-04"),
                cases.signs(cases.DISCIPLINE, "2026-02-04", "acceptance", consents=False),
            ),
            cases.proposed_acceptance("2026-02-04"),
            id="a proposal that fell",
        ),
        pytest.param(
            cases.DETERMINED,
            (cases.opened_round(), cases.closed_round()),
            cases.opened_round(),
            id="a round that came and went",
        ),
        pytest.param(
            cases.APPROVED.given(),
            (),
            Deed(cases.ORGANISATION, ServeFeedback(notice=cases.document()), cases.served().at, seen=1),
            id="the step was opened since",
        ),
    ],
)
def test_what_makes_stale(given: Given, between: tuple[Deed, ...], act: Deed) -> None:
    """Somebody changed the very step; who has seen it may go on."""
    seen = act.seen or given.case.version
    after = given.given(*between)

    after.when(act.having_seen(seen)).refused(STALE)
    assert after.when(act.having_seen(after.case.version)).refusal is None


def test_a_ballot_needs_no_version() -> None:
    """It names its round; whatever was seen, it counts."""
    ROUND.when(cases.ballot(cases.MEMBERS[0]).having_seen(1)).then_kinds("ballot_cast")


def test_a_signature_needs_no_version() -> None:
    """It names its proposal; a proposal that fell is no longer there."""
    given = cases.FILED.given(cases.proposed_acceptance("2026-02-04"))

    assert given.when(cases.signs(cases.DISCIPLINE, "2026-02-04", "acceptance").having_seen(1)).refusal is None


def test_a_refused_deed_changes_nothing() -> None:
    """After a refusal the same deed by the right person is admitted as if nothing had been."""
    before = cases.APPROVED.case
    cases.APPROVED.when(deed(cases.OTHER_CONTACT, ServeFeedback(notice=cases.document()), "2026-02-13")).refused(
        refusals.NOT_COMPETENT
    )

    assert cases.APPROVED.case == before
