"""The forms of acts at the door: filled in, checked without recording, recorded once, and nothing lost on the way."""

import asyncio
from uuid import uuid4

import httpx2

from api.forms.paths import form_path
from api.http.language import COOKIE as LANGUAGE
from tests.api.browsing import Markup, browse
from tests.api.client import PUBLIC_URL, ApiClient, CaseAtHand
from tests.api.forms.filling_in import FormAtHand
from tests.api.positions import CONTACT, DISCIPLINE, FINANCE, MEMBERS, ORGANISATION, SECRETARY

REASONS = "材料齐全，予以受理。"


async def accepting(api: ApiClient, case: CaseAtHand) -> FormAtHand:
    """The form of an acceptance, filled in."""
    form = await FormAtHand.opened(api, ORGANISATION, form_path("case", case.id, "decide_acceptance"))
    assert form.answer.status_code == httpx2.codes.OK, form.answer.text
    return form.fill({"/accepted": "yes", "/reasons": REASONS})


async def version_of(api: ApiClient, case: CaseAtHand) -> int:
    """How many events a case has."""
    return len((await api.read(ORGANISATION, f"/v1/cases/{case.id}/events"))["events"])


async def test_an_act_is_checked_without_recording_and_then_recorded_with_a_receipt(api: ApiClient) -> None:
    """The check page tells the events and the deadlines; the receipt number, hash, time and who."""
    case = await api.file()
    form = await accepting(api, case)
    before = await version_of(api, case)
    await form.send("check")
    page = Markup(form.answer.text)
    assert form.answer.status_code == httpx2.codes.OK, form.answer.text
    page.require_safe_and_whole(form.path)
    assert "将要登记" in page.text
    assert REASONS in page.text
    assert await version_of(api, case) == before
    await form.send("record")
    receipt = await browse(api, form.answer.headers["location"], ORGANISATION)
    told = Markup(receipt.text)
    told.require_safe_and_whole("receipt")
    assert f"#{before + 1}" in told.text
    assert await version_of(api, case) > before


async def test_lines_are_recorded_as_they_were_typed(api: ApiClient) -> None:
    """Over the check, whose page carries them on, and back to the form."""
    case = await api.file()
    form = (await accepting(api, case)).fill({"/reasons": "一、材料齐全。\r\n\r\n二、予以受理。"})
    await form.send("check")
    assert "U+000" not in form.answer.text
    await form.send("record")
    events = (await api.read(ORGANISATION, f"/v1/cases/{case.id}/events"))["events"]

    assert [each["words"]["reasons"] for each in events if each["kind"] == "joint_act_proposed"] == [
        "一、材料齐全。\n\n二、予以受理。"
    ]


async def test_sent_twice_it_is_one_act(api: ApiClient) -> None:
    """A double click, and going back to send it again, lead to the same receipt."""
    case = await api.file()
    form = await accepting(api, case)
    await form.send("check")
    pairs = list(form.pairs)
    receipts = set()
    for _ in range(2):
        form.pairs = list(pairs)
        await form.send("record")
        receipts.add(form.answer.headers["location"])
    after = await version_of(api, case)
    form.pairs = list(pairs)
    await form.send("check")
    receipts.add(form.answer.headers["location"])
    assert len(receipts) == 1
    assert await version_of(api, case) == after


async def test_two_at_once_record_it_once(api: ApiClient) -> None:
    """Two windows of one person, or a nervous finger: one stands, the other is shown what changed, with its text."""
    case = await api.file()
    one, other = await accepting(api, case), await accepting(api, case)
    await asyncio.gather(one.send("record"), other.send("record"))
    statuses = sorted((one.answer.status_code, other.answer.status_code))
    assert statuses[0] == httpx2.codes.SEE_OTHER
    assert statuses[1] in {httpx2.codes.CONFLICT, httpx2.codes.PRECONDITION_FAILED}
    lost = one if one.answer.status_code != httpx2.codes.SEE_OTHER else other
    assert REASONS in lost.answer.text


async def test_a_stale_form_keeps_its_text_and_shows_what_changed(api: ApiClient) -> None:
    """Somebody was faster: 412, the text is kept, what they did is told, and the form may be checked again."""
    case = await api.file()
    form = await accepting(api, case)
    await case.act(ORGANISATION, "supplement-request", {"missing": "请补会议记录。"})
    await form.send("check")
    page = Markup(form.answer.text)
    assert form.answer.status_code == httpx2.codes.PRECONDITION_FAILED
    assert REASONS in form.answer.text
    assert "请补会议记录。" in page.text
    assert "错误：" in form.answer.text.split("</title>")[0]
    await form.send("check")
    assert form.answer.status_code != httpx2.codes.PRECONDITION_FAILED


