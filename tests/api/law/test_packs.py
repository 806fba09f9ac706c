"""Procedure packs through the API: proposed as a file, published by a second person, taken back, never edited."""

import asyncio
import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx2
import pytest
import yaml

from deploy.demo.sample_cases import sample_cases
from domain.case.commands import FileApplication
from domain.pack.pack import Pack
from domain.terms.deadlines import SHANGHAI
from policies.packs.loader import bundled_pack, pack_bytes
from tests.api.client import ApiClient, problem_of
from tests.api.played import Recorder
from tests.api.positions import CONTACT, OPERATOR, ORGANISATION, REVIEWER, SUPERVISOR

PACKS = "/v1/packs"
YAML = {"Content-Type": "application/yaml"}

pytestmark = pytest.mark.usefixtures("recorder")  # the read model that counts open cases is his


def text(pack: str, edition: str = "first", days: int = 15, jurisdiction: str | None = None) -> str:
    """A pack's file: the Nujiang procedure under another name, with so many working days for acceptance."""
    value = bundled_pack("nujiang").model_dump(mode="json", by_alias=True)
    value["tolerance"]["steps"]["acceptance"]["within"]["amount"] = days
    whole: str = yaml.safe_dump(
        {**value, "pack": pack, "edition": edition, "jurisdiction": jurisdiction}, allow_unicode=True, sort_keys=False
    )
    return whole


def fresh() -> str:
    """The name of a pack that nobody has installed."""
    return f"p{uuid4().hex[:8]}"


async def propose(
    api: ApiClient, content: str, position: str = OPERATOR, headers: Mapping[str, str] = YAML
) -> httpx2.Response:
    """Propose a file as whoever holds a position."""
    return await api.http.post(PACKS, content=content.encode(), headers={**api.as_(position), **headers})


async def end(api: ApiClient, pack: str, version: int, how: str, position: str) -> httpx2.Response:
    """Approve or withdraw."""
    return await api.http.post(f"{PACKS}/{pack}/{version}/{how}", headers=api.as_(position))


async def published(api: ApiClient, pack: str, edition: str = "first", days: int = 15) -> int:
    """The number of an edition that was proposed by one and published by another."""
    answer = await propose(api, text(pack, edition, days))
    assert answer.status_code == 201, answer.text
    version = int(answer.json()["version"])
    assert (await end(api, pack, version, "approval", REVIEWER)).status_code == 200
    return version


async def states(api: ApiClient, pack: str) -> list[tuple[int, str, str]]:
    """Number, edition and state of each version of a pack, as the list has them."""
    items = (await api.read(CONTACT, PACKS))["items"]
    return [(line["version"], line["edition"], line["state"]) for line in items if line["pack"] == pack]


async def test_the_first_edition_of_a_new_pack_is_a_draft_and_then_counts(api_alone: ApiClient) -> None:
    """Proposed by one, published by another; before that nobody can read it as the pack that holds."""
    pack = fresh()
    answer = await propose(api_alone, text(pack))
    draft = answer.json()
    before = problem_of(await api_alone.get(CONTACT, f"{PACKS}/{pack}"))
    approved = await end(api_alone, pack, 1, "approval", REVIEWER)
    after = await api_alone.read(CONTACT, f"{PACKS}/{pack}")

    assert (answer.status_code, answer.headers["location"]) == (201, f"http://rongcuo.test{PACKS}/{pack}/1")
    assert (draft["state"], draft["base_version"], draft["standing"], draft["open_cases"]) == (
        "draft",
        0,
        "proposed",
        0,
    )
    assert draft["proposed_by"]["name"] != draft["proposed_by"]["person"]
    assert draft["decided_by"] is None
    assert before.code == "not_found"
    assert (approved.json()["state"], approved.json()["sha256"]) == ("current", draft["sha256"])
    assert approved.json()["decided_by"]["person"] != draft["proposed_by"]["person"]
    assert (after["pack"], after["edition"]) == (pack, "first")


