"""Meetings at the door: notice, one entry for several cases, each answering for itself, and what pages show of it."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from pydantic import JsonValue

from api.forms.paths import form_path
from domain.terms.deadlines import SHANGHAI
from rongcuo_client import Recorded
from tests.api.browsing import Markup, browse
from tests.api.cases.test_conflict_of_interest import linked, name_of, registered
from tests.api.client import PUBLIC_URL, ApiClient, Body, CaseAtHand, MeetingAtHand, problem_of
from tests.api.positions import (
    COMMITTEE_HEAD,
    CONTACT,
    FINANCE,
    HR,
    MEMBERS,
    OPERATOR,
    ORGANISATION,
    OTHER_CONTACT,
    SECRETARY,
    SUPERVISOR,
)

TODAY = datetime.now(UTC).astimezone(SHANGHAI).date()
COMMITTEE = "county-a-committee"


async def ripe(api: ApiClient, subject: UUID | None = None) -> CaseAtHand:
    """A case that the committee has to decide."""
    of = replace(api, installed=replace(api.installed, subject=subject)) if subject else api
    case = await of.file()
    await case.accept()
    await case.investigate()
    await case.determine()
    return case


def notice(*cases: CaseAtHand, **changes: JsonValue) -> Body:
    """A notice for today."""
    return {
        "pack": "nujiang",
        "organ": COMMITTEE,
        "title": "第7次常委会会议",
        "planned_on": TODAY.isoformat(),
        "starts_at": "09:30",
        "place": "三楼会议室",
        "agenda": [{"case": str(case.id), "step": "approval"} for case in cases],
        **changes,
    }


async def convened(api: ApiClient, *cases: CaseAtHand) -> MeetingAtHand:
    """A meeting of which notice was given."""
    return await MeetingAtHand.begun(api, SECRETARY, notice(*cases))


def people(api: ApiClient) -> list[str]:
    """The seven members."""
    return [api.installed.actor(member).person for member in MEMBERS]


def entry(api: ApiClient, *cases: CaseAtHand, number: str = "", **changes: JsonValue) -> dict[str, Any]:
    """Minutes: all seven came and agreed on everything."""
    return {
        "minutes": {"number": number or f"示纪〔2026〕{uuid4().int % 10**9}号", "document": api.documents},
        "attendance": [{"member": member, "state": "present"} for member in people(api)],
        "items": [{"case": str(case.id), "votes": {"agree": 7}, "result": "approved"} for case in cases],
        **changes,
    }


async def recorded(meeting: MeetingAtHand, body: Body, key: UUID | None = None) -> Recorded:
    """Enter the minutes of a meeting."""
    return await meeting.act(SECRETARY, "minutes", body, key)


def outcomes(answer: Recorded) -> list[str]:
    """What became of the cases."""
    return [each.outcome for each in answer.cases]


async def test_one_entry_decides_several_cases_and_each_answers_for_itself(api: ApiClient) -> None:
    """A member whose own case it is stayed in the room: that item alone is refused; corrected, it is taken in too."""
    member = people(api)[5]
    own = await registered(api, name_of(api, MEMBERS[5]))
    assert (await linked(api, own, member)).status_code == httpx2.codes.OK
    first, second, third = await ripe(api), await ripe(api), await ripe(api, own)
    meeting = await convened(api, first, second, third)
    body, key = entry(api, first, second, third), uuid4()

    answer = await recorded(meeting, body, key)

    assert outcomes(answer) == ["recorded", "recorded", "refused"]
    refusal = answer.cases[2].refusal
    assert refusal is not None
    assert refusal.code == "conflict_of_interest"
    assert outcomes(await recorded(meeting, body, key)) == ["recorded", "recorded", "refused"]
    for case in (first, second):
        page = await case.read(ORGANISATION)
        assert [(each["meeting"], each["result"]) for each in page["rounds"]] == [(str(meeting.id), "approved")]
    items = [*body["items"]]
    items[2] = {**items[2], "votes": {"agree": 6}, "recused": [member], "recusal_reasons": "系当事人本人"}
    correction: Body = {**body, "items": items, "reasons": "漏记一名委员回避"}
    assert outcomes(await meeting.act(SECRETARY, "corrections", correction)) == ["recorded"] * 3
    page = await third.read(ORGANISATION)
    assert [each["tally"]["entitled"] for each in page["rounds"]] == [6]


async def test_an_entry_of_a_known_key_is_one_entry(api: ApiClient) -> None:
    """Sent twice at once, it stands once; the same key for something else is refused."""
    case = await ripe(api)
    meeting = await convened(api, case)
    body, key = entry(api, case), uuid4()

    one, other = await asyncio.gather(recorded(meeting, body, key), recorded(meeting, body, key))
    assert (one.version, outcomes(one)) == (other.version, outcomes(other))
    path = f"/v1/meetings/{meeting.id}/minutes"
    assert problem_of(await api.act(SECRETARY, path, {**body, "remarks": "另"}, key=key)).code == "key_reused"
    assert problem_of(await api.act(SECRETARY, path, body)).code == "meeting_over"
    stored = await api.context.event_log.read_stream(case.id)
    assert [event.type for event in stored].count("recorded_meeting") == 1


async def test_a_number_of_minutes_is_used_once_by_an_organ(api: ApiClient) -> None:
    """However it is written, and however fast; with a reason it may be used again."""
    first, second = await ripe(api), await ripe(api)
    one, other = await convened(api, first), await convened(api, second)
    serial = uuid4().int % 10**9
    path = "/v1/meetings/{}/minutes"
    answers = await asyncio.gather(
        api.act(SECRETARY, path.format(one.id), entry(api, first, number=f"示纪〔2026〕{serial}号")),
        api.act(SECRETARY, path.format(other.id), entry(api, second, number=f"示纪[2026]第{serial}号")),
    )

    assert sorted(answer.status_code for answer in answers) == [httpx2.codes.CREATED, httpx2.codes.CONFLICT]
    loser = next(answer for answer in answers if answer.status_code == httpx2.codes.CONFLICT)
    assert problem_of(loser).code == "minutes_number_taken"
    lost, case = (one, first) if loser is answers[0] else (other, second)
    again = entry(api, case, number=f"示纪〔2026〕{serial}号", number_used_because="前次误登")
    assert outcomes(await recorded(lost, again)) == ["recorded"]


async def test_what_a_case_could_not_take_in_yet_is_sent_again(api: ApiClient) -> None:
    """A round was open on it; once closed, sending the entry again finishes what was missing."""
    ready, voting = await ripe(api), await ripe(api)
    meeting = await convened(api, ready, voting)
    round_ = await voting.open_round()

    answer = await recorded(meeting, entry(api, ready, voting))
    assert outcomes(answer) == ["recorded", "refused"]
    await voting.act(SECRETARY, "round-closure", {"round": round_})
    assert (await voting.read(SECRETARY))["version"] == voting.version
    again = await api.http.post(f"/v1/meetings/{meeting.id}/case-results", headers=api.as_(SECRETARY))
    assert [each["outcome"] for each in again.json()["cases"]] == ["recorded", "recorded"]
    file = await meeting.read(SECRETARY)
    assert [each["outcome"] for each in file["outcomes"]] == ["recorded", "recorded"]


async def test_what_contradicts_itself_is_refused_with_the_numbers(api: ApiClient) -> None:
    """Nothing is entered, and nothing reaches the case."""
    case = await ripe(api)
    meeting = await convened(api, case)
    path = f"/v1/meetings/{meeting.id}/minutes"
    item: JsonValue = {"case": str(case.id), "votes": {"agree": 5}}

    problem = problem_of(await api.act(SECRETARY, path, entry(api, case, items=[item])))
    assert (problem.code, problem.status) == ("votes_differ", 422)
    assert "第1项" in (problem.detail or "")
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    assert problem_of(await api.act(SECRETARY, path, entry(api, case, on=tomorrow))).code == "date_in_future"
    twice: JsonValue = [item, item]
    faults = problem_of(await api.act(SECRETARY, path, entry(api, case, items=twice))).errors
    assert [fault.code for fault in faults or ()] == ["case_twice"]
    no_hash: JsonValue = {"number": "示纪〔2026〕1号", "document": {"title": "纪要"}}
    faults = problem_of(await api.act(SECRETARY, path, entry(api, case, minutes=no_hash))).errors
    assert [fault.pointer for fault in faults or ()] == ["/minutes/document/sha256"]
    assert await case.stored_version() == case.version


async def to_confirm(api: ApiClient, who: str, case: CaseAtHand) -> int:
    """How many corrections of a case are among somebody's tasks, to be confirmed by them."""
    views = [(await api.read(who, f"/v1/tasks?view={view}"))["items"] for view in ("mine", "unclaimed")]
    own = [each for items in views for each in items if each["case_id"] == str(case.id)]
    return sum(each["what"] == "confirm" for each in own)


