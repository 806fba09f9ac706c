"""Whose access an organ has: that of its own role, or what the procedures let its role do."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from api.auth.policy import RULES
from domain.organs import Organ
from domain.pack.pack import Pack
from domain.pack.playing import Part, part_of

KNOWN = frozenset(role for rule in RULES for role in rule.roles)
"""The roles that the rules name."""
_LIKE: Mapping[Part, str] = MappingProxyType(
    {Part.VOTES: "committee", Part.HANDLES: "organization", Part.TAKES_PART: "related"}
)
"""Whose access an organ has by its part in a procedure; what it may do in a case, the procedure says there."""


def access_role(organ: Organ, packs: Iterable[Pack]) -> str:
    """The role by which the rules judge an organ, as long as these are the procedures that hold.

    What the register says (`like`); else its own role, where the rules name it; else by the part that its role has in
    the procedures. An organ of a role that nothing knows has no access.
    """
    if organ.like or organ.role in KNOWN:
        return organ.like or organ.role
    part = part_of(organ.role, packs)
    return _LIKE[part] if part else organ.role
