"""What nobody may do whatever else permits it: in one's own matter, after a recusal, in offices kept apart."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.auth.explanation import explain
from api.auth.policy import (
    ACTIONS,
    COMMAND_NAMES,
    FORBIDS,
    INSIDE,
    Action,
    CommandName,
    Resource,
    allowed,
    forbidden_as,
)
from api.identity.personas import Offices, Persona
from domain.catalogue import COMMANDS, REFUSALS
from domain.messages import Command, kind_of
from domain.organs import UNITS, Organs
from tests.api.auth.worlds import personas, worlds
from tests.api.signed_in import in_office

OFFICER, SUPERVISOR, OPERATOR = (
    "county-a-organization-officer-1", "county-a-discipline-supervisor", "prefecture-operations-operator",
)  # fmt: skip
CASE = Resource(
    "demo-county-a",
    ("county-a-enforcement",),
    parts=frozenset({"county-a-organization", "county-a-committee"}),
    works=frozenset({"county-a-organization", "county-a-committee"}),
)


@pytest.fixture(scope="module")
def everybody(organs: Organs) -> dict[str, Persona]:
    """Everybody by their post."""
    return in_office(organs, date(2026, 11, 22))


def test_in_ones_own_matter_the_rule_that_forbids_wins(everybody: dict[str, Persona], organs: Organs) -> None:
    """An officer who may handle the case and read its words may do neither as soon as it is their own."""
    who = everybody[OFFICER]
    own = replace(CASE, parties=frozenset({who.person}))
    act = CommandName("decide_acceptance")

    assert allowed(who, act, CASE, organs).allow
    assert allowed(who, "read_words", CASE, organs).allow
    for action in (act, "read_words", "read_ballots", "read_matters", "read_meeting_notices"):
        decision = allowed(who, action, own, organs)
        assert (decision.allow, decision.rules) == (False, ("own-matter",))
        assert decision.forbidden is not None
    assert allowed(who, "read_case", own, organs).allow


def test_a_unit_goes_on_in_its_own_matter(everybody: dict[str, Persona], organs: Organs) -> None:
    """What is done for the applicant's side is theirs to do; the same at an organ's counter is handling."""
    act = CommandName("submit_supplement")
    for post, may in (("county-a-enforcement-contact", True), (OFFICER, False)):
        who = everybody[post]
        assert allowed(who, act, replace(CASE, parties=frozenset({who.person})), organs).allow is may


@pytest.mark.parametrize("command", [each for each in COMMANDS if each.endpoint], ids=kind_of)
def test_a_conflict_is_judged_as_the_act_judges_it(
    everybody: dict[str, Persona], organs: Organs, command: type[Command]
) -> None:
    """Of every act: the rule of access forbids it to a party where the capacity of the act does (domain/act.py)."""
    for post in (OFFICER, "county-a-enforcement-contact", "county-a-committee-head"):
        who = everybody[post]
        decision = allowed(who, CommandName(kind_of(command)), replace(CASE, parties=frozenset({who.person})), organs)
        barred = command.capacity.bars_party(for_unit=who.role in UNITS)
        assert (decision.rules == ("own-matter",)) is barred


def test_who_is_recused_neither_votes_nor_keeps_the_round(everybody: dict[str, Persona], organs: Organs) -> None:
    """Nor sits by when another organ meets on it; until it is lifted, by somebody else; everything else goes on."""
    who = everybody["county-a-committee-head"]
    recused = replace(CASE, recused=frozenset({who.person}))

    forbidden = {action for action in ACTIONS if allowed(who, action, recused, organs).rules == ("recused",)}

    assert forbidden == {"open_round", "cast_ballot", "close_round", "lift_recusal", "read_meeting_notices"}
    assert allowed(who, CommandName("cast_ballot"), CASE, organs).allow


@given(worlds(), st.data())
def test_supervisors_and_administrators_handle_nothing(organs: Organs, data: st.DataObject) -> None:
    """In no world, whatever their organ: three administrators, operators and supervisors handle nothing.

    The last two urge others.
    """
    apart = {"supervisor", "operator", "system_admin", "security_admin", "audit_admin"}
    for each in personas(organs):
        who = each.model_copy(update={"duty": data.draw(st.sampled_from(sorted(apart)))})
        urges = {CommandName("urge_duty")} if who.duty in {"supervisor", "operator"} else set()
        assert {action for action in COMMAND_NAMES if allowed(who, action).allow} <= urges
        if who.duty != "supervisor":
            assert [action for action in sorted(INSIDE) if allowed(who, action).allow] == []


def test_what_forbids_has_words_and_refusals_there_are() -> None:
    """Each says why, in both languages; what the rules of a stream refuse as well is called as they call it."""
    assert len({rule.id for rule in FORBIDS}) == len(FORBIDS)
    assert {rule.refusal for rule in FORBIDS if rule.refusal} <= {refusal.code for refusal in REFUSALS}
    assert forbidden_as("conflict_of_interest", CommandName("decide_acceptance")) == ("own-matter",)
    assert forbidden_as("stale", CommandName("decide_acceptance")) == ()


@given(worlds(), st.data())
def test_an_explanation_is_the_decision(organs: Organs, data: st.DataObject) -> None:
    """Whatever is asked: it allows what the policy allows, by the rule that decided, and names who may."""
    who = data.draw(st.sampled_from(personas(organs)))
    action: Action = data.draw(st.sampled_from(sorted(ACTIONS)))
    ids = [organ.id for organ in organs.organs]
    resource = Resource(
        data.draw(st.sampled_from([place.id for place in organs.jurisdictions])),
        tuple(data.draw(st.sets(st.sampled_from(ids), max_size=2))),
        parts=frozenset(data.draw(st.sets(st.sampled_from(ids), max_size=2))),
        works=frozenset(data.draw(st.sets(st.sampled_from(ids), max_size=2))),
        public=data.draw(st.booleans()),
        parties=frozenset(data.draw(st.sets(st.just(who.person)))),
        recused=frozenset(data.draw(st.sets(st.just(who.person)))),
        invited=frozenset(data.draw(st.sets(st.just(who.person)))),
    )

    decision = allowed(who, action, resource, organs)
    found = explain(who, action, resource, Offices(organs, date(2026, 3, 2)))
    fitting = [rule for rule in found.tried if rule.fits]

    assert found.allow is decision.allow
    assert found.rules == (decision.rules if fitting else ())
    if decision.allow:
        assert fitting[0].effect == "permit"
    for post in found.who_may:
        persona = next(each for each in personas(organs) if each.position == post.position)
        assert allowed(persona, action, resource, organs).allow