async def may(api: ApiClient, who: str, meeting: MeetingAtHand) -> tuple[list[str], dict[str, str]]:
    """What somebody is offered on a meeting, and why not the rest."""
    answer = await api.get(who, f"/v1/meetings/{meeting.id}/acts")
    assert answer.status_code == httpx2.codes.OK, answer.text
    told = answer.json()
    return [each["kind"] for each in told["offered"]], {each["kind"]: each["why"]["code"] for each in told["not_open"]}


async def test_what_may_be_done_with_a_meeting_is_offered_to_those_who_keep_it(api: ApiClient) -> None:
    """Change, call off, enter before; correct after; the page leads to the forms. Who only reads is offered none."""
    case = await ripe(api)
    meeting = await convened(api, case)
    await meeting.read(SECRETARY)
    before, shut = await may(api, SECRETARY, meeting)
    page = Markup((await browse(api, f"/meetings/{meeting.id}", SECRETARY)).text)
    reading = await may(api, SUPERVISOR, meeting)
    await recorded(meeting, entry(api, case))
    await meeting.read(SECRETARY)
    after, over = await may(api, SECRETARY, meeting)

    assert set(before) == {"meeting_record", "meeting_change", "meeting_cancel"}
    assert shut == {"meeting_correct": "meeting_not_entered"}
    assert reading == ([], {})
    assert after == ["meeting_correct"]
    assert over == dict.fromkeys(["meeting_record", "meeting_change", "meeting_cancel"], "meeting_over")
    links = page.values("a", "href")
    assert "您可以办理" in page.text
    for kind in before:
        way = form_path("meeting", meeting.id, kind)
        assert way in links
        assert (await browse(api, way, SUPERVISOR)).status_code == httpx2.codes.FORBIDDEN


