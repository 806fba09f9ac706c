"""What the table of access is asked about: one of each object in four places, and everybody who may ask.

`own` is of the enforcement bureau of county A, before the committee of which it is; `other` of another unit of the same
county; `elsewhere` of county B; `none` does not exist. To the own meeting are invited three of other organs, and two
who must recuse from its case: who filed it, and who signed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, get_args
from uuid import uuid4

from domain.terms.deadlines import SHANGHAI
from tests.api.client import ApiClient, Body, CaseAtHand, FilingAtHand, MeetingAtHand, RecordAtHand
from tests.api.positions import (
    CONTACT,
    ENDORSER,
    FINANCE,
    HR,
    MEMBERS,
    ORGANISATION,
    OTHER_CONTACT,
    OTHER_COUNTY,
)
from tests.workflows.filings import PACK_NAME as WITH_FILINGS

Place = Literal["own", "other", "elsewhere", "none"]
PLACES: tuple[Place, ...] = get_args(Place)
WITH_RECORDS = "with-records"

NAME = "欧阳远"
"""Of two subjects that are not the same person."""
NOBODY, STRANGER = "nobody", "unknown-token"
ROLES = (
    "county-a-enforcement-contact",
    "county-a-enforcement-party-head",
    "county-a-enforcement-applicant",
    "county-a-qingshi-contact",
    "county-a-organization-officer-1",
    "county-a-organization-head",
    "county-a-organization-hr",
    "county-a-discipline-officer-1",
    "county-a-discipline-head",
    "county-a-discipline-supervisor",
    "county-a-committee-secretary",
    "county-a-committee-head",
    "county-a-committee-member-2",
    "county-a-finance-officer-1",
    "county-a-audit-officer-1",
    "county-b-shuanghe-contact",
    "county-b-organization-officer-1",
    "county-b-organization-hr",
    "county-b-discipline-supervisor",
    "county-b-committee-member-2",
    "county-b-finance-officer-1",
    "prefecture-development-contact",
    "prefecture-organization-officer-1",
    "prefecture-organization-hr",
    "prefecture-discipline-supervisor",
    "prefecture-committee-member-2",
    "prefecture-finance-officer-1",
    "prefecture-audit-officer-1",
    "prefecture-operations-operator",
    "prefecture-operations-system-admin",
    "prefecture-operations-security-admin",
    "prefecture-operations-audit-admin",
    "province-organization-officer-1",
    NOBODY,
    STRANGER,
)
"""Every kind of post there is in county A, those of county B and of the prefecture, one of the province; and two who
are nobody."""


@dataclass(frozen=True, slots=True)
class Thing:
    """The ids of what lies in one place, by the names that paths have for them."""

    ids: Mapping[str, str]
    organ: str


@dataclass(frozen=True, slots=True)
class _Where:
    """Who files in a place, who signs, and who handles it."""

    contact: str
    signatory: str
    county: str
    handler: str
    invited: tuple[str, ...] = ()


_WHERE: Mapping[Place, _Where] = {
    "own": _Where(CONTACT, ENDORSER, "county-a", ORGANISATION, invited=(FINANCE, HR, OTHER_CONTACT, CONTACT, ENDORSER)),
    "other": _Where(OTHER_CONTACT, "county-a-qingshi-party-head", "county-a", ORGANISATION),
    "elsewhere": _Where("county-b-shuanghe-contact", "county-b-shuanghe-party-head", "county-b", OTHER_COUNTY),
}


async def things(api: ApiClient) -> dict[Place, Thing]:
    """One of each in every place, shown by every read model; the own case is being voted on."""
    made = {place: await _made(api, where) for place, where in _WHERE.items()}
    nowhere = {name: str(uuid4()) for name in made["own"].ids}
    return {**made, "none": Thing(nowhere, "no-such-organ")}


async def _made(api: ApiClient, where: _Where) -> Thing:
    subject, command = await _subject(api, where), uuid4()
    case = await CaseAtHand.begun(api, where.contact, _application(api, where, subject), key=command)
    if where.contact == CONTACT:
        await _bring_to_vote(case)
    filing = await FilingAtHand.begun(api, where.contact, _filing(api, where))
    record = await RecordAtHand.begun(api, where.contact, _record(where))
    secretary = f"{where.county}-committee-secretary"
    meeting = await MeetingAtHand.begun(api, secretary, _meeting(api, where, case))
    await meeting.read(secretary)
    page = (await case.get("province-organization-officer-1")).json()
    for at_hand in (filing, record):
        await at_hand.read(where.contact)
    ids = {
        "case_id": str(case.id),
        "duty_id": page["duties"][0]["duty_id"],
        "matter_id": page["matter_id"],
        "filing_id": str(filing.id),
        "record_id": str(record.id),
        "meeting_id": str(meeting.id),
        "subject_id": subject,
        "id": str(command),
    }
    return Thing(ids, api.installed.actor(where.contact).organ)


def _meeting(api: ApiClient, where: _Where, case: CaseAtHand) -> Body:
    """A meeting of the committee of the place on the case, not held yet; who is invited of the own is told above."""
    return {
        "pack": "nujiang",
        "organ": f"{where.county}-committee",
        "title": "常委会会议",
        "planned_on": datetime.now(UTC).astimezone(SHANGHAI).date().isoformat(),
        "place": "会议室",
        "invited": [api.installed.actor(each).person for each in where.invited],
        "agenda": [{"case": str(case.id), "step": "approval"}],
    }


async def _bring_to_vote(case: CaseAtHand) -> None:
    """Bring a case before its committee; one of its members steps aside, another has voted."""
    await case.accept()
    await case.investigate()
    await case.determine()
    round_ = await case.open_round()
    await case.act(MEMBERS[6], "recusals", {"round": round_, "reasons": "系当事人近亲属。"})
    await case.act(MEMBERS[5], "ballots", {"round": round_, "choice": "agree"})


async def _subject(api: ApiClient, where: _Where) -> str:
    """A person of the unit; of the own one, the unit itself, about which the own case is."""
    if where.contact == CONTACT:
        return str(api.installed.subject)
    organ = api.installed.organs.organ(api.installed.actor(where.contact).organ)
    unit = organ.name.zh if organ else None
    return str(await api.register(where.handler, NAME, jurisdiction=f"demo-{where.county}", unit_name=unit))


def _application(api: ApiClient, where: _Where, subject: str) -> Body:
    endorsement = api.application()["endorsement"]
    signed = {**endorsement, "signatory": where.signatory} if isinstance(endorsement, dict) else endorsement
    about: Body = {"applicant": subject, "subjects": [subject], "endorsement": signed}
    return api.application(to_organ=f"{where.county}-organization", **about)


def _filing(api: ApiClient, where: _Where) -> Body:
    return {
        "pack": WITH_FILINGS,
        "to_organ": f"{where.county}-discipline",
        "title": "先行拆除违建",
        "work": "先拆后签。",
        "planned_start": (datetime.now(UTC).date() + timedelta(days=30)).isoformat(),
        "risks": ["住户可能反悔"],
        "dossier": [api.documents],
    }


def _record(where: _Where) -> Body:
    return {
        "pack": WITH_RECORDS,
        "record": "pre_check",
        "keeper": f"{where.county}-committee",
        "title": "码头岸线调整",
        "statement": "拟提交集体研究",
    }
