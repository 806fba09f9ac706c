"""What a position is for (职责): the roles that people have, each the duty of a post, by which access is judged."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from domain.values import Bilingual


@dataclass(frozen=True, slots=True)
class Duty:
    """What a post is for.

    Attributes:
        says: What it does.
        handles: Whether whoever has it takes a hand in cases: acts in them, decides or votes.
        administers: Whether it administers the installation, as one of three that are kept apart (三员分立).
    """

    name: Bilingual
    says: Bilingual
    handles: bool = False
    administers: bool = False


APPLICANT = "applicant"
SUPERVISOR = "supervisor"
OPERATOR = "operator"
MEMBER = "member"
SYSTEM_ADMIN, SECURITY_ADMIN, AUDIT_ADMIN = "system_admin", "security_admin", "audit_admin"


def _duty(names: tuple[str, str], says: tuple[str, str], *, handles: bool = False, administers: bool = False) -> Duty:
    zh, en = names
    says_zh, says_en = says
    return Duty(Bilingual(zh=zh, en=en), Bilingual(zh=says_zh, en=says_en), handles, administers)


DUTIES: Mapping[str, Duty] = MappingProxyType(
    {
        APPLICANT: _duty(
            ("申请人", "Applicant"),
            (
                "查阅本人案件的进展和应办事项；补正、申辩、签收、申请复议",
                "follows their own case; completes papers, states a defence, confirms receipt, asks for reappraisal",
            ),
        ),
        "contact": _duty(
            ("单位联络员", "Unit contact"), ("为本单位及其人员提出申请、签收、整改", "acts for a unit and its people")
        ),
        "endorser": _duty(
            ("背书人", "Endorser"), ("代表单位党委（党组）背书", "endorses applications for a unit's committee")
        ),
        "officer": _duty(("经办人", "Handler"), ("办理案件", "handles cases"), handles=True),
        "head": _duty(
            ("负责人", "Head"),
            ("领导本机关，可以办理、会签、背书", "leads an organ; may handle, sign and endorse"),
            handles=True,
        ),
        "approver": _duty(
            ("审批人", "Approver"), ("为本机关会签、审定", "signs and approves for an organ"), handles=True
        ),
        "chair": _duty(
            ("主任委员", "Chair"),
            ("主持委员会，开启和结束表决", "presides over a committee and its rounds"),
            handles=True,
        ),
        "secretary": _duty(
            ("秘书", "Secretary"), ("组织委员会的会议和表决", "keeps a committee's meetings and rounds"), handles=True
        ),
        MEMBER: _duty(("委员", "Committee member"), ("在委员会中表决", "votes on a committee"), handles=True),
        "archivist": _duty(
            ("档案员", "Archivist"),
            ("查阅和补录办结的案件", "reads concluded cases, and enters them from paper"),
            handles=True,
        ),
        "hr": _duty(("人事查询岗", "Personnel reader"), ("查询结果运用，不看案件", "asks for results, reads no case")),
        SUPERVISOR: _duty(
            ("监督人员", "Supervisor"), ("查阅、监督，不办理案件", "reads and supervises; handles no case")
        ),
        OPERATOR: _duty(
            ("运维人员", "Operator"), ("保持系统运行，装入日历和程序", "keeps the installation and its law")
        ),
        SYSTEM_ADMIN: _duty(
            ("系统管理员", "System administrator"),
            (
                "登记机关、职务和人员，提出名录的新版本",
                "enters organs, posts and people; proposes versions of the register",
            ),
            administers=True,
        ),
        SECURITY_ADMIN: _duty(
            ("安全管理员", "Security administrator"),
            ("任免、授权，批准名录的新版本", "appoints, delegates, and approves versions of the register"),
            administers=True,
        ),
        AUDIT_ADMIN: _duty(
            ("审计管理员", "Audit administrator"),
            ("查阅名录的变动和查询记录", "reads what was changed and who read what"),
            administers=True,
        ),
    }
)
"""Every duty there is, by its id in `organs.yaml`."""
KEEPERS = frozenset({"secretary", "head", "chair"})
"""Who opens and closes the rounds of a committee."""
APPROVERS = KEEPERS | {"approver"}
"""Who approves for an organ what another of it wrote."""
ENDORSERS = frozenset({"head", "endorser"})
"""Whose signature endorses an application for a unit's committee."""
ADMINISTRATORS = frozenset(id_ for id_, duty in DUTIES.items() if duty.administers)
HANDLERS = frozenset(id_ for id_, duty in DUTIES.items() if duty.handles)