async def test_another_result_is_carried_out_by_another_person(api: ApiClient) -> None:
    """The secretary corrects, the head confirms on the page; tally and results follow, and both entries lead on."""
    case = await ripe(api)
    meeting = await convened(api, case)
    first = await recorded(meeting, entry(api, case))
    items: JsonValue = [{"case": str(case.id), "votes": {"agree": 2, "disagree": 5}, "result": "refused"}]
    right = entry(api, case, items=items, reasons="票数抄错")

    assert outcomes(await meeting.act(SECRETARY, "corrections", right)) == ["to_confirm"]
    assert (await case.read(SECRETARY))["rounds"][0]["result"] == "approved"
    page = Markup((await browse(api, f"/meetings/{meeting.id}", COMMITTEE_HEAD)).text).text
    assert "待另一人复核" in page
    own = await api.http.post(f"/v1/meetings/{meeting.id}/case-results", headers=api.as_(SECRETARY))
    assert [each["refusal"]["code"] for each in own.json()["cases"]] == ["correction_needs_another"]
    await case.read(COMMITTEE_HEAD)
    assert await to_confirm(api, COMMITTEE_HEAD, case) == 1
    assert await to_confirm(api, SECRETARY, case) == await to_confirm(api, ORGANISATION, case) == 0
    assert "复核更正" in Markup((await browse(api, "/inbox", COMMITTEE_HEAD)).text).text

    confirmed = await api.http.post(f"/meetings/{meeting.id}/case-results", headers=cookie(api, COMMITTEE_HEAD))
    assert confirmed.status_code == httpx2.codes.SEE_OTHER, confirmed.text
    case.version = await case.stored_version()
    page_now = await case.read(ORGANISATION)
    (round_,) = page_now["rounds"]
    assert (round_["result"], round_["tally"]["disagree"], round_["proposed"]) == ("refused", 5, None)
    assert [subject["opinion"]["outcome"] for subject in page_now["subjects"]] == ["not_tolerated"]
    stored = {each.version: each.type for each in await api.context.event_log.read_stream(case.id)}
    assert stored[round_["takes_place_of"]] == "recorded_meeting"
    assert round_["takes_place_of"] <= first.cases[0].version
    assert await to_confirm(api, COMMITTEE_HEAD, case) == 0, "it is confirmed"
    timeline = (await browse(api, f"/cases/{case.id}", ORGANISATION)).text
    assert "已被更正" in timeline
    assert f'href="#e{round_["takes_place_of"]}"' in timeline