async def test_a_procedure_of_a_county_is_published_by_that_county(api_alone: ApiClient) -> None:
    """Its supervisor publishes it, another county's may not; and nobody makes a county's law of that of all."""
    pack, everywhere = fresh(), fresh()
    await propose(api_alone, text(pack, jurisdiction="demo-county-b"))  # the other tests file in county A
    neighbour = problem_of(await end(api_alone, pack, 1, "approval", SUPERVISOR))
    own = await end(api_alone, pack, 1, "approval", "county-b-discipline-supervisor")
    await published(api_alone, everywhere)
    await propose(api_alone, text(everywhere, "second", jurisdiction="demo-county-a"))
    taken = problem_of(await end(api_alone, everywhere, 2, "approval", SUPERVISOR))
    nowhere = problem_of(await propose(api_alone, text(fresh(), jurisdiction="atlantis")))

    assert (neighbour.status, neighbour.code) == (403, "forbidden")
    assert (own.status_code, own.json()["state"]) == (200, "current")
    assert (taken.status, taken.policy) == (403, ("law-keepers", "law-supervisors"))
    assert [fault.pointer for fault in nowhere.errors] == ["/jurisdiction"]


async def test_new_cases_begin_under_the_newest_edition_and_old_ones_keep_theirs(
    api_alone: ApiClient, recorder: Recorder
) -> None:
    """A case filed before and one filed after count acceptance by their own editions; the list counts each's cases."""
    pack = fresh()
    dues = []
    for edition, days in (("first", 15), ("second", 20)):
        await published(api_alone, pack, edition, days)
        envelope = recorder.installed.application(datetime.now(UTC).date())
        assert isinstance(envelope.body, FileApplication)
        case_id = uuid4()
        await recorder.act(case_id, envelope.actor, envelope.body.model_copy(update={"pack": pack}))
        dues.append(case_id)
    await recorder.show()
    items = (await api_alone.read(CONTACT, PACKS))["items"]
    cases = [await recorder.case(case_id) for case_id in dues]
    editions = [case.opened.edition for case in cases if case]
    duties = [duty.opened for case in cases if case for duty in case.duties.values()]

    assert editions == ["first", "second"]
    assert [(line["edition"], line["open_cases"]) for line in items if line["pack"] == pack] == [
        ("second", 1),
        ("first", 1),
    ]
    assert [opened.amount for opened in duties if opened.step == "acceptance"] == [15, 20]


async def test_a_case_that_has_ended_is_not_counted(api_alone: ApiClient, recorder: Recorder) -> None:
    """Of two cases of one pack, one played to its end, the list counts the other."""
    sample = list(sample_cases())[2]
    await recorder.play(sample)
    await recorder.play(sample, before="decide_acceptance")
    await recorder.show()
    items = (await api_alone.read(CONTACT, PACKS))["items"]

    assert [line["open_cases"] for line in items if line["pack"] == "nujiang"] == [1]


async def test_an_edition_is_never_edited(api_alone: ApiClient) -> None:
    """Another content under a name that is drafted or published is refused; the same content is what it was."""
    pack = fresh()
    first, again = await propose(api_alone, text(pack)), await propose(api_alone, text(pack), REVIEWER)
    beside_draft = problem_of(await propose(api_alone, text(pack, days=16)))
    await end(api_alone, pack, 1, "approval", REVIEWER)
    same = problem_of(await propose(api_alone, text(pack)))
    changed = problem_of(await propose(api_alone, text(pack, days=16)))
    renamed = await propose(api_alone, text(pack, "second", 16))

    assert (first.status_code, again.status_code, again.json()) == (201, 200, first.json())
    assert (beside_draft.status, beside_draft.code) == (409, "edition_exists")
    assert (same.status, same.code) == (409, "edition_installed")
    assert (changed.status, changed.code) == (409, "edition_exists")
    assert changed.detail is not None
    assert "first" in changed.detail
    assert renamed.status_code == 201
    assert await states(api_alone, pack) == [(2, "second", "draft"), (1, "first", "current")]