async def test_what_was_typed_outlives_the_session(api: ApiClient) -> None:
    """Nobody is signed in any more: the page keeps the text, and it comes back once somebody is."""
    case = await api.file()
    form = await accepting(api, case)
    before = await version_of(api, case)
    await form.send("record", None)
    assert form.answer.status_code == httpx2.codes.UNAUTHORIZED
    assert form.value("/reasons") == REASONS
    await form.send("edit")
    assert form.answer.status_code == httpx2.codes.OK
    assert form.value("/reasons") == REASONS
    assert await version_of(api, case) == before


async def test_another_person_who_signs_in_meanwhile_is_told_and_records_nothing_unawares(api: ApiClient) -> None:
    """A form is of whom it was shown to: another who sends it on sees first that it is now theirs."""
    case = await api.file()
    form = await accepting(api, case)
    before = await version_of(api, case)
    await form.send("record", DISCIPLINE)
    assert form.answer.status_code == httpx2.codes.OK
    assert "另一身份" in form.answer.text
    assert await version_of(api, case) == before


async def test_a_form_of_another_site_is_refused(api: ApiClient) -> None:
    """As everywhere: what another site makes a browser send is not taken."""
    case = await api.file()
    form = await accepting(api, case)
    await form.send("record", **{"sec-fetch-site": "cross-site"})
    assert form.answer.status_code == httpx2.codes.FORBIDDEN


async def test_what_is_wrong_is_told_on_top_and_beside_the_field(api: ApiClient) -> None:
    """What the command cannot be made of, and what the rules refuse, alike; with links, and everything kept."""
    case = await api.file()
    form = await accepting(api, case)
    form.fill({"/accepted": ""})
    await form.send("check")
    assert form.answer.status_code == httpx2.codes.UNPROCESSABLE_CONTENT
    assert 'href="#f-accepted"' in form.answer.text
    assert 'id="f-accepted-fault1"' in form.answer.text
    assert REASONS in form.answer.text
    form.fill({"/accepted": "no"})
    await form.send("check")
    assert form.answer.status_code == httpx2.codes.UNPROCESSABLE_CONTENT
    assert 'href="#f-refusal_ground"' in form.answer.text


async def test_an_application_is_filed_by_its_form(api: ApiClient) -> None:
    """From looking up the subject by name to the receipt, rows added by a button."""
    subject = api.installed.subject
    found = (await api.context.subjects.get([subject]))[subject].subject
    form = await FormAtHand.opened(api, CONTACT, "/cases/new/acts/file_application")
    assert form.answer.status_code == httpx2.codes.OK, form.answer.text
    form.fill({"/pack": "nujiang", "/title": "标题", "find:/subjects": found.name, "find:/applicant": found.name})
    await form.send("find")
    assert str(subject) in form.choices["/subjects"]
    await form.send("add:/evidence")
    await form.send("add:/evidence")
    assert form.value("/title") == "标题"
    form.fill(
        {
            "/to_organ": "county-a-organization",
            "/statement": "已及时补救。",
            "/applicant": str(subject),
            "/subjects": [str(subject)],
            "/ground": "s4",
            "/error_class": "procedure_flaw",
            "/occurred_on": "2026-01-05",
            "/endorsement/kind": "refused",
            "/endorsement/refusal_reasons": "负责人拒签。",
            "/evidence/1/sha256": "A" * 64,
            "/evidence/1/title": "会议记录",
        }
    )
    await form.send("check")
    checked = Markup(form.answer.text).text
    assert found.name in checked
    assert "未登记" not in checked, "the check names whom it is about"
    receipt = await form.recorded()
    assert "/receipts/1" in receipt
    told = Markup((await browse(api, receipt, CONTACT)).text)
    assert "会议记录" in told.text