async def test_a_result_on_which_the_case_went_on_stays(api: ApiClient) -> None:
    """Feedback was served: the correction is refused, says on what, and what to do instead."""
    case = await ripe(api)
    meeting = await convened(api, case)
    await recorded(meeting, entry(api, case))
    await case.act(ORGANISATION, "feedback", {"notice": api.documents})
    items: JsonValue = [{"case": str(case.id), "votes": {"agree": 2, "disagree": 5}}]

    answer = await meeting.act(SECRETARY, "corrections", entry(api, case, items=items, reasons="票数抄错"))
    (outcome,) = answer.cases
    assert outcome.refusal is not None
    assert (outcome.outcome, outcome.refusal.code) == ("refused", "meeting_result_in_effect")
    assert "反馈" in (outcome.refusal.detail or "")


@pytest.mark.parametrize("who", [CONTACT, HR, OPERATOR])
async def test_meetings_are_for_the_organ_and_its_supervisors(api: ApiClient, who: str) -> None:
    """Others are told neither of a meeting nor how anybody voted."""
    case = await ripe(api)
    meeting = await convened(api, case)
    named: JsonValue = [{"member": member, "choice": "agree"} for member in people(api)]
    items: JsonValue = [{"case": str(case.id), "ballots": named, "remarks": "同意免责"}]
    await recorded(meeting, entry(api, case, items=items))

    assert (await api.get(who, f"/v1/meetings/{meeting.id}")).status_code == httpx2.codes.NOT_FOUND
    file = await meeting.read(SECRETARY)
    assert [len(ballots) for ballots in file["events"][-1]["facts"]["ballots"]] == [len(MEMBERS)]
    assert file["events"][-1]["words"]["item_remarks"] == ["同意免责"]
    assert (await meeting.read(SUPERVISOR))["number"] == file["number"]
    events = (await api.read(CONTACT, f"/v1/cases/{case.id}/events"))["events"]
    shown = next(each for each in events if each["kind"] == "recorded_meeting")
    assert shown["facts"]["sealed"] is True
    assert not {"ballots", "attendance", "entitled"} & shown["facts"].keys()
    assert shown["facts"]["tally"]["agree"] == len(MEMBERS)


