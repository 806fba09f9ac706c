"""Access follows the bodies of a pack: an organ of a role that no rule names does what its steps give it."""

from collections.abc import Iterator, Mapping

import pytest

from api.auth.policy import Action, CommandName, Resource, allowed
from api.identity.personas import Persona
from domain.organs import Jurisdiction, Organ, Organs
from domain.pack.pack import Pack
from domain.pack.playing import GENERAL_ROLES, Part, access_role, parts_in
from domain.values import Bilingual
from policies.packs.loader import bundled_packs

PACKS = tuple(bundled_packs())
_NAME = Bilingual(zh="名称", en="name")
_STEPS: Mapping[Part, tuple[str, tuple[Action, ...]]] = {
    Part.HANDLES: (
        "officer",
        (
            CommandName("decide_acceptance"),
            CommandName("propose_determination"),
            CommandName("sign_off"),
            CommandName("record_findings"),
            "read_words",
        ),
    ),
    Part.VOTES: ("secretary", (CommandName("open_round"), CommandName("close_round"), "read_ballots")),
    Part.TAKES_PART: ("officer", (CommandName("record_findings"), CommandName("complete_duty"), "read_case")),
}
"""What posts of an organ with such a part must be able to do."""


def played() -> Iterator[tuple[str, Pack, Part]]:
    """Every role of the bundled packs that has a part in one, and that no rule of access names."""
    for pack in PACKS:
        for role, part in parts_in([pack]).items():
            if role not in GENERAL_ROLES:
                yield role, pack, part


@pytest.mark.parametrize(("role", "pack", "part"), list(played()), ids=lambda each: getattr(each, "pack", str(each)))
def test_a_role_only_a_pack_knows_does_what_its_steps_give_it(role: str, pack: Pack, part: Part) -> None:
    """No rule names it, and no organ says what it is like."""
    organ = Organ(id="ours", role=role, name=_NAME, jurisdiction="here")
    organs = Organs(
        name="ours",
        jurisdictions=(Jurisdiction(id="here", name=_NAME),),
        organs=(organ,),
        positions=(),
        people=(),
        holdings=(),
    )
    duty, acts = _STEPS[part]
    who = Persona(
        person="p1", position="post", organ="ours", name_zh="某人", title_zh="某职务", duty=duty,
        role=access_role(organ, parts_in([pack])), jurisdiction="here",
    )  # fmt: skip
    case = Resource("here", parts=frozenset({"ours"}), works=frozenset({"ours"}))

    assert [action for action in acts if not allowed(who, action, case, organs).allow] == []
    assert not allowed(who, "read_case", Resource("elsewhere"), organs).allow
