"""Which organ has a case: transferred, raised, designated, handed down; one has it, and no duty is lost (A-48)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given as generated
from hypothesis import strategies as st

from domain import refusals
from domain.acts.investigation import NEEDS_TEAM
from domain.acts.jurisdiction.arrival import Restated
from domain.acts.jurisdiction.handing_over import TRANSFERRED_BEFORE
from domain.acts.terms import DECISION_ON_JURISDICTION, RECEIPT, SUBJECT
from domain.case.events import (
    DutyCancelled,
    DutyOpened,
    DutyReassigned,
    HandoverDeclined,
    JurisdictionChanged,
    OrganDesignated,
    StepOpened,
)
from domain.case.state import AwaitingReceipt, AwaitingSuperior, Case
from domain.localities import leading_place, procedures_at
from domain.values import Actor
from policies.packs.loader import pack_sha256
from tests.domain.scenario import Deed, Given
from tests.domain.stories import cases, clocks, disputes, jurisdictions
from tests.domain.stories.jurisdictions import HEAD_A, HEAD_B, HEAD_PREFECTURE, HEAD_PROVINCE, PREFECTURE, A, B


def duties(given: Given) -> dict[str, str]:
    """The open duties by their names, and who owes them."""
    return {duty.opened.duty: duty.opened.responsible for duty in given.case.open_duties.values()}


@pytest.mark.parametrize(
    ("places", "leads"),
    [
        ({"demo-county-a"}, "demo-county-a"),
        ({"demo-county-a", "demo-prefecture"}, "demo-prefecture"),
        ({"demo-county-a", "demo-county-b"}, "demo-prefecture"),
        ({"demo-county-a", "demo-island-e"}, "demo-province"),
        ({"demo-county-a", "nowhere"}, None),
    ],
)
def test_of_mixed_authorities_the_higher_leads(places: set[str], leads: str | None) -> None:
    """The lowest place that covers them all."""
    assert leading_place(cases.ORGANS, places) == leads


def test_subjects_of_two_levels_go_to_the_higher_organ() -> None:
    """Ann is the county's, the township is the prefecture's: the prefecture takes the case."""
    known = jurisdictions.managed_in("demo-prefecture")
    both = cases.filed(subjects=(cases.ANN, cases.TOWN))
    refused = cases.NOTHING.knowing(known).when(both).refused(refusals.WRONG_LEVEL)

    assert refused.detail == "示例州委组织部"


class TestTransfer:
    """移送: what is not one's own."""

    def test_it_awaits_its_receipt_and_the_old_term_ends(self) -> None:
        """Who transferred in time is not late."""
        sent = jurisdictions.FILED.when(jurisdictions.transferred("2026-01-27"))

        assert sent.kinds == ["case_transferred", "duty_opened", "duty_cancelled"]
        assert sent.the(DutyOpened).due_on == date(2026, 2, 3)
        assert sent.the(DutyCancelled).because == "moved"
        assert duties(sent.given) == {RECEIPT: PREFECTURE}
        assert sent.given.case.to_organ == A

    def test_received_it_begins_anew(self) -> None:
        """The acceptance term counts from the receipt, and is the receiver's."""
        taken = jurisdictions.SENT.when(jurisdictions.received("2026-01-30"))
        case = taken.given.case

        assert taken.kinds == ["jurisdiction_changed", "duty_met", "step_opened", "duty_opened"]
        assert (case.to_organ, case.jurisdiction, case.handover) == (PREFECTURE, "demo-prefecture", None)
        assert duties(taken.given) == {"acceptance": PREFECTURE}
        assert taken.the(DutyOpened).starts_on == date(2026, 1, 30)

    def test_after_acceptance_it_begins_anew_as_well(self) -> None:
        """An organ that was not competent accepted nothing; what it found stays in the history alone."""
        given = cases.ACCEPTED.knowing(jurisdictions.RISEN).given(
            cases.team_formed("2026-02-05"),
            jurisdictions.transferred("2026-02-06"),
            jurisdictions.received("2026-02-09"),
        )

        assert [*given.case.open_steps] == ["acceptance"]
        assert (given.case.team, given.case.findings, given.case.opinions) == (frozenset(), {}, {})
        assert "acceptance" in duties(given)
        assert {*duties(given).values()} == {PREFECTURE}

    def test_the_new_organs_go_on_with_it(self) -> None:
        """The prefecture accepts; the county no longer can."""
        accepts = cases.proposed_acceptance("2026-02-02")
        jurisdictions.TAKEN.when(accepts).refused(refusals.NOT_COMPETENT)
        by_prefecture = replace(accepts, actor=HEAD_PREFECTURE)

        jurisdictions.TAKEN.when(by_prefecture).then_kinds("joint_act_proposed")

    def test_what_nobody_takes_goes_to_the_common_superior(self) -> None:
        """And nothing goes on until the superior has said."""
        outcome = jurisdictions.SENT_TO_B.when(jurisdictions.declined("2026-01-30", HEAD_B))

        assert outcome.kinds == ["handover_declined", "duty_met", "duty_opened"]
        assert outcome.the(HandoverDeclined).passed_to == PREFECTURE
        assert duties(outcome.given) == {DECISION_ON_JURISDICTION: PREFECTURE}
        outcome.given.when(cases.proposed_acceptance("2026-02-02")).refused(refusals.HANDOVER_PENDING)

    @pytest.mark.parametrize(("to_organ", "actor"), [(A, HEAD_A), (B, HEAD_B)])
    def test_the_superior_says_who_has_it(self, to_organ: str, actor: Actor) -> None:
        """Who it is has to take it; whoever has it already goes on at once, with a term of its own."""
        said = jurisdictions.DISPUTED.when(jurisdictions.designated("2026-02-02", to_organ))
        given = said.given
        if to_organ == B:
            given.when(jurisdictions.declined("2026-02-03", actor)).refused(refusals_must_take())
            given = given.given(jurisdictions.received("2026-02-03", actor))

        assert said.the(OrganDesignated).by_organ == PREFECTURE
        assert (given.case.to_organ, given.case.handover) == (to_organ, None)
        assert duties(given) == {"acceptance": to_organ}
        place = given.case.jurisdiction
        head = cases.post(f"{to_organ}-head")
        given.when(jurisdictions.transferred("2026-02-05", A if to_organ == B else B, head)).refused(TRANSFERRED_BEFORE)
        assert place == jurisdictions.PLACES[to_organ]