async def test_whoever_is_invited_reads_the_notice_and_no_more(api: ApiClient) -> None:
    """In JSON, on the page, printed and in lists, before the minutes and after; a case that they do not see is unnamed.

    Of the minutes they read nothing: not who came, not how anybody voted; nor the record of votes, nor what is offered.
    """
    case = await ripe(api)
    number = (await case.read(ORGANISATION))["number"]
    guest = api.installed.actor(OTHER_CONTACT).person
    meeting = await MeetingAtHand.begun(api, SECRETARY, notice(case, invited=[guest], remarks="请带材料"))
    before = await meeting.read(OTHER_CONTACT)
    named: JsonValue = [{"member": member, "choice": "agree"} for member in people(api)]
    items: JsonValue = [{"case": str(case.id), "ballots": named, "remarks": "同意免责"}]
    minutes = entry(api, case, items=items)
    await recorded(meeting, minutes)
    after = await meeting.read(OTHER_CONTACT)
    path = f"/meetings/{meeting.id}"
    page = await browse(api, path, OTHER_CONTACT)
    papers = {
        each: await browse(api, f"{path}/papers/{each}", OTHER_CONTACT) for each in ("notice", "votes", "minutes")
    }
    listed = (await api.read(OTHER_CONTACT, "/v1/meetings"))["items"]

    assert (before["state"], before["events"][0]["words"]["statement"]) == ("convened", "请带材料")
    assert (after["state"], after["entry"], after["outcomes"], len(after["events"])) == ("held", None, [], 1)
    assert [each["entry"] for each in listed if each["meeting_id"] == str(meeting.id)] == [None]
    assert {name: answer.status_code for name, answer in papers.items()} == {
        "notice": 200,
        "votes": 404,
        "minutes": 404,
    }
    told = page.text + papers["notice"].text + (await browse(api, "/meetings", OTHER_CONTACT)).text + str(after)
    assert "请带材料" in Markup(papers["notice"].text).text
    assert "请您列席这次会议" in page.text
    for hidden in (number, "同意免责", minutes["minutes"]["number"], name_of(api, MEMBERS[0])):
        assert hidden not in told
    for door in ("/acts", "/acts/meeting_cancel"):
        assert (await api.get(OTHER_CONTACT, f"/v1/meetings/{meeting.id}{door}")).status_code == httpx2.codes.FORBIDDEN
    assert (await browse(api, f"{path}/receipts/1", OTHER_CONTACT)).status_code == httpx2.codes.FORBIDDEN


async def test_who_reads_the_case_as_well_reads_at_the_meeting_the_notice_alone(api: ApiClient) -> None:
    """The case is named and led to; what was decided, said and voted they read there, as far as they may."""
    case = await ripe(api)
    guest = api.installed.actor(ORGANISATION).person
    meeting = await MeetingAtHand.begun(api, SECRETARY, notice(case, invited=[guest]))
    named: JsonValue = [{"member": member, "choice": "agree"} for member in people(api)]
    items: JsonValue = [{"case": str(case.id), "ballots": named, "remarks": "同意免责"}]
    await recorded(meeting, entry(api, case, items=items))
    await case.read(ORGANISATION)

    file = await meeting.read(ORGANISATION)
    page = Markup((await browse(api, f"/meetings/{meeting.id}", ORGANISATION)).text)
    assert (file["entry"], file["outcomes"], len(file["events"])) == (None, [], 1)
    assert await named_on(api, meeting, ORGANISATION) == [case.id]
    for hidden in ("同意免责", "已记入", "应到", "票数", name_of(api, MEMBERS[0])):
        assert hidden not in page.text


async def test_who_is_invited_no_more_sees_it_no_more(api: ApiClient) -> None:
    """And whoever is invited by the change sees it, with its address in their notices."""
    case = await ripe(api)
    first, second = (api.installed.actor(each).person for each in (HR, OTHER_CONTACT))
    meeting = await MeetingAtHand.begun(api, SECRETARY, notice(case, invited=[first]))
    assert (await meeting.get(HR)).status_code == httpx2.codes.OK
    opening = {"pack", "organ", "title"}
    change = {name: value for name, value in notice(case, invited=[second]).items() if name not in opening}
    await meeting.act(SECRETARY, "notice", {**change, "reasons": "改请另一单位"})

    assert [(await meeting.get(each)).status_code for each in (HR, OTHER_CONTACT)] == [404, 200]
    assert str(meeting.id) not in (await api.get(HR, "/v1/meetings")).text
    typed = {"key": str(uuid4()), "planned_on": TODAY.isoformat(), "place": "二楼", "reasons": "换会议室"}
    typed |= {f"case-{case.id}": "approval"}
    done = await api.http.post(f"/meetings/{meeting.id}/notice", data=typed, headers=cookie(api))
    assert done.status_code == httpx2.codes.SEE_OTHER, done.text
    assert (await api.get(OTHER_CONTACT, f"/v1/meetings/{meeting.id}?seen=3")).json()["invited"] == [second]