async def test_a_draft_taken_back_leaves_its_name_free_and_its_number_used(api_alone: ApiClient) -> None:
    """Withdrawn, it is listed so; the edition may be proposed with another content under the next number."""
    pack = fresh()
    await propose(api_alone, text(pack))
    back = await end(api_alone, pack, 1, "withdrawal", REVIEWER)
    late = problem_of(await end(api_alone, pack, 1, "approval", REVIEWER))
    anew = await propose(api_alone, text(pack, days=16))

    assert (back.status_code, back.json()["state"]) == (200, "withdrawn")
    assert (late.code, late.detail) == ("draft_ended", "withdrawn")
    assert (anew.status_code, anew.json()["version"]) == (201, 2)


async def test_who_proposed_may_not_approve_and_an_overtaken_draft_is_outdated(api_alone: ApiClient) -> None:
    """Four eyes; of two drafts made from one version the second would undo the first, and is refused."""
    pack = fresh()
    await propose(api_alone, text(pack, "one"))
    await propose(api_alone, text(pack, "two"))
    own = problem_of(await end(api_alone, pack, 1, "approval", OPERATOR))
    await end(api_alone, pack, 2, "approval", REVIEWER)
    late = problem_of(await end(api_alone, pack, 1, "approval", REVIEWER))

    assert (own.code, late.code) == ("four_eyes", "draft_outdated")
    assert await states(api_alone, pack) == [(2, "two", "current"), (1, "one", "outdated")]


async def test_proposals_of_one_name_at_once_publish_at_most_one(api_alone: ApiClient) -> None:
    """However they interleave, one edition of the name counts in the end."""
    pack = fresh()
    await asyncio.gather(*(propose(api_alone, text(pack, days=days)) for days in (15, 16, 17)))
    drafted = [version for version, _, _ in await states(api_alone, pack)]
    await asyncio.gather(*(end(api_alone, pack, version, "approval", REVIEWER) for version in drafted))
    ended = await states(api_alone, pack)

    assert len([state for _, _, state in ended if state in {"current", "superseded"}]) == 1


FAULTS = [
    pytest.param(("amount: 15", "amount: many"), "/tolerance/steps/acceptance/within/amount", id="type"),
    pytest.param(("body: meeting", "body: council"), "/tolerance/steps/approval/body", id="name"),
    pytest.param(("calendar: cn", "calendar: moon"), "/calendar", id="a calendar nobody installed"),
    pytest.param(("effect: obligatory", "effect: obligatory\n  extra: 1"), "/assessment/extra", id="key"),
]


@pytest.mark.parametrize(("change", "where"), FAULTS)
async def test_a_faulty_pack_is_refused_whole_with_lines(
    api_alone: ApiClient, change: tuple[str, str], where: str
) -> None:
    """The fault is told at its line, and nothing of the pack is there afterwards."""
    pack = fresh()
    whole = text(pack)
    assert change[0] in whole
    faulty = whole.replace(*change, 1)
    problem = problem_of(await propose(api_alone, faulty))
    at = faulty[: faulty.index(change[1].splitlines()[-1])].count("\n") + 1

    assert (problem.status, problem.code) == (422, "pack_faulty")
    assert [(fault.pointer, fault.line) for fault in problem.errors] == [(where, at)]
    assert await states(api_alone, pack) == []
    assert problem_of(await end(api_alone, pack, 1, "approval", REVIEWER)).code == "not_found"


@pytest.mark.parametrize("content", ["", "[", "pack: x", "\x00", "- a"])
async def test_what_is_no_pack_is_refused(api_alone: ApiClient, content: str) -> None:
    """Nothing, no YAML, a fragment: 422 with faults."""
    problem = problem_of(await propose(api_alone, content))

    assert (problem.status, problem.code) == (422, "pack_faulty")
    assert problem.errors


async def test_json_is_taken_too_and_nothing_else(api_alone: ApiClient) -> None:
    """The same edition as JSON is the same draft; a form is refused."""
    pack = fresh()
    as_json = pack_bytes(Pack.model_validate(yaml.safe_load(text(pack)))).decode()
    first = await propose(api_alone, text(pack))
    same = await propose(api_alone, as_json, headers={"Content-Type": "application/json"})
    form = problem_of(await propose(api_alone, text(pack), headers={"Content-Type": "text/plain"}))

    assert (first.status_code, same.status_code) == (201, 200)
    assert (form.status, form.code) == (415, "unsupported_media_type")


