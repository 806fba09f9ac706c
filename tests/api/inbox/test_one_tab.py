"""Each task is in one tab for each person, and all tabs together hold what is theirs, whatever was done before.

What is theirs is told here once more, in plain words over rows, changes and organs, for every post there is.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from api.auth.policy import allowed
from api.auth.visibility import OPENINGS
from api.identity.personas import Persona
from api.inbox.desk import Days, Desk, desk
from api.inbox.task_acts import TaskKey
from api.inbox.tasks import Filters, Tab, counts, page_of
from deploy.demo.sample_cases import sample_cases
from domain.case.commands import CheckDocument, DraftDocument, RequestSupplement
from domain.organs import UNITS
from eventlog import persons
from projections.inbox.inbox import ALL, WITH_DOCUMENTS, What
from tests.api.client import ApiClient
from tests.api.played import Recorder
from tests.api.positions import ORGANISATION

_BEFORE = (
    "decide_acceptance",
    "sign_off",
    "report_investigation",
    "propose_determination",
    "cast_ballot",
    "close_round",
)
_MORE = 10_000


@dataclass(slots=True)
class Stage:
    """Cases in all their phases, and everybody in office."""

    api: ApiClient
    days: Days
    busy: list[Persona]
    own: Mapping[str, frozenset[UUID]]

    def desk(self, who: Persona) -> Desk:
        """The desk of somebody."""
        return desk(self.api.installed.organs, who, self.days)


@pytest.fixture(scope="module")
async def stage(api_alone: ApiClient, recorder: Recorder) -> Stage:
    """Sample cases up to some act each; some officials are subjects of some of them."""
    samples = list(sample_cases())
    ids = [await recorder.play(samples[n % len(samples)], before=kind) for n, kind in enumerate(_BEFORE)]
    ids.append(await recorder.play(samples[0]))
    ids.append(await _late(recorder))
    ids += [await _drafted(recorder, checked=checked) for checked in (False, True)]
    pool, organs = api_alone.installed.pool, api_alone.installed.organs
    official = api_alone.personas["county-b-organization-officer-1"].person
    await recorder.show()
    subject = await pool.fetchval(
        "SELECT who FROM read_model.own_matters_v1 WHERE whose = 'subject' AND case_id = $1 LIMIT 1", ids[0]
    )
    await pool.execute("INSERT INTO subject_person VALUES ($1, 1, $2, '', now())", UUID(subject), official)
    openings = {
        id_: OPENINGS.read([first]) for id_ in ids for first in await api_alone.context.event_log.read_firsts([id_])
    }
    vouched = {id_: opening.event.vouched_by(organs) for id_, opening in openings.items() if opening}
    own = {
        person.id: await persons.streams_of(pool, person.id, ids)
        | {id_ for id_, vouchers in vouched.items() if person.id in vouchers}
        for person in organs.people
    }
    today = date(2026, 11, 20)
    days = Days(today, date(2026, 11, 25), date(2026, 11, 22))
    played = Stage(api_alone, days, [], own)
    official_posts = [each for each in api_alone.personas.values() if each.person == official]
    for who in api_alone.personas.values():
        if allowed(who, "read_inbox").allow and (who in official_posts or await expected(played, played.desk(who))):
            played.busy.append(who)
    return played


async def _late(recorder: Recorder) -> UUID:
    """An application that nobody answered, of which those above were told."""
    case_id, then = uuid4(), datetime(2026, 9, 1, 2, tzinfo=UTC)
    envelope = recorder.installed.application(then.date())
    agenda = await recorder.act(case_id, envelope.actor, envelope.body, then)
    await recorder.ring(case_id, agenda, datetime(2026, 11, 19, 2, tzinfo=UTC))
    return case_id


async def _drafted(recorder: Recorder, *, checked: bool) -> UUID:
    """An application with a notice to be checked, or signed by the head."""
    case_id, then = uuid4(), datetime(2026, 11, 18, 2, tzinfo=UTC)
    envelope = recorder.installed.application(then.date())
    await recorder.act(case_id, envelope.actor, envelope.body, then)
    await recorder.act(case_id, ORGANISATION, RequestSupplement(missing="缺一份材料"), then)
    draft = DraftDocument(document="supplement_notice", title="补正通知书", text="请补正。")
    await recorder.act(case_id, ORGANISATION, draft, then)
    if checked and (case := await recorder.case(case_id)) is not None:
        check = CheckDocument(draft=next(iter(case.paperwork.documents)), passed=True)
        await recorder.act(case_id, "county-a-organization-officer-2", check, then)
    return case_id


async def expected(stage: Stage, mine: Desk) -> dict[TaskKey, Tab]:
    """What is somebody's, by the rows and changes alone."""
    pool, who = stage.api.installed.pool, mine.who
    changes = {}
    for row in await pool.fetch("SELECT * FROM task_act ORDER BY number"):
        changes[TaskKey(row["about"], row["what"], row["organ"], row["level"])] = row
    read = {(row["about"], row["organ"], row["level"], row["person"], row["position"])
            for row in await pool.fetch("SELECT * FROM notice_read")}  # fmt: skip
    found = dict[TaskKey, Tab]()
    for row in await pool.fetch(
        f"SELECT i.*, p.concerned FROM {ALL} i JOIN read_model.case_page_v7 p USING (case_id)"  # noqa: S608 - ours
    ):
        key = TaskKey(row["about"], row["what"], row["organ"], row["level"])
        concerns = row["organ"] == "subject" and set(row["concerned"]) & set(mine.speakers)
        if row["organ"] not in mine.organs and not concerns:
            continue
        if who.role not in UNITS and row["case_id"] in stage.own[who.person]:
            continue
        tab = _tab(stage, mine, row, changes.get(key), read)
        if tab is not None:
            found[key] = tab
    return found