async def test_whoever_must_recuse_stays_out_though_invited(api: ApiClient) -> None:
    """The filer, an official whose own matter it is, a member who recused: of a meeting on that case they see nothing.

    Of one on another case as well they see that one alone.
    """
    own = await registered(api, name_of(api, HR))
    assert (await linked(api, own, api.installed.actor(HR).person)).status_code == httpx2.codes.OK
    case, other = await ripe(api, own), await ripe(api)
    round_ = await case.open_round()
    await case.act(MEMBERS[6], "recusals", {"round": round_, "reasons": "系当事人近亲属"})
    shut, comes = (CONTACT, HR, MEMBERS[6]), MEMBERS[5]
    guests: JsonValue = [api.installed.actor(each).person for each in (*shut, comes)]
    above: Body = {"organ": "prefecture-committee", "invited": guests}
    secretary = "prefecture-committee-secretary"
    alone = await MeetingAtHand.begun(api, secretary, notice(case, **above))
    both = await MeetingAtHand.begun(api, secretary, notice(case, other, **above))
    await case.read(MEMBERS[5])
    await other.read(MEMBERS[5])

    for each in shut:
        assert (await alone.get(each)).status_code == httpx2.codes.NOT_FOUND
        assert (await browse(api, f"/meetings/{alone.id}", each)).status_code == httpx2.codes.NOT_FOUND
        assert str(alone.id) not in (await api.get(each, "/v1/meetings")).text
    assert (await alone.get(comes)).status_code == httpx2.codes.OK
    assert await named_on(api, both, comes) == [case.id, other.id]
    assert await named_on(api, both, MEMBERS[6]) == [other.id]
    told = [await both.get(MEMBERS[6]), await api.get(MEMBERS[6], "/v1/meetings?limit=200")]
    told.append(await browse(api, f"/meetings/{both.id}/papers/notice", MEMBERS[6]))
    assert [str(case.id) in each.text for each in told] == [False] * 3
    assert "二、" not in told[2].text, "one item of two"
    assert (await api.read(MEMBERS[6], f"/v1/meetings?case={case.id}"))["items"] == []
    found = (await api.read(comes, f"/v1/meetings?case={case.id}"))["items"]
    assert {each["meeting_id"] for each in found} == {str(alone.id), str(both.id)}
    assert (await both.get(CONTACT)).status_code == httpx2.codes.NOT_FOUND, "both were filed by them"


async def named_on(api: ApiClient, meeting: MeetingAtHand, who: str) -> list[UUID]:
    """The cases that the page of a meeting names to somebody."""
    page = await browse(api, f"/meetings/{meeting.id}", who)
    assert page.status_code == httpx2.codes.OK, page.text
    ways = [way.removeprefix("/cases/") for way in Markup(page.text).values("a", "href") if way.startswith("/cases/")]
    return [UUID(way) for way in ways]


async def test_before_the_entry_nothing_but_the_notice_is_there(api: ApiClient) -> None:
    """What is ripe is in the secretary's inbox until it stands on an agenda."""
    case = await ripe(api)
    await case.read(SECRETARY)
    inbox = await api.read(SECRETARY, "/v1/inbox?limit=1")
    assert str(case.id) in {each["case_id"] for each in inbox["ripe_for_meeting"]}
    assert str(case.id) in {each["case_id"] for each in (await api.read(SECRETARY, "/v1/meetings/ripe"))["items"]}
    meeting = await convened(api, case)

    file = await meeting.read(SECRETARY)
    assert (file["state"], file["entry"], file["outcomes"]) == ("convened", None, [])
    assert str(case.id) not in {each["case_id"] for each in (await api.read(SECRETARY, "/v1/meetings/ripe"))["items"]}
    listed = (await api.read(SECRETARY, f"/v1/meetings?case={case.id}"))["items"]
    assert [each["meeting_id"] for each in listed] == [str(meeting.id)]