def refusals_must_take() -> refusals.Refusal:
    """Why what was designated is not declined."""
    return next(each for each in refusals.declared_refusals() if each.code == "must_take")


class TestElevation:
    """提级: a higher organ takes it."""

    def test_the_clock_goes_on_and_is_the_higher_organs(self) -> None:
        """Nobody has to receive it."""
        raised = cases.FILED.when(jurisdictions.elevated("2026-01-27"))
        before = clocks.running(cases.FILED, "acceptance")
        after = clocks.running(raised.given, "acceptance")

        assert raised.kinds == ["case_elevated", "jurisdiction_changed", "duty_reassigned"]
        assert (after.due_on, after.opened.starts_on) == (before.due_on, before.opened.starts_on)
        assert raised.the(DutyReassigned).responsible == PREFECTURE
        assert raised.the(JurisdictionChanged).clock == "continues"

    def test_the_clocks_alarms_ring_for_the_new_organ(self) -> None:
        """The miss is the prefecture's."""
        missed = jurisdictions.RAISED.when(cases.rings("acceptance", "missed", "2026-02-11"))

        assert [event.kind for event in missed.events][:1] == ["deadline_missed"]
        assert missed.events[0].model_dump()["attributed_to"] == PREFECTURE

    def test_under_investigation_a_team_is_named_anew(self) -> None:
        """What was found stays, the members of the county's organs do not."""
        given = cases.ACCEPTED.given(cases.team_formed("2026-02-05"), jurisdictions.elevated("2026-02-06"))

        assert given.case.team == frozenset()
        assert [*given.case.open_steps] == ["investigation"]
        given.when(cases.heard(cases.ANN, "2026-02-09")).refused(NEEDS_TEAM)

    def test_on_request_the_organ_goes_on_meanwhile(self) -> None:
        """A superior that says no leaves the case where it is."""
        asked = cases.FILED.given(jurisdictions.referred("2026-01-26"))
        asked.when(cases.proposed_acceptance("2026-01-27")).then_kinds("joint_act_proposed")
        said_no = asked.given(jurisdictions.declined("2026-01-28"))

        assert duties(asked) == {"acceptance": A, DECISION_ON_JURISDICTION: PREFECTURE}
        assert duties(said_no) == {"acceptance": A}
        assert said_no.case.to_organ == A

    def test_the_unit_still_speaks_for_the_case(self) -> None:
        """The township's contact takes the application back, wherever it is handled."""
        jurisdictions.RAISED.when(disputes.withdrawn("2026-01-28")).then_kinds(
            "application_withdrawn", "duty_cancelled", "case_closed"
        )
        jurisdictions.SENT.when(disputes.withdrawn("2026-01-28")).then_kinds(
            "application_withdrawn", "duty_cancelled", "case_closed"
        )