def _tab(stage: Stage, mine: Desk, row: Any, change: Any, read: set[tuple[Any, ...]]) -> Tab | None:
    who = mine.who
    if row["done_on"] is not None:
        had = change is not None and (change["person"], change["position"]) == (who.person, who.position)
        return Tab.DONE if had or who.person in row["acted"] else None
    if row["what"] == "vote":
        if who.person in row["awaited"]:
            return Tab.VOTES
        return Tab.DONE if who.person in row["acted"] else None
    if row["what"] == "escalation":
        told = What.DUTY in mine.doing if row["position"] is None else row["position"] == who.position
        if not told:
            return None
        mark = (row["about"], row["organ"], row["level"], who.person, who.position)
        return Tab.DONE if mark in read else Tab.NOTICES
    return _work(stage, mine, row, change)


def _work(stage: Stage, mine: Desk, row: Any, change: Any) -> Tab | None:
    """Under which tab a duty or signature is."""
    who, organs = mine.who, stage.api.installed.organs
    does = row["what"] in mine.doing and row["signed_by"] in {None, who.duty}
    if row["what"] in WITH_DOCUMENTS and who.person in row["acted"]:
        return None
    if row["position"] is not None:
        does = row["position"] == who.position
    if not does:
        return None
    mine_by_name = row["position"] is not None
    held = change is not None and change["person"] is not None
    held = held and organs.holds(change["person"], change["position"], stage.days.today)
    if not mine_by_name and not held:
        return Tab.UNCLAIMED
    if not mine_by_name and (change["person"], change["position"]) != (who.person, who.position):
        return None
    put_off = change is not None and change["until"] is not None and change["until"] > stage.days.today
    in_time = put_off and (row["paused"] or row["due_on"] is None or change["until"] <= row["due_on"])
    return Tab.LATER if in_time else Tab.MINE