async def test_who_sees_no_case_puts_it_on_no_agenda(api: ApiClient) -> None:
    """Nor does anybody else convene the committee."""
    case = await ripe(api)
    unknown: JsonValue = {"case": str(uuid4()), "step": "approval"}
    gone = await api.act(SECRETARY, "/v1/meetings", notice(case, agenda=[unknown]))
    assert gone.status_code == httpx2.codes.NOT_FOUND
    assert (await api.act(ORGANISATION, "/v1/meetings", notice(case))).status_code == httpx2.codes.FORBIDDEN
    assert (await api.act(FINANCE, "/v1/meetings", notice(case))).status_code in {403, 404}


def cookie(api: ApiClient, who: str = SECRETARY) -> dict[str, str]:
    """How a browser sends a form."""
    return {**api.cookie(who), "Origin": PUBLIC_URL}


async def test_everything_is_done_with_forms_and_nothing_typed_is_lost(api: ApiClient) -> None:
    """Notice, entry with a wrong sum that comes back as typed, entry, correction, papers; without a script."""
    case = await ripe(api)
    await case.read(SECRETARY)
    filled = {
        "key": str(uuid4()),
        "pack": "nujiang",
        "title": "第8次常委会会议",
        "planned_on": TODAY.isoformat(),
        "place": "三楼会议室",
        f"case-{case.id}": "approval",
    }
    assert f"case-{case.id}" in (await browse(api, "/meetings/new", SECRETARY)).text
    made = await api.http.post("/meetings/new", data=filled, headers=cookie(api))
    assert made.status_code == httpx2.codes.SEE_OTHER, made.text
    path = made.headers["location"].partition("?")[0]
    assert (await browse(api, f"{path}?seen=1", SECRETARY)).status_code == httpx2.codes.OK

    number = f"示纪〔2026〕{uuid4().int % 10**9}号"
    typed = {
        "key": str(uuid4()),
        "on": TODAY.isoformat(),
        "number": number,
        "document": "会议纪要",
        "sha256": "b" * 64,
        "1-taken": "yes",
        "1-agree": "5",
        "1-remarks": "原则同意，抓紧整改。",
        **{f"att-{member}": "present" for member in people(api)},
    }
    back = await api.http.post(f"{path}/entry", data=typed, headers=cookie(api))
    assert back.status_code == httpx2.codes.UNPROCESSABLE_CONTENT
    markup = Markup(back.text)
    assert "票数与参加表决的人数不符" in markup.text
    assert {number, "b" * 64, "5"} <= set(markup.values("input", "value"))
    assert "原则同意，抓紧整改。" in markup.text

    sent = await api.http.post(f"{path}/entry", data={**typed, "1-agree": "7"}, headers=cookie(api))
    assert sent.status_code == httpx2.codes.SEE_OTHER, sent.text
    shown = await browse(api, sent.headers["location"].partition("#")[0], SECRETARY)
    assert "已记入案卷1/1件" in Markup(shown.text).text.replace(" ", "")
    papers = {paper: await browse(api, f"{path}/papers/{paper}", SECRETARY) for paper in ("notice", "votes", "minutes")}
    for paper, printed in papers.items():
        Markup(printed.text).require_safe_and_whole(paper)
    assert number in papers["minutes"].text
    summed = '<td class="name">合计</td><td>7</td><td></td><td>7</td><td>0</td><td>0</td><td>0</td>'
    assert summed in papers["votes"].text, "who came, who was recused, the votes: as the columns above have them"
    assert number in (await browse(api, f"/cases/{case.id}", SECRETARY)).text
    again = {**typed, "key": str(uuid4()), "1-agree": "6", "1-abstain": "1", "reasons": "弃权漏记"}
    corrected = await api.http.post(f"{path}/entry", data=again, headers=cookie(api))
    assert corrected.status_code == httpx2.codes.SEE_OTHER, corrected.text
    assert "更正过1次" in Markup((await browse(api, path, SECRETARY)).text).text


