"""Personas: whose access somebody has in a position."""

from datetime import date

from api.identity.personas import Offices
from domain.organs import Organs
from domain.pack.playing import parts_in
from policies.packs.loader import bundled_packs

TODAY = date(2026, 11, 22)


def test_an_organ_of_a_role_that_only_its_pack_knows_has_the_access_of_its_part(organs: Organs) -> None:
    """Without a word of the register: what the procedures let its role do says whose access it has."""
    roles = {each.organ: each.role for each in Offices(organs, TODAY, parts_in(bundled_packs())).everyone()}
    bare = {each.organ: each.role for each in Offices(organs, TODAY).everyone()}

    assert all(organ.like is None for organ in organs.organs), "the sample says of no organ whose access it has"
    assert bare["capital-f-sasac"] == "sasac", "no rule knows it"
    assert {organ: role for organ, role in roles.items() if role != bare[organ]} == {
        "district-d-accountability": "organization",
        "district-d-council": "committee",
        "island-e-coordination": "related",
        "capital-f-sasac": "organization",
        "capital-f-review": "committee",
        "capital-f-joint": "related",
    }
