"""Acts on the register through the API: who may, what they make, each once, and clear refusals with nothing lost."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import httpx2
import pytest
from pydantic import JsonValue

from api.installed import Installed
from tests.api.client import ApiClient, problem_of
from tests.api.positions import ORGANISATION, SUPERVISOR

ACTS = "/v1/organs/acts"
SYSTEM = "prefecture-operations-system-admin"
SECURITY = "prefecture-operations-security-admin"
AUDIT = "prefecture-operations-audit-admin"
HEAD = "county-a-organization-head"
TODAY = datetime.now(UTC).date()
LATER = TODAY + timedelta(days=10)

Body = Mapping[str, JsonValue]


def act(kind: str, **fields: JsonValue) -> dict[str, JsonValue]:
    """The body of an act; days as dates are written out."""
    return {"kind": kind, **fields}


def delegating(position: str, delegator: str, delegate: str, until: date = LATER) -> dict[str, JsonValue]:
    """The body of a delegation from today on."""
    days: dict[str, JsonValue] = {"since": TODAY.isoformat(), "until": until.isoformat()}
    return act("delegate", position=position, delegator=delegator, delegate=delegate, **days)


async def done(api: ApiClient, position: str, body: Body) -> int:
    """Do an act that must succeed; the version that it made."""
    answer = await api.act(position, ACTS, body)
    assert answer.status_code == 201, answer.text
    return int(answer.json()["version"])


async def test_each_act_makes_the_next_version_and_is_on_record(api_alone: ApiClient) -> None:
    """Given a new person, when they are entered and appointed, then two versions and two acts say so."""
    before, _ = await Installed(api_alone.context.pool).organs_now()
    first = await done(api_alone, SYSTEM, act("enter_person", name="新来的人"))
    _, organs = await Installed(api_alone.context.pool).organs_now()
    person = organs.people[-1].id
    post = act(
        "enter_position", position="county-a-organization-archivist", organ="county-a-organization", duty="archivist"
    )
    second = await done(api_alone, SYSTEM, {**post, "zh": "档案员", "en": "Archivist"})
    third = await done(
        api_alone,
        SECURITY,
        act("appoint", person=person, position="county-a-organization-archivist", since=TODAY.isoformat()),
    )
    listed = (await api_alone.read(AUDIT, f"{ACTS}?limit=3"))["items"]
    history = await api_alone.read(AUDIT, f"/v1/people/{person}")

    assert (first, second, third) == (before + 1, before + 2, before + 3)
    assert [(each["version"], each["act"]["kind"]) for each in listed] == [
        (third, "appoint"),
        (second, "enter_position"),
        (first, "enter_person"),
    ]
    assert listed[0]["by"]["position"] == SECURITY
    assert [each["position"]["id"] for each in history["acts_as"]] == ["county-a-organization-archivist"]


async def test_an_act_is_done_once_for_each_key(api_alone: ApiClient) -> None:
    """The same again has the first answer; another act under the key, or another person, is told so."""
    key, body = uuid4(), act("enter_person", name="只登记一次的人")
    first, again = [await api_alone.act(SYSTEM, ACTS, body, key=key) for _ in range(2)]
    other = await api_alone.act(SYSTEM, ACTS, {**body, "name": "另一个人"}, key=key)
    _, organs = await Installed(api_alone.context.pool).organs_now()

    assert first.json() == again.json()
    assert problem_of(other).code == "key_reused"
    assert [person.name for person in organs.people].count("只登记一次的人") == 1


async def test_acts_at_once_are_all_done_one_after_another(api_alone: ApiClient) -> None:
    """None is lost, and each has its version."""
    bodies = [act("enter_person", name=f"同时登记{number}") for number in range(4)]
    answers = await asyncio.gather(*(api_alone.act(SYSTEM, ACTS, body) for body in bodies))
    _, organs = await Installed(api_alone.context.pool).organs_now()

    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.json()["version"] for answer in answers}) == 4
    assert {f"同时登记{number}" for number in range(4)} <= {person.name for person in organs.people}


ENTERS = act("enter_person", name="谁来登记")
APPOINTS = act("appoint", person="p032", position=HEAD, since="2026-01-01")
LEAVES = act("take_leave", person="p033", since="2030-01-01", until="2030-01-02")


@pytest.mark.parametrize(
    ("position", "body"),
    [
        (SECURITY, ENTERS),
        (AUDIT, ENTERS),
        (SYSTEM, APPOINTS),
        (AUDIT, APPOINTS),
        (ORGANISATION, APPOINTS),
        (SUPERVISOR, ENTERS),
        (ORGANISATION, delegating(HEAD, "p029", "p032")),
        (ORGANISATION, LEAVES),
        (SYSTEM, LEAVES),
        (SECURITY, act("appoint", person="p032", position="district-d-organization-head", since="2026-01-01")),
    ],
)
async def test_what_is_for_another_is_refused(api_alone: ApiClient, position: str, body: Body) -> None:
    """Nobody does another administrator's part, delegates another's post, or appoints in another place."""
    answer = await api_alone.act(position, ACTS, body)

    assert answer.status_code == 403
    assert problem_of(answer).policy


UNSOUND: Mapping[str, tuple[str, str, Body]] = {
    "a loop": (SECURITY, "delegation_loop", delegating(ORGANISATION, "p032", "p032")),
    "what is not held": (SECURITY, "delegates_what_is_not_held", delegating(HEAD, "p032", "p033")),
    "too long": (SECURITY, "delegation_too_long", delegating(HEAD, "p029", "p032", TODAY + timedelta(days=400))),
    "a vote": (SECURITY, "seat_not_delegated", delegating("county-a-committee-member-1", "p031", "p032")),
    "a held post": (SECURITY, "post_held_by_two", APPOINTS),
    "an administrator": (
        SECURITY,
        "administrators_apart",
        delegating(ORGANISATION, "p032", "p164"),
    ),
    "a supervisor": (SECURITY, "supervisor_handles", delegating(ORGANISATION, "p032", "p039")),
    "under itself": (
        SYSTEM,
        "organ_under_itself",
        act("move_organ", organ="prefecture-committee", superior="county-a-committee"),
    ),
    "nobody": (SECURITY, "unknown_in_register", act("appoint", person="p999", position=HEAD, since="2026-01-01")),
    "known": (SYSTEM, "known_in_register", act("enter_person", person="p001", name="某某")),
    "never held": (
        SECURITY,
        "appointment_not_found",
        act("end_appointment", person="p033", position=HEAD, last_day="2026-01-01", leave_open=True),
    ),
    "backwards": (
        SECURITY,
        "ends_before_it_begins",
        act("take_leave", person="p033", since="2026-02-02", until="2026-02-01"),
    ),
}


@pytest.mark.parametrize("why", UNSOUND)
async def test_what_is_not_sound_is_refused_and_nothing_changes(api_alone: ApiClient, why: str) -> None:
    """Each with its own code, in both languages, and what to do; the version stays."""
    position, code, body = UNSOUND[why]
    before, _ = await Installed(api_alone.context.pool).organs_now()
    answer = await api_alone.act(position, ACTS, body)
    problem = problem_of(answer)
    after, _ = await Installed(api_alone.context.pool).organs_now()

    assert (problem.code, after) == (code, before)
    assert problem.sentences.zh
    assert problem.todo.en


async def test_candidates_of_a_name_are_shown_and_another_person_is_said_outright(api_alone: ApiClient) -> None:
    """Given a name that is known, then its bearers with their posts; with `namesake` the next number."""
    _, organs = await Installed(api_alone.context.pool).organs_now()
    known = organs.person("p032")
    assert known is not None
    asked = act("enter_person", name=known.name)
    refused = problem_of(await api_alone.act(SYSTEM, ACTS, asked))

    assert refused.code == "person_of_that_name"
    assert [(each.person, each.posts) for each in refused.people] == [("p032", ("示例甲县委组织部 经办干部一",))]
    await done(api_alone, SYSTEM, {**asked, "namesake": True})
    found = (await api_alone.read(AUDIT, f"/v1/people?name={known.name}"))["items"]
    assert len(found) == 2


async def test_who_holds_a_post_delegates_it_themselves_and_takes_leave(api_alone: ApiClient) -> None:
    """Given an officer, when they delegate and leave, then the delegate acts for them; and they read of themselves."""
    await done(api_alone, ORGANISATION, delegating(ORGANISATION, "p032", "p033"))
    await done(
        api_alone, ORGANISATION, act("take_leave", person="p032", since=LATER.isoformat(), until=LATER.isoformat())
    )
    own = await api_alone.read(ORGANISATION, f"/v1/people/p032?on={LATER.isoformat()}")
    delegate = await api_alone.read(AUDIT, "/v1/people/p033")

    assert own["acts_as"] == []
    assert [(each["basis"], each["for_person"]) for each in delegate["acts_as"]] == [
        ("holding", None),
        ("delegation", "p032"),
    ]
    assert (await api_alone.get(ORGANISATION, "/v1/people/p001")).status_code == 403


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"kind": "appoint", "person": "p032"}, "position"),
        ({"kind": "nothing"}, ""),
        ({"kind": "enter_person", "name": "甲", "more": 1}, "more"),
        ({"kind": "take_leave", "person": "p032", "since": 20260101}, "since"),
    ],
)
async def test_a_body_that_is_no_act_is_told_with_its_place(api_alone: ApiClient, body: Body, pointer: str) -> None:
    """422 with the field, and nothing is done."""
    answer: httpx2.Response = await api_alone.act(SECURITY, ACTS, body)

    assert answer.status_code == 422
    assert pointer in problem_of(answer).errors[0].pointer


async def test_who_is_away_and_who_acts_for_whom_is_not_for_everybody(api_alone: ApiClient) -> None:
    """Of leaves everybody reads their own, administrators all; a unit reads who acts in its own posts alone."""
    until = LATER.isoformat()
    await done(api_alone, SECURITY, delegating(HEAD, "p029", "p033"))
    await done(api_alone, SECURITY, act("take_leave", person="p029", since=until, until=until))

    async def read(position: str) -> tuple[bool, bool]:
        organs = (await api_alone.read(position, "/v1/organs"))["organs"]
        delegated = "p029" in {each["delegator"] for each in organs["delegations"]}
        return delegated, "p029" in {each["person"] for each in organs["leaves"]}

    assert await read(AUDIT) == (True, True)
    assert await read(HEAD) == (True, True)
    assert await read(SUPERVISOR) == (True, False)
    assert await read("county-a-enforcement-contact") == (False, False)
