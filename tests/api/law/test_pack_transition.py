"""Another edition for running cases: previewed over all of them, chosen for one, shown on its page."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import httpx2
import yaml

from domain.case.commands import ChooseTransition, FileApplication
from domain.terms.deadlines import SHANGHAI
from domain.values import Document
from eventlog import reference
from policies.packs.loader import bundled_pack
from tests.api.browsing import Markup, browse
from tests.api.client import ApiClient, Body, CaseAtHand, problem_of
from tests.api.law.test_packs import PACKS, end, fresh, propose, published, text
from tests.api.played import Recorder
from tests.api.positions import CONTACT, DISCIPLINE, OPERATOR, ORGANISATION, OTHER_COUNTY, REVIEWER

DOCUMENT = Document(sha256="a" * 64, title="过渡适用决定", paper="原件存档")


async def filed(recorder: Recorder, pack: str) -> UUID:
    """A case of a pack, under its newest edition."""
    envelope, case_id = recorder.installed.application(datetime.now(UTC).date()), uuid4()
    assert isinstance(envelope.body, FileApplication)
    await recorder.act(case_id, envelope.actor, envelope.body.model_copy(update={"pack": pack}))
    await recorder.show()
    return case_id


def without_ground(pack: str, edition: str, ground: str) -> str:
    """An edition without one of the grounds, that bars nothing for a second time but exemption."""
    value = bundled_pack("nujiang").model_dump(mode="json", by_alias=True)
    value["assessment"]["grounds"] = [each for each in value["assessment"]["grounds"] if each["id"] != ground]
    value["ban"]["bars"] = ["exempt"]
    return yaml.safe_dump({**value, "pack": pack, "edition": edition}, allow_unicode=True, sort_keys=False)


async def sha256_of(api: ApiClient, pack: str, version: int) -> str:
    """The hash of a version, as the list has it."""
    items = (await api.read(CONTACT, PACKS))["items"]
    return next(str(line["sha256"]) for line in items if (line["pack"], line["version"]) == (pack, version))


async def test_a_draft_is_previewed_over_the_open_cases(api_alone: ApiClient, recorder: Recorder) -> None:
    """Counts first, then each case with its terms now and then; nothing in the case changes by looking."""
    pack = fresh()
    await published(api_alone, pack)
    case_id = await filed(recorder, pack)
    draft = (await propose(api_alone, text(pack, "second", 20))).json()
    version = await _stored(recorder, case_id)
    seen = await api_alone.read(ORGANISATION, f"{PACKS}/{pack}/2/preview")
    [line] = seen["cases"]
    [term] = line["terms"]

    assert (seen["state"], seen["sha256"], seen["edition"]) == ("draft", draft["sha256"], "second")
    assert seen["counts"] == {"cases": 1, "impossible": 0, "moved": 1, "harmless": 1, "stricter": 0}
    assert (line["case_id"], line["edition"], line["verdict"], line["obstacles"]) == (str(case_id), "first", "same", [])
    assert (term["duty"], term["was_amount"], term["amount"]) == ("acceptance", 15, 20)
    assert term["was"] < term["due_on"]
    assert await _stored(recorder, case_id) == version


async def test_a_case_that_has_no_place_in_an_edition_is_listed_with_the_reason(
    api_alone: ApiClient, recorder: Recorder
) -> None:
    """And one that would be milder says in what; whoever sees no deadlines there sees the counts alone."""
    pack = fresh()
    await published(api_alone, pack)
    await filed(recorder, pack)
    await propose(api_alone, without_ground(pack, "second", "s4"))
    seen = await api_alone.read(ORGANISATION, f"{PACKS}/{pack}/2/preview")
    [line] = seen["cases"]
    elsewhere = await api_alone.read(OTHER_COUNTY, f"{PACKS}/{pack}/2/preview")
    no_deadlines = await api_alone.read(CONTACT, f"{PACKS}/{pack}/2/preview")

    assert (seen["counts"]["impossible"], seen["counts"]["moved"]) == (1, 0)
    assert [(each["code"], each["about"]) for each in line["obstacles"]] == [("ground", "s4")]
    assert (line["verdict"], line["terms"]) == ("milder", [])
    assert line["milder"][0]["says"]["en"].startswith("the ban no longer bars")
    for blind in (elsewhere, no_deadlines):
        assert (blind["counts"]["cases"], blind["cases"], blind["more"]) == (1, [], False)


async def test_cases_of_later_editions_and_of_other_packs_are_not_meant(
    api_alone: ApiClient, recorder: Recorder
) -> None:
    """A case of the second edition is nobody to move to the first; an unknown version is not found."""
    pack = fresh()
    for edition, days in (("first", 15), ("second", 20)):
        await published(api_alone, pack, edition, days)
    await filed(recorder, pack)
    seen = [await api_alone.read(ORGANISATION, f"{PACKS}/{pack}/{n}/preview") for n in (1, 2)]
    missing = problem_of(await api_alone.get(ORGANISATION, f"{PACKS}/{pack}/3/preview"))

    assert [(each["counts"]["cases"], each["cases"]) for each in seen] == [(0, []), (0, [])]
    assert missing.code == "not_found"


async def test_a_case_goes_on_under_the_edition_chosen_and_its_page_tells(
    api_alone: ApiClient, recorder: Recorder
) -> None:
    """The term is planned anew, the list counts the case there, the page shows both editions and when."""
    pack = fresh()
    await published(api_alone, pack)
    case_id = await filed(recorder, pack)
    await published(api_alone, pack, "second", 20)
    digest = await sha256_of(api_alone, pack, 2)
    before = Markup((await browse(api_alone, f"/procedures/{pack}/versions/2", ORGANISATION)).text).text
    choice = ChooseTransition(pack_sha256=digest, choice="milder", ground="从旧兼从轻", document=DOCUMENT)
    await recorder.act(case_id, ORGANISATION, choice)
    await recorder.show()
    page = Markup((await browse(api_alone, f"/cases/{case_id}", ORGANISATION)).text).text
    shown = await api_alone.read(ORGANISATION, f"/v1/cases/{case_id}")
    items = (await api_alone.read(CONTACT, PACKS))["items"]
    case = await recorder.case(case_id)
    procedure = Markup((await browse(api_alone, f"/procedures/{pack}", CONTACT)).text)

    assert case is not None
    [(duty_id, duty)] = case.open_duties.items()
    certificate = await api_alone.read(ORGANISATION, f"/v1/cases/{case_id}/deadlines/{duty_id}/certificate")

    assert (certificate["term"]["amount"], certificate["due_on"]) == (20, duty.due_on.isoformat())
    assert "能改，期限有变1" in before
    assert "15个工作日" in before
    assert case.pack_sha256 == digest
    assert [duty.opened.amount for duty in case.open_duties.values()] == [20]
    assert [(line["edition"], line["open_cases"]) for line in items if line["pack"] == pack] == [
        ("second", 1),
        ("first", 0),
    ]
    assert shown["edition"] == "second"
    assert f"适用程序自 {datetime.now(SHANGHAI).date().isoformat()} 起改为 second，原为 first（从轻）" in page
    assert "因改按版本second改期" in page
    assert "从旧兼从轻" in page
    assert ("a", {"href": f"/procedures/{pack}/versions/2"}) in [(tag, dict(attrs)) for tag, attrs in procedure.tags]


async def test_the_choice_at_the_door(api: ApiClient) -> None:
    """Refused with its reason for an edition nobody published; recorded for one that is, by the lead of the body."""
    pack = fresh()
    await published(api, pack)
    case = await api.file(pack=pack)
    unknown = await _choose(api, case, ORGANISATION, "ab" * 32)
    law = await reference.installed(api.context.pool)
    calendar = next(line.sha256.hex() for line in law if line.kind == "calendar")
    of_calendar = await _choose(api, case, ORGANISATION, calendar)
    draft = (await propose(api, text(pack, "second", 20))).json()
    of_draft = await _choose(api, case, ORGANISATION, draft["sha256"])
    await end(api, pack, 2, "approval", REVIEWER)
    not_theirs = await _choose(api, case, DISCIPLINE, draft["sha256"])
    outsider = await _choose(api, case, OPERATOR, draft["sha256"])
    done = await _choose(api, case, ORGANISATION, draft["sha256"])

    assert {problem_of(each).code for each in (unknown, of_calendar, of_draft)} == {"unknown_edition"}
    assert (problem_of(not_theirs).status, problem_of(outsider).status) == (403, 403)
    assert done.status_code == 201
    assert [event["type"] if isinstance(event, dict) else event for event in done.json()["events"]] == [
        "transition_chosen",
        "deadline_replanned",
    ]


async def _choose(api: ApiClient, case: CaseAtHand, position: str, digest: str) -> httpx2.Response:
    body: Body = {
        "pack_sha256": digest,
        "choice": "new",
        "ground": "新版本期限更切合实际",
        "document": api.documents,
    }
    return await api.act(position, f"/v1/cases/{case.id}/transition", body, seen=case.version)


async def _stored(recorder: Recorder, case_id: UUID) -> int:
    return len(await recorder.log.read_stream(case_id))
