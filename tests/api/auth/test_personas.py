"""Personas: whose access somebody has in a position."""

from datetime import date

from api.identity.personas import Offices
from domain.organs import Organs
from domain.pack.playing import parts_in
from policies.packs.loader import bundled_packs

TODAY = date(2026, 11, 22)


def test_an_organ_of_a_role_that_only_its_pack_knows_has_the_access_of_its_part(organs: Organs) -> None:
    """Without a word of the register: what the procedures let its role do says whose access it has."""
    silent = organs.model_copy(
        update={"organs": tuple(each.model_copy(update={"like": None}) for each in organs.organs)}
    )
    roles = {each.organ: each.role for each in Offices(silent, TODAY, parts_in(bundled_packs())).everyone()}
    bare = {each.organ: each.role for each in Offices(silent, TODAY).everyone()}

    assert {organ: roles[organ] for organ in ("capital-f-sasac", "capital-f-review", "island-e-coordination")} == {
        "capital-f-sasac": "organization",
        "capital-f-review": "committee",
        "island-e-coordination": "related",
    }
    assert bare["capital-f-sasac"] == "sasac", "no rule knows it"
    assert {organ for organ in bare if roles[organ] != bare[organ]} == {
        organ.id for organ in organs.organs if organ.like and organ.id in bare
    }