def test_who_has_it_already_goes_on_under_its_law() -> None:
    """A nearer law published meanwhile is no reason to begin anew where nothing moves."""
    given = cases.FILED.given(jurisdictions.referred("2026-01-26", "designation"))
    nearer = {pack_sha256(pack): pack for pack in (cases.PACK, jurisdictions.local("demo-county-a", "law-of-a"))}
    given = given.knowing(replace(given.context, published=nearer))
    said = given.when(jurisdictions.designated("2026-01-28", A))

    assert said.the(JurisdictionChanged).pack == "nujiang"
    assert duties(said.given) == {"acceptance": A}


def test_papers_that_are_awaited_go_with_the_transfer() -> None:
    """The subject's time to complete them ends; the receiver may ask anew."""
    asked = jurisdictions.FILED.given(clocks.asked_for_papers("2026-01-26"))
    given = asked.given(jurisdictions.transferred("2026-01-27"), jurisdictions.received("2026-01-30"))

    assert duties(given) == {"acceptance": PREFECTURE}
    assert not given.case.supplemented


class TestLaw:
    """Which procedure a case gets by its place."""

    def test_the_nearest_holds(self) -> None:
        """A county's own before the prefecture's, that before what holds everywhere."""
        packs = (jurisdictions.PACK_A, jurisdictions.PACK_PREFECTURE, cases.PACK)
        found = {
            place: [pack.jurisdiction for pack in procedures_at(cases.ORGANS, packs, place, ())]
            for place in ("demo-county-a", "demo-county-b", "demo-island-e")
        }

        assert found == {
            "demo-county-a": ["demo-county-a"],
            "demo-county-b": ["demo-prefecture"],
            "demo-island-e": [None],
        }

    def test_another_law_begins_anew_under_it(self) -> None:
        """Also where a case is raised, whose clock would go on."""
        given = jurisdictions.filed_under(jurisdictions.PACK_PREFECTURE)
        raised = given.when(jurisdictions.elevated("2026-01-27"))
        event = raised.the(JurisdictionChanged)

        assert (event.clock, event.pack) == ("restarts", "prefecture-law")
        assert raised.given.case.pack_sha256 == pack_sha256(jurisdictions.PACK_PREFECTURE)
        assert raised.the(StepOpened).step == "acceptance"
        assert duties(raised.given) == {"acceptance": PREFECTURE}

    def test_what_it_rests_on_is_said_in_the_words_of_that_law(self) -> None:
        """A ground that the law there does not have is given anew."""
        given = jurisdictions.filed_under(jurisdictions.FEWER_GROUNDS)
        raised = given.when(jurisdictions.elevated("2026-01-27", restated=Restated(ground="s3")))

        assert raised.given.case.ground == "s3"
        assert given.case.ground == "s2"

    def test_a_nearer_law_bars_a_farther_one(self) -> None:
        """Whoever files in county A under the law of the prefecture is told which one holds."""
        context = jurisdictions.under(jurisdictions.PACK_PREFECTURE)
        context = replace(context, pack=jurisdictions.PACK_PREFECTURE)

        cases.NOTHING.knowing(context).when(cases.filed()).refused(refusals.NOT_LAW_HERE)