async def test_what_is_kept_of_a_meeting_read_rests_on_the_rule_of_meetings(api: ApiClient) -> None:
    """Though the cases on its agenda are asked about as well, by another rule."""
    meeting = await convened(api, await ripe(api))
    answer = await meeting.get(SECRETARY)
    kept = await api.context.pool.fetch(
        "SELECT basis FROM read_log WHERE request_id = $1 AND action = 'read_meetings'", answer.headers["x-request-id"]
    )

    assert [row["basis"] for row in kept] == [["meeting-readers"]]


async def test_what_an_invited_person_reads_rests_on_the_rule_of_the_invited(api: ApiClient) -> None:
    """Whatever they read besides by their post."""
    guest = api.installed.actor(FINANCE).person
    meeting = await MeetingAtHand.begun(api, SECRETARY, notice(await ripe(api), invited=[guest]))
    answer = await meeting.get(FINANCE)
    kept = await api.context.pool.fetch(
        "SELECT action, basis FROM read_log WHERE request_id = $1 AND resource = 'meeting'",
        answer.headers["x-request-id"],
    )

    assert [(row["action"], row["basis"]) for row in kept] == [("read_meeting_notices", ["meeting-invitees"])]


async def test_a_meeting_is_found_by_its_number(api: ApiClient) -> None:
    """However it is typed, in JSON and on the page; by nobody who does not see it."""
    case = await ripe(api)
    meeting, other = await convened(api, case), await convened(api, await ripe(api))
    number = (await meeting.read(SECRETARY))["number"]
    await other.read(SECRETARY)
    typed = number.replace("〔", "[").replace("〕", "] 第 0")

    for each in (number, typed, number.removesuffix("号")):
        assert await numbered(api, SECRETARY, each) == [str(meeting.id)]
    for each in ("会", number.replace("会", "容"), f"{number[:-1]}0号", "会〔2026〕99999999999号"):
        assert str(meeting.id) not in await numbered(api, SECRETARY, each)
    assert await numbered(api, "county-b-committee-secretary", number) == []
    page = (await browse(api, f"/meetings?number={number}", SECRETARY)).text
    assert str(meeting.id) in page
    assert str(other.id) not in page


async def numbered(api: ApiClient, who: str, number: str) -> list[str]:
    """The meetings that somebody's list has of a number."""
    answer = await api.http.get("/v1/meetings", params={"number": number}, headers=api.as_(who))
    assert answer.status_code == httpx2.codes.OK, answer.text
    return [each["meeting_id"] for each in answer.json()["items"]]


async def test_forms_of_other_sites_change_nothing(api_alone: ApiClient) -> None:
    """Neither a notice nor an entry."""
    headers = {**cookie(api_alone), "Origin": "https://elsewhere.test"}
    for path in ("/meetings/new", f"/meetings/{uuid4()}/entry", f"/meetings/{uuid4()}/case-results"):
        answer = await api_alone.http.post(path, data={"key": str(uuid4())}, headers=headers)
        assert answer.status_code == httpx2.codes.FORBIDDEN, path


async def test_pages_are_safe_and_whole(api: ApiClient) -> None:
    """The list, the forms, a meeting before and after."""
    case = await ripe(api)
    meeting = await convened(api, case)
    await meeting.read(SECRETARY)
    path = f"/meetings/{meeting.id}"
    for address in ("/meetings", "/meetings/new", path, f"{path}/entry", f"{path}/notice", f"{path}/papers/votes"):
        answer = await browse(api, address, SECRETARY)
        assert answer.status_code == httpx2.codes.OK, address
        Markup(answer.text).require_safe_and_whole(address)
    assert (await browse(api, f"{path}/papers/minutes", SECRETARY)).status_code == httpx2.codes.NOT_FOUND
    assert (await browse(api, f"{path}/entry", MEMBERS[0])).status_code == httpx2.codes.FORBIDDEN
