"""Stale means: since what was seen, somebody changed the very step acted on (docs/architecture.md#stale)."""

import pytest

from domain import refusals
from domain.case.commands import ServeFeedback
from domain.refusals import STALE
from tests.domain import story as s
from tests.domain.scenario import Deed, Given, deed

TEAM = s.ACCEPTED.given(s.team_formed("2026-02-05"))
ROUND = s.DETERMINED.given(s.opened_round())


@pytest.mark.parametrize(
    ("given", "between", "act"),
    [
        pytest.param(
            ROUND,
            tuple(s.ballot(member) for member in s.MEMBERS[:5]),
            s.closed_round(),
            id="ballots make nobody stale",
        ),
        pytest.param(
            s.FILED,
            (s.rings("acceptance", "remind-3", "2026-02-05", 9), s.rings("acceptance", "missed", "2026-02-11")),
            s.proposed_acceptance("2026-02-11"),
            id="neither does the clock",
        ),
        pytest.param(
            s.ACCEPTED,
            (s.denied("2026-02-05"), s.done("acceptance_notice", s.ORGANISATION, "2026-02-05")),
            s.team_formed("2026-02-05"),
            id="neither does an act on another step or duty",
        ),
        pytest.param(
            s.SERVED,
            (s.done("talk", s.ORGANISATION, "2026-02-24"), s.received()),
            s.done("tracking", s.ORGANISATION, "2026-02-24"),
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
            TEAM, (s.heard(s.ANN, "2026-02-06"),), deed(s.AUDIT, s.findings(), "2026-02-06"), id="the investigation"
        ),
        pytest.param(s.ACCEPTED, (s.team_formed("2026-02-05"),), s.team_formed("2026-02-05"), id="the team"),
        pytest.param(s.FILED, (s.denied("2026-01-21"),), s.denied("2026-01-21"), id="the sameness"),
        pytest.param(
            s.FILED,
            (s.proposed_acceptance("2026-02-04"), s.signs(s.DISCIPLINE, "2026-02-04", "acceptance", consents=False)),
            s.proposed_acceptance("2026-02-04"),
            id="a proposal that fell",
        ),
        pytest.param(
            s.DETERMINED,
            (s.opened_round(), s.closed_round()),
            s.opened_round(),
            id="a round that came and went",
        ),
        pytest.param(
            s.APPROVED.given(),
            (),
            Deed(s.ORGANISATION, ServeFeedback(notice=s.document()), s.served().at, seen=1),
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
    ROUND.when(s.ballot(s.MEMBERS[0]).having_seen(1)).then_kinds("ballot_cast")


def test_a_signature_needs_no_version() -> None:
    """It names its proposal; a proposal that fell is no longer there."""
    given = s.FILED.given(s.proposed_acceptance("2026-02-04"))

    assert given.when(s.signs(s.DISCIPLINE, "2026-02-04", "acceptance").having_seen(1)).refusal is None


def test_a_refused_deed_changes_nothing() -> None:
    """After a refusal the same deed by the right person is admitted as if nothing had been."""
    before = s.APPROVED.case
    s.APPROVED.when(deed(s.CONTACT, ServeFeedback(notice=s.document()), "2026-02-13")).refused(refusals.NOT_COMPETENT)

    assert s.APPROVED.case == before