_ORGANS = (A, B, PREFECTURE)
_HEADS = (HEAD_A, HEAD_B, HEAD_PREFECTURE, HEAD_PROVINCE)
_DEEDS: dict[str, Callable[[Actor, str, str], Deed]] = {
    "transfer": lambda actor, organ, day: jurisdictions.transferred(day, organ, actor),
    "hand down": lambda actor, organ, day: jurisdictions.handed_down(day, organ, actor),
    "receive": lambda actor, _, day: jurisdictions.received(day, actor),
    "decline": lambda actor, _, day: jurisdictions.declined(day, actor),
    "refer": lambda actor, _, day: jurisdictions.referred(day, "designation", actor),
    "elevate": lambda actor, _, day: jurisdictions.elevated(day, actor),
    "designate": lambda actor, organ, day: jurisdictions.designated(day, organ, actor),
    "accept": lambda actor, _, day: replace(cases.proposed_acceptance(day), actor=actor),
    "sign": lambda _, __, day: cases.signs(cases.DISCIPLINE, day, "acceptance"),
    "team": lambda _, __, day: cases.team_formed(day),
}
_TURNS = st.lists(
    st.tuples(st.sampled_from(sorted(_DEEDS)), st.sampled_from(_HEADS), st.sampled_from(_ORGANS), st.integers(0, 4)),
    max_size=25,
)


def _holds(case: Case) -> None:
    """One competent organ, which takes cases where the case is; and whatever is owed is owed by somebody there is."""
    organ = cases.ORGANS.organ(case.to_organ)
    assert organ is not None
    assert organ.jurisdiction == case.jurisdiction
    asked = [d for d in case.open_duties.values() if d.opened.duty in (RECEIPT, DECISION_ON_JURISDICTION)]
    match case.handover:
        case AwaitingReceipt(to_organ=awaited) | AwaitingSuperior(organ=awaited):
            assert [duty.opened.responsible for duty in asked] == [awaited]
        case None:
            assert asked == []
    ended = case.handover is not None and case.handover.restarts
    for step in case.open_steps:
        terms = [duty for duty in case.open_duties.values() if duty.opened.step == step]
        has_term = cases.PACK.step(step).within is not None
        assert len(terms) == (1 if has_term and not ended else 0)
    for duty in case.open_duties.values():
        owes = cases.ORGANS.organ(duty.opened.responsible)
        assert duty.opened.responsible == SUBJECT or owes is not None
        if duty.opened.step is not None:
            assert owes is not None
            assert owes.jurisdiction == case.jurisdiction
    assert case.closed or case.open_duties


@generated(_TURNS, st.sampled_from(("demo-county-a", "demo-county-b", "demo-prefecture")))
def test_whatever_is_done_one_organ_has_it_and_nothing_is_lost(
    turns: list[tuple[str, Actor, str, int]], managed: str
) -> None:
    """Any sequence of such acts, sensible or not, by anybody."""
    given, day = cases.FILED.knowing(jurisdictions.managed_in(managed)), date(2026, 1, 21)
    for what, actor, organ, days in turns:
        day += timedelta(days=days)
        if what == "sign" and not given.case.proposals:
            continue
        outcome = given.when(_DEEDS[what](actor, organ, day.isoformat()))
        if outcome.refusal is None:
            given = outcome.given
            assert len(outcome.all(JurisdictionChanged)) <= 1
            _holds(given.case)
