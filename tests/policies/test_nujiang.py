"""The Nujiang pack against the rules it carries: the numbers of the text, what is ours, and that each rule is cited."""

import re

import pytest

from domain.pack.pack import Pack
from domain.pack.results import Outcome
from domain.pack.steps import VoteBody
from domain.pack.terms import Force, Standing, Within
from domain.terms.deadlines import Term, TermUnit
from policies.packs.comparing import sourced
from policies.packs.loader import bundled_packs

CARRIED = {f"NJ-{number:02}" for number in (*range(1, 37), 39)}
"""The rules that the pack carries; the indicators of NJ-37 are a page, NJ-38 and NJ-40 are outside software."""


@pytest.fixture(scope="module")
def nujiang() -> Pack:
    """The first edition."""
    return next(pack for pack in bundled_packs() if (pack.pack, pack.edition) == ("nujiang", "undated-1"))


def test_every_carried_rule_is_cited(nujiang: Pack) -> None:
    """A reader finds each rule of the catalogue in the pack."""
    cited = {rule for _, value in sourced(nujiang) for rule in value.cite}

    assert sorted(CARRIED - cited) == []
    assert {rule for rule in cited if not re.fullmatch(r"(NJ|A|YN)-\d\d", rule)} == set()


def test_only_two_terms_are_the_texts_own(nujiang: Pack) -> None:
    """The text has two numbers, 15 and 7 working days; every other term says that it is a default."""
    own = {
        value.cite: value.term for _, value in sourced(nujiang) if isinstance(value, Within) and value.standing is None
    }

    assert own == {
        ("NJ-12",): Term(amount=15, unit=TermUnit.working_days),
        ("NJ-19",): Term(amount=7, unit=TermUnit.working_days),
    }


def test_terms_that_the_text_does_not_give_never_breach(nujiang: Pack) -> None:
    """Investigation, determination and approval only remind (A-02), as does everything to be done promptly (A-16)."""
    steps = nujiang.tolerance.steps
    advisory = {name for name, step in steps.items() if step.within and step.within.force is Force.ADVISORY}
    prompt = {rule.within.force for rule in nujiang.duties if rule.within}

    assert advisory == {"investigation", "determination", "approval"}
    assert prompt == {Force.ADVISORY}


def test_whatever_only_our_own_notes_support_is_marked_default(nujiang: Pack) -> None:
    """A value that cites nothing of the text is our own, and says so."""
    silent = [
        value
        for _, value in sourced(nujiang)
        if value.cite and not any(rule.startswith("NJ-") for rule in value.cite) and value.standing is None
    ]

    assert silent == []
    assert nujiang.standing is Standing.PROPOSED


def test_the_lists_are_as_long_as_the_text(nujiang: Pack) -> None:
    """Ten situations, three distinctions, four tests, five factors, five areas, nine sectors and ours."""
    assessment = nujiang.assessment
    by_rule = [rule for criterion in assessment.criteria for rule in criterion.cite]

    assert [ground.id for ground in assessment.grounds] == [f"s{number}" for number in range(1, 11)]
    assert all(ground.conditions for ground in assessment.grounds)
    assert (by_rule.count("NJ-06"), by_rule.count("NJ-07"), by_rule.count("NJ-08")) == (3, 4, 3)
    assert [factor.cite for factor in assessment.factors] == [("NJ-16",)] * 5
    assert [area.cite for area in nujiang.results.areas] == [(f"NJ-{rule}",) for rule in range(32, 37)]
    assert [item.id for item in nujiang.scope if item.standing is Standing.DEFAULT] == ["grassroots"]


def test_the_committee_needs_two_thirds_present(nujiang: Pack) -> None:
    """The quorum of A-14, rounded up: 5 of 7, 6 of 9."""
    meeting = nujiang.bodies["meeting"]

    assert isinstance(meeting, VoteBody)
    assert [meeting.quorum_of(entitled) for entitled in (7, 9)] == [5, 6]


def test_every_tolerant_outcome_is_corrected_barred_and_protected(nujiang: Pack) -> None:
    """Exempt, reduced and lighter all open a correction, take the ban slot and carry the results (A-10, A-37)."""
    tolerant = {outcome for outcome in nujiang.outcomes if outcome.tolerated}
    correction = next(rule for rule in nujiang.duties if rule.duty == "correction")
    opened = {outcome: [r.duty for r in nujiang.duties if outcome in r.outcomes] for outcome in nujiang.outcomes}

    assert set(correction.outcomes) == set(nujiang.ban.bars) == set(nujiang.results.outcomes) == tolerant
    assert opened[Outcome.EXEMPT] == ["announcement", "talk", "tracking", "correction"]
    assert opened[Outcome.NOT_TOLERATED] == ["accountability_referral"]