async def test_a_version_is_read_as_it_is_stored(api_alone: ApiClient) -> None:
    """Published or drafted: its bytes have the SHA-256 that cases are pinned to, as ETag."""
    pack = fresh()
    digest = (await propose(api_alone, text(pack))).json()["sha256"]
    whole = await api_alone.get(CONTACT, f"{PACKS}/{pack}/1")
    same = await api_alone.get(CONTACT, f"{PACKS}/{pack}/1", {"If-None-Match": whole.headers["etag"]})

    assert hashlib.sha256(whole.content).hexdigest() == digest
    assert (whole.headers["etag"], same.status_code) == (f'"{digest}"', 304)
    assert problem_of(await api_alone.get(CONTACT, f"{PACKS}/{pack}/2")).code == "not_found"
    assert problem_of(await api_alone.get(CONTACT, f"{PACKS}/{pack}/0")).status == 422


async def test_who_may_do_what(api_alone: ApiClient) -> None:
    """Operators propose and take back, they and supervisors approve, everyone else reads."""
    pack = fresh()
    await propose(api_alone, text(pack))
    refused = [
        await propose(api_alone, text(pack), ORGANISATION),
        await propose(api_alone, text(pack), SUPERVISOR),
        await end(api_alone, pack, 1, "approval", ORGANISATION),
        await end(api_alone, pack, 1, "withdrawal", SUPERVISOR),
    ]

    assert [problem_of(answer).code for answer in refused] == ["forbidden"] * 4
    assert (await api_alone.http.post(PACKS, content=text(pack), headers=YAML)).status_code == 401


async def test_nothing_is_decided_by_a_draft(api_alone: ApiClient, recorder: Recorder) -> None:
    """An application that names a pack with drafts only names no pack."""
    pack = fresh()
    await propose(api_alone, text(pack))
    envelope = recorder.installed.application(datetime.now(UTC).date())
    assert isinstance(envelope.body, FileApplication)
    with pytest.raises(AssertionError, match="unknown_pack"):
        await recorder.act(uuid4(), envelope.actor, envelope.body.model_copy(update={"pack": pack}))


async def test_a_file_that_extends_an_edition_is_drafted_whole(api_alone: ApiClient) -> None:
    """Over a published edition, not over a draft; its faults are told on its own lines; what is stored is whole."""
    pack = fresh()
    over = f"extends: {{pack: {pack}, edition: first}}\nedition: land-1\nban: {{bars: [exempt]}}\n"
    await propose(api_alone, text(pack))
    of_draft = problem_of(await propose(api_alone, over))
    await end(api_alone, pack, 1, "approval", REVIEWER)
    faulty = problem_of(await propose(api_alone, over.replace("exempt]", "everything]")))
    done = await propose(api_alone, over)
    stored = await api_alone.read(CONTACT, f"{PACKS}/{pack}/2")
    first = await api_alone.read(CONTACT, f"{PACKS}/{pack}/1")

    assert [(each.code, each.line) for each in of_draft.errors] == [("unknown_base", 1)]
    assert [(each.pointer, each.line) for each in faulty.errors] == [("/ban/bars/0", 3)]
    assert done.status_code == 201
    assert "extends" not in stored
    assert stored == {**first, "edition": "land-1", "ban": {**first["ban"], "bars": ["exempt"]}}


async def test_an_edition_is_published_on_the_day_from_which_it_holds(api_alone: ApiClient) -> None:
    """Not before, or new cases would begin under what is no law yet."""
    pack, today = fresh(), datetime.now(UTC).astimezone(SHANGHAI).date()
    content = text(pack) + f"effective_from: {today + timedelta(days=2)}\n"
    draft = await propose(api_alone, content)
    version = draft.json()["version"]
    early = problem_of(await end(api_alone, pack, version, "approval", REVIEWER))
    later = api_alone.on(today + timedelta(days=2))

    assert (early.code, early.detail) == ("not_yet_effective", str(today + timedelta(days=2)))
    assert (await end(later, pack, version, "approval", REVIEWER)).status_code == 200