async def test_findings_come_with_a_row_for_each_item_and_are_recorded_as_far_as_they_are_filled_in(
    api: ApiClient,
) -> None:
    """What must be found stands in the form, the negative list first; rows left empty are none."""
    case = await api.file()
    await case.accept()
    actors = [api.installed.actor(position) for position in (ORGANISATION, DISCIPLINE, FINANCE)]
    await case.act(ORGANISATION, "team", {"members": [actor.model_dump(mode="json") for actor in actors]})
    form = await FormAtHand.opened(api, DISCIPLINE, form_path("case", case.id, "record_findings"))
    rows = int(form.value("rows:/findings"))
    assert rows > 3
    form.fill({"/findings/1/result": "met", "/findings/1/reasons": "属实"})
    before = await version_of(api, case)
    await form.recorded()
    assert await version_of(api, case) == before + 1


async def test_nobody_learns_from_a_check_what_the_ballots_come_to(api: ApiClient) -> None:
    """Closing a round may be checked; what the votes are is told when it is closed, not before."""
    case = await api.file()
    await case.accept()
    await case.investigate()
    await case.determine()
    round_ = await case.open_round()
    for member in MEMBERS:
        await case.act(member, "ballots", {"round": round_, "choice": "agree"})
    form = await FormAtHand.opened(api, SECRETARY, form_path("case", case.id, "close_round"))
    await form.send("check")
    page = Markup(form.answer.text)
    assert form.answer.status_code == httpx2.codes.OK, form.answer.text
    assert "批准" not in page.text
    assert "同意7" not in page.text
    await form.send("record")
    assert form.answer.status_code == httpx2.codes.UNPROCESSABLE_CONTENT
    assert "还没有登记" in form.answer.text


async def test_a_key_that_was_used_for_something_else_is_told_with_its_receipt(api: ApiClient) -> None:
    """Going back, changing the text and sending it again is another act: it is said, and nothing is doubled."""
    case = await api.file()
    form = await accepting(api, case)
    await form.send("check")
    pairs = list(form.pairs)
    await form.send("record")
    receipt = form.answer.headers["location"]
    form.pairs = [("/reasons", "另写") if name == "/reasons" else (name, value) for name, value in pairs]
    await form.send("record")
    assert form.answer.status_code == httpx2.codes.UNPROCESSABLE_CONTENT
    assert receipt in form.answer.text
    assert "另写" in form.answer.text


async def test_there_is_no_form_of_what_is_not_there(api: ApiClient) -> None:
    """An unknown act, an act on nothing, an act that begins something on what there is."""
    case = await api.file()
    for path in (
        f"/cases/{case.id}/acts/nothing",
        f"/cases/{uuid4()}/acts/decide_acceptance",
        f"/cases/{case.id}/acts/file_application",
        "/cases/new/acts/decide_acceptance",
        f"/cases/{case.id}/receipts/9999",
        f"/cases/{case.id}/receipts/x",
    ):
        assert (await browse(api, path, ORGANISATION)).status_code == httpx2.codes.NOT_FOUND, path


async def done(api: ApiClient, case: CaseAtHand, position: str, kind: str, values: dict[str, str | list[str]]) -> None:
    """An act by its form: opened, filled in, checked, recorded."""
    form = await FormAtHand.opened(api, position, form_path("case", case.id, kind))
    assert form.answer.status_code == httpx2.codes.OK, (kind, form.answer.text)
    receipt = await form.fill(values).recorded()
    assert (await browse(api, receipt, position)).status_code == httpx2.codes.OK, kind


async def signed(api: ApiClient, case: CaseAtHand, *positions: str) -> None:
    """What was proposed is signed by others."""
    for position in positions:
        await done(api, case, position, "sign_off", {"/consents": "yes"})