async def actual(stage: Stage, mine: Desk) -> tuple[Counter[TaskKey], dict[TaskKey, Tab]]:
    """What all tabs hold, page after page, and how often."""
    times, found = Counter[TaskKey](), dict[TaskKey, Tab]()
    for tab in Tab:
        after: str | None = None
        while True:
            listed = await page_of(stage.api.context, mine, Filters(tab), after, 5)
            for task in listed.tasks:
                times[task.key_of] += 1
                found[task.key_of] = tab
            after = listed.following
            if after is None:
                break
    return times, found


async def test_there_is_something_under_every_tab(stage: Stage) -> None:
    """What is tried below would say nothing of empty tabs; and somebody is kept from what is their own matter."""
    held = [await expected(stage, stage.desk(who)) for who in stage.busy]
    tabs = Counter(tab for each in held for tab in each.values())

    assert {Tab.UNCLAIMED, Tab.VOTES, Tab.NOTICES, Tab.DONE} <= tabs.keys()
    assert any(stage.own[who.person] for who in stage.busy if who.role not in UNITS)


_SENSIBLE: Mapping[Tab, tuple[str, ...]] = {
    Tab.MINE: ("forward", "snooze", "release", "claim"),
    Tab.UNCLAIMED: ("claim", "assign"),
    Tab.VOTES: ("claim", "read"),
    Tab.NOTICES: ("read", "claim"),
    Tab.LATER: ("wake", "forward"),
    Tab.DONE: ("claim", "read"),
}
"""What is tried with a task, by the tab that it is under: mostly what can be done."""
_NUMBERS = st.integers(0, _MORE)


@settings(
    max_examples=10,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    moves=st.lists(st.tuples(st.sampled_from([*Tab][:-1]), _NUMBERS, _NUMBERS, _NUMBERS), min_size=3, max_size=8),
    readers=st.sets(_NUMBERS, min_size=2, max_size=4),
)
async def test_a_task_is_in_one_tab(stage: Stage, moves: list[tuple[Tab, int, int, int]], readers: set[int]) -> None:
    """After whatever anybody tries, for whoever tried it, their colleagues and some others; the counts say the same."""
    touched = {who.organ for move in moves if (who := await _try(stage, *move))}
    some = [stage.busy[number % len(stage.busy)] for number in readers]
    for who in [*some, *(each for each in stage.busy if each.organ in touched or stage.own[each.person])]:
        mine = stage.desk(who)
        times, found = await actual(stage, mine)
        told = {tab: each.count for tab, each in (await counts(stage.api.context, mine)).items()}

        assert set(times.values()) <= {1}, who.position
        assert found == await expected(stage, mine), who.position
        assert told == Counter(found.values()), who.position


async def _try(stage: Stage, tab: Tab, person: int, act: int, to: int) -> Persona | None:
    """Somebody who has a task under a tab does something with it, if they may."""
    have = [who for who in stage.busy if tab in await counts(stage.api.context, stage.desk(who))]
    if not have:
        return None
    who = have[person % len(have)]
    listed = (await page_of(stage.api.context, stage.desk(who), Filters(tab), None, 50)).tasks
    task = listed[to % len(listed)]
    colleagues = [each for each in stage.api.personas.values() if each.organ == who.organ]
    given_to, kind = colleagues[to % len(colleagues)], _SENSIBLE[tab][act % len(_SENSIBLE[tab])]
    key: dict[str, JsonValue] = {
        "about": str(task.about),
        "what": task.what.value,
        "organ": task.organ,
        "level": task.level,
    }
    body: dict[str, JsonValue] = {
        "act": kind,
        "tasks": [{**key, "seen": task.changes}],
        "to": {"person": given_to.person, "position": given_to.position} if kind in {"assign", "forward"} else None,
        "until": "2026-12-03" if kind == "snooze" else None,
        "reason": "出差" if kind == "forward" else None,
    }
    answer = await stage.api.on(stage.days.today).act(who.position, "/v1/tasks", body, key=uuid4())
    assert answer.status_code in {200, 404, 409, 422}, answer.text
    return who
