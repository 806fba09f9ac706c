"""What the procedures let the organs of their roles do, and which roles nobody plays."""

import pytest

from api.auth.policy import RULES
from domain.organs import Organ, Organs
from domain.pack.playing import GENERAL_ROLES, Part, Unplayed, access_role, parts_in, parts_played, unplayed
from policies.packs.loader import bundled_pack, bundled_packs
from policies.scenario_language.place import place_of
from tests.domain.people.registers import named

PACKS = tuple(bundled_packs())
PARTS = parts_in(PACKS)


def organ(role: str, like: str | None = None) -> Organ:
    """An organ of a role."""
    return Organ(id="x", role=role, name=named("机关"), jurisdiction="county", like=like)


@pytest.mark.parametrize(
    ("role", "part", "access"),
    [
        ("accountability", Part.HANDLES, "organization"),
        ("council", Part.VOTES, "committee"),
        ("coordination_group", Part.TAKES_PART, "related"),
        ("sasac", Part.HANDLES, "organization"),
        ("review_committee", Part.VOTES, "committee"),
        ("joint_conference", Part.TAKES_PART, "related"),
        ("tea_house", None, "tea_house"),
    ],
)
def test_an_organ_has_the_access_of_its_part_in_the_procedures(role: str, part: Part | None, access: str) -> None:
    """A role that no rule knows needs neither code nor a word in the register."""
    assert PARTS.get(role) is part
    assert access_role(organ(role), PARTS) == access


def test_what_the_register_or_the_rules_say_goes_before() -> None:
    """A role that the rules name is judged by its own name, and `like` before all."""
    assert {role for rule in RULES for role in rule.roles} == GENERAL_ROLES
    assert access_role(organ("discipline"), PARTS) == "discipline"
    assert access_role(organ("sasac", like="discipline"), PARTS) == "discipline"


def test_a_new_role_of_a_pack_follows_its_body() -> None:
    """Given a pack in which an audit office decides, then it may what a handling organ may."""
    content = bundled_pack("nanjing-sasac").model_dump_json(by_alias=True).replace("sasac", "audit_office")
    pack = type(PACKS[0]).model_validate_json(content)

    assert access_role(organ("audit_office"), parts_in((*PACKS, pack))) == "organization"
    assert Part.HANDLES in parts_played(pack)["audit_office"]


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.pack)
def test_in_its_own_scenarios_every_role_is_played(pack: object) -> None:
    """The place of a pack's scenarios has an organ of every role."""
    assert isinstance(pack, type(PACKS[0]))
    place = place_of(pack, festivals=False)
    here = [each for each in unplayed(pack, place.organs) if each.jurisdiction == place.organs.organs[0].jurisdiction]

    assert here == []


def test_roles_that_nobody_plays_are_told_by_place() -> None:
    """Of each place whose organ takes cases in; where none does, of all places."""
    pack = bundled_pack("nujiang")
    nobody = place_of(pack, festivals=False).organs
    only = nobody.model_copy(
        update={"organs": tuple(each for each in nobody.organs if each.role == "organization")[:1]}
    )
    none = nobody.model_copy(update={"organs": ()})

    assert {each.role for each in unplayed(pack, only)} == {"discipline", "committee", "related"}
    assert {each.jurisdiction for each in unplayed(pack, only)} == {only.organs[0].jurisdiction}
    assert Unplayed("organization", None) in unplayed(pack, none)
    assert isinstance(only, Organs)
