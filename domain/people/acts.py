"""The acts that change the register of people (任免、授权、离岗), as they are asked for; `changing` does them."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.values import Bilingual, Code, Day, Flag, Frozen, Name


class RegisterAct(Frozen):
    """What all acts on the register share.

    Attributes:
        called: What the act is called on pages.
        gives, uses: The fields with the id of something new, and of what there must be, each with what it is of.
        own: The field with whoever may do it for themselves; None: it is for administrators alone.
    """

    called: ClassVar[Bilingual]
    gives: ClassVar[Mapping[str, str]] = {}
    uses: ClassVar[Mapping[str, str]] = {}
    own: ClassVar[str | None] = None


class EnterPerson(RegisterAct):
    """登记人员: somebody new; `namesake` says outright that it is another than those known by that name."""

    called: ClassVar = Bilingual(zh="登记人员", en="Enter a person")
    gives: ClassVar = {"person": "person"}
    kind: Literal["enter_person"] = "enter_person"
    person: Code | None = Field(default=None, description="the id; without one the next of p001, p002, … is given")
    name: Name
    namesake: Flag = False


class EnterOrgan(RegisterAct):
    """登记机关: an organ or unit."""

    called: ClassVar = Bilingual(zh="登记机关", en="Enter an organ")
    gives: ClassVar = {"organ": "organ"}
    uses: ClassVar = {"jurisdiction": "jurisdiction", "superior": "organ"}
    kind: Literal["enter_organ"] = "enter_organ"
    organ: Code
    role: Code
    zh: Name
    en: Name
    jurisdiction: Code
    superior: Code | None = None


class MoveOrgan(RegisterAct):
    """调整隶属: another organ is above it from now on."""

    called: ClassVar = Bilingual(zh="调整机关隶属", en="Put an organ under another")
    uses: ClassVar = {"organ": "organ", "superior": "organ"}
    kind: Literal["move_organ"] = "move_organ"
    organ: Code
    superior: Code | None


class EnterDepartment(RegisterAct):
    """登记内设机构: a part of an organ."""

    called: ClassVar = Bilingual(zh="登记内设机构", en="Enter a department")
    gives: ClassVar = {"department": "department"}
    uses: ClassVar = {"organ": "organ", "superior": "department"}
    kind: Literal["enter_department"] = "enter_department"
    department: Code
    organ: Code
    zh: Name
    en: Name
    superior: Code | None = None


class EnterPosition(RegisterAct):
    """设置职务: a post in an organ, and what it is for."""

    called: ClassVar = Bilingual(zh="设置职务", en="Enter a post")
    gives: ClassVar = {"position": "position"}
    uses: ClassVar = {"organ": "organ", "department": "department"}
    kind: Literal["enter_position"] = "enter_position"
    position: Code
    organ: Code
    zh: Name
    en: Name
    duty: Code
    department: Code | None = None
    several: Flag = False


class Appoint(RegisterAct):
    """任职: a person holds a post from a day on; of a member's post the seat, or that of an alternate of a member."""

    called: ClassVar = Bilingual(zh="任职", en="Appoint")
    uses: ClassVar = {"person": "person", "position": "position", "alternate_for": "position"}
    kind: Literal["appoint"] = "appoint"
    person: Code
    position: Code
    since: Day
    until: Day | None = None
    alternate_for: Code | None = Field(default=None, description="the post of the member they stand in for")
    basis: Name | None = Field(default=None, description="文号")


class EndAppointment(RegisterAct):
    """免职: the last day on which a person holds a post; whoever succeeds holds it from the day after."""

    called: ClassVar = Bilingual(zh="免职", en="End an appointment")
    uses: ClassVar = {"person": "person", "position": "position", "successor": "person"}
    kind: Literal["end_appointment"] = "end_appointment"
    person: Code
    position: Code
    last_day: Day
    successor: Code | None = None
    leave_open: Flag = Field(default=False, description="what is open in the person's name is left to the organ")
    basis: Name | None = None


class Delegate(RegisterAct):
    """授权: whoever holds a post lets another act in it, in a time that has an end."""

    called: ClassVar = Bilingual(zh="授权", en="Delegate")
    uses: ClassVar = {"position": "position", "delegator": "person", "delegate": "person"}
    own: ClassVar = "delegator"
    kind: Literal["delegate"] = "delegate"
    position: Code
    delegator: Code
    delegate: Code
    since: Day
    until: Day
    onward: Flag = False
    basis: Name | None = None


class Revoke(RegisterAct):
    """撤销授权: the last day of a delegation; before its first day, it never was."""

    called: ClassVar = Bilingual(zh="撤销授权", en="Revoke a delegation")
    uses: ClassVar = {"position": "position", "delegator": "person", "delegate": "person"}
    own: ClassVar = "delegator"
    kind: Literal["revoke"] = "revoke"
    position: Code
    delegator: Code
    delegate: Code
    last_day: Day


class TakeLeave(RegisterAct):
    """离岗: a person acts in no post for a time; seats go to their alternates."""

    called: ClassVar = Bilingual(zh="离岗", en="Take leave")
    uses: ClassVar = {"person": "person"}
    own: ClassVar = "person"
    kind: Literal["take_leave"] = "take_leave"
    person: Code
    since: Day
    until: Day | None = None


class EndLeave(RegisterAct):
    """返岗: the last day of a leave; before its first day, it never was."""

    called: ClassVar = Bilingual(zh="返岗", en="Return from leave")
    uses: ClassVar = {"person": "person"}
    kind: Literal["end_leave"] = "end_leave"
    person: Code
    last_day: Day


AnyRegisterAct = Annotated[
    EnterPerson
    | EnterOrgan
    | MoveOrgan
    | EnterDepartment
    | EnterPosition
    | Appoint
    | EndAppointment
    | Delegate
    | Revoke
    | TakeLeave
    | EndLeave,
    Field(discriminator="kind"),
]