async def test_a_whole_case_is_handled_by_its_forms(api: ApiClient) -> None:
    """From acceptance to feedback and receipt, by everybody who has a part in it."""
    case = await api.file()
    subject = str(api.installed.subject)
    document = {"sha256": "b" * 64, "title": "文书", "paper": "原件存档"}
    posts = [api.installed.actor(position) for position in (ORGANISATION, DISCIPLINE, FINANCE)]
    await done(api, case, ORGANISATION, "decide_acceptance", {"/accepted": "yes", "/reasons": REASONS})
    await signed(api, case, DISCIPLINE)
    members = {f"/members/{n}/post": f"{a.person} {a.position} {a.organ}" for n, a in enumerate(posts)}
    await done(api, case, ORGANISATION, "form_team", {**members})
    await done(api, case, ORGANISATION, "deny_same_matter", {"/reasons": "无相同事项"})
    await done(api, case, FINANCE, "record_defence", {"/subject": subject, "/mode": "oral", "/statement": "无异议"})
    form = await FormAtHand.opened(api, DISCIPLINE, form_path("case", case.id, "record_findings"))
    for row in range(int(form.value("rows:/findings"))):
        result = "not_met" if form.value(f"/findings/{row}/of") == "negative" else "met"
        form.fill({f"/findings/{row}/result": result, f"/findings/{row}/reasons": "属实"})
    await form.recorded()
    report = {f"/report/{name}": value for name, value in document.items()}
    await done(api, case, ORGANISATION, "report_investigation", {**report, "/summary": "失误属实"})
    opinion: dict[str, str | list[str]] = {
        "/opinions/0/outcome": "exempt",
        "/opinions/0/liabilities": ["accountability"],
    }
    reasons = {"/no_correction_reasons": "已全部补救", "/reasons": "条件齐备"}
    await done(api, case, ORGANISATION, "propose_determination", {**opinion, **reasons})
    await signed(api, case, DISCIPLINE)
    await done(api, case, SECRETARY, "open_round", {})
    for member in MEMBERS:
        await done(api, case, member, "cast_ballot", {"/choice": "agree"})
    await done(api, case, SECRETARY, "close_round", {})
    notice = {f"/notice/{name}": value for name, value in document.items()}
    await done(api, case, ORGANISATION, "serve_feedback", {**notice})
    await done(api, case, CONTACT, "confirm_receipt", {"/subject": subject})


async def test_the_deadlines_that_begin_are_told_beforehand_with_why_and_must_be_confirmed(api: ApiClient) -> None:
    """Serving the feedback begins duties: each with its day and reason; without the tick nothing is recorded."""
    case = await api.file()
    await case.tolerate()
    form = await FormAtHand.opened(api, ORGANISATION, form_path("case", case.id, "serve_feedback"))
    form.fill({"/notice/sha256": "c" * 64, "/notice/title": "反馈书", "/notice/paper": "存档"})
    before = await version_of(api, case)
    await form.send("check")
    page = Markup(form.answer.text)
    assert "由此起算或变动的期限" in page.text
    assert "24:00（北京时间）" in page.text
    await form.send("record")
    assert form.answer.status_code == httpx2.codes.UNPROCESSABLE_CONTENT
    assert await version_of(api, case) == before
    form.fill({"know:0": "yes"})
    await form.send("record")
    assert form.answer.status_code == httpx2.codes.SEE_OTHER


async def test_a_form_is_in_english_where_that_is_asked_for_and_stays_so(api: ApiClient) -> None:
    """The labels, and the check; what was typed is what it was, though it be a word that we have in English."""
    case = await api.file()
    path = form_path("case", case.id, "decide_acceptance")
    form = await FormAtHand.opened(api, ORGANISATION, f"{path}?lang=en")
    kept = form.answer.cookies[LANGUAGE]
    api.http.cookies.clear()
    assert "Accept or not" in form.answer.text
    form.fill({"/accepted": "yes", "/reasons": "理由"})
    await form.send("check", Cookie=f"{api.cookie(ORGANISATION)['Cookie']}; {LANGUAGE}={kept}")
    assert "What will be recorded" in form.answer.text
    assert form.value("/reasons") == "理由"


async def test_what_a_form_is_about_is_filled_by_its_address(api: ApiClient) -> None:
    """A link to an act leads to the form with its duty chosen."""
    case = await api.file()
    duty = (await api.read(ORGANISATION, f"/v1/cases/{case.id}?seen=1"))["duties"][0]["duty_id"]
    path = form_path("case", case.id, "extend_term", {"duty": duty})
    form = await FormAtHand.opened(api, ORGANISATION, path)
    assert form.value("/duty") == duty


async def test_going_back_finds_the_form_as_it_was_and_signing_out_takes_it_away(api: ApiClient) -> None:
    """A browser may keep a form for going back, nobody else may; after signing out it keeps nothing."""
    case = await api.file()
    form = await accepting(api, case)
    assert form.answer.headers["cache-control"] == "private, no-cache"
    await form.send("check")
    assert form.answer.headers["cache-control"] == "private, no-cache", "Back from the receipt finds the check"
    left = await api.http.post("/sign-out", headers={"origin": PUBLIC_URL})
    assert left.headers["clear-site-data"] == '"cache"'
