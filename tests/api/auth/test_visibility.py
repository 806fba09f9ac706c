"""What a unit sees of a case and may do in it: judged by how the case was opened, as its lists are."""

from dataclasses import replace
from datetime import date

import pytest

from api.auth.policy import CommandName, allowed, speakers
from api.auth.visibility import Opening, case_resource
from api.streams.beginning import Beginning
from deploy.demo.sample_cases import sample_organs
from domain.case.events import CaseOpened
from domain.case.lifecycle import EndorsementFact
from projections.cases.parties import PartyEvent
from projections.cases.procedure import concerned
from tests.api.signed_in import in_office
from tests.projections.stories import Story

ORGANS = sample_organs()
PERSONAS = in_office(ORGANS, date(2026, 11, 22))
OWN = {"county-a-qingshi-contact", "county-a-qingshi-party-head"}
OTHER = "county-a-baiyan-contact"
UNITS = (*OWN, OTHER, "county-b-shuanghe-contact")
ACT = CommandName("submit_supplement")


def opening(filed_by: str, signatory: str | None) -> Opening:
    """A case of county A, filed by an organ and signed by a position."""
    story = Story()
    story.opened()
    opened = story.told[0]
    assert isinstance(opened, CaseOpened)
    endorsement = EndorsementFact(kind="signed" if signatory else "refused", signatory=signatory)
    return Beginning(
        opened.model_copy(update={"jurisdiction": "demo-county-a", "endorsement": endorsement}), filed_by, title=None
    )


@pytest.mark.parametrize(
    ("filed_by", "signatory", "reads", "acts"),
    [
        pytest.param("county-a-qingshi", None, OWN, OWN, id="filed by the unit"),
        pytest.param(
            "county-a-organization",
            "county-a-qingshi-party-head",
            OWN,
            OWN,
            id="at the counter, with the signature of the own committee",
        ),
        pytest.param(
            "county-a-organization",
            "county-a-committee-head",
            set(),
            set(),
            id="at the counter, signed by the committee above",
        ),
        pytest.param("county-a-organization", None, set(), set(), id="at the counter, unsigned"),
    ],
)
def test_a_unit_sees_what_concerns_it_and_acts_in_nothing_else(
    filed_by: str, signatory: str | None, reads: set[str], acts: set[str]
) -> None:
    """A case that names no unit is read by none, and none acts in it. Lists say the same."""
    case = opening(filed_by, signatory)
    resource = case_resource(case)
    named = set(concerned(case.event, case.filed_by))

    assert {unit for unit in UNITS if allowed(PERSONAS[unit], "read_case", resource, ORGANS).allow} == reads
    assert {unit for unit in UNITS if allowed(PERSONAS[unit], ACT, resource, ORGANS).allow} == acts
    assert {unit for unit in UNITS if named & set(speakers(ORGANS, PERSONAS[unit].organ))} == reads


def test_a_unit_named_at_the_counter_sees_its_case() -> None:
    """Where an organ enters a case, it says whose it is; that unit reads it and acts in it, and no other."""
    case = opening("county-a-organization", None)
    named = replace(case, event=case.event.model_copy(update={"unit": "county-a-qingshi"}))

    assert {unit for unit in UNITS if allowed(PERSONAS[unit], ACT, case_resource(named), ORGANS).allow} == OWN


def test_who_takes_part_is_told_by_what_happened() -> None:
    """The column of the page and the judgement of one case name the same organs."""
    story = Story()
    story.determined(story.investigated(story.accepted(story.opened())))
    story.round_opened()
    events = [event for event in story.told if isinstance(event, PartyEvent)]
    resource = case_resource(opening("county-a-organization", None), events)

    assert resource.parts == resource.works == {"nj-organization", "nj-discipline", "nj-committee"}


def test_a_committee_above_speaks_for_no_unit() -> None:
    """Where a unit has no committee of its own, what the county's signs concerns the county's units no more for it."""
    under = {"superior": "county-a-committee"}
    changed = (each.model_copy(update=under) if each.id == "county-a-baiyan" else each for each in ORGANS.organs)
    names = speakers(ORGANS.model_copy(update={"organs": tuple(changed)}), "county-a-baiyan")

    assert set(names) == {"county-a-baiyan", "position:county-a-baiyan-contact"}
