"""Official documents over the API: drafted on a page, checked, signed, issued as a file, looked at, and verified."""

import hashlib
import re
from dataclasses import replace
from io import BytesIO
from urllib.parse import unquote
from uuid import uuid4

import httpx2
import pytest
from pypdf import PdfReader

from api.documents.codes import code_of, read_code
from api.documents.verification import issued_as
from api.documents.views import Paper, PapersOfCase
from api.typesetting.word import WordTemplate
from domain.case.commands import DraftDocument
from domain.documents.letter import EventProof
from domain.messages import kind_of
from tests.api.browsing import Markup, browse
from tests.api.client import ApiClient, Body, CaseAtHand, http_client_of
from tests.api.positions import CONTACT, DISCIPLINE, FINANCE, ORGANISATION, OTHER_CONTACT

HEAD, OFFICER_2 = "county-a-organization-head", "county-a-organization-officer-2"
OWN = {"Sec-Fetch-Site": "same-origin"}
HOSTILE = '<script>alert(1)</script> #eval("1") {subjects} \\include'


async def papers(case: CaseAtHand, position: str = ORGANISATION) -> PapersOfCase:
    """The documents of a case as somebody reads them."""
    answer = await case.api.get(position, f"/v1/cases/{case.id}/official-documents")
    assert answer.status_code == httpx2.codes.OK, answer.text
    return PapersOfCase.model_validate_json(answer.content)


async def drafted(case: CaseAtHand, document: str, **changes: str) -> str:
    """A draft of a document; its id."""
    body = {
        "document": document,
        "title": "受理通知书",
        "addressees": "青石乡人民政府、某局",
        "text": HOSTILE,
        **changes,
    }
    await case.act(ORGANISATION, "official-documents", body)
    return str((await papers(case)).papers[-1].document_id)


@pytest.fixture(scope="module")
async def case(api: ApiClient) -> CaseAtHand:
    """A case that was accepted."""
    at_hand = await api.file()
    await at_hand.accept()
    return at_hand


@pytest.fixture(scope="module")
async def issued(case: CaseAtHand) -> Paper:
    """Its notice of acceptance, issued; as it is listed."""
    id_ = await drafted(case, "acceptance_notice")
    await case.act(OFFICER_2, "document-checks", {"draft": id_, "passed": True})
    await case.act(HEAD, "document-signatures", {"draft": id_})
    await case.act(ORGANISATION, "document-issues", {"draft": id_})
    return next(each for each in (await papers(case)).papers if str(each.document_id) == id_)


async def test_what_may_be_drafted_is_listed_with_its_words_filled_in(case: CaseAtHand) -> None:
    """The page has the words of the procedure, with the facts of the case; the form goes through check and receipt."""
    asked = {each.rule for each in (await papers(case)).to_draft}
    assert {"application", "filing_receipt"} <= asked
    page = await browse(case.api, f"/cases/{case.id}/official-documents/new?document=filing_receipt", ORGANISATION)

    assert page.status_code == httpx2.codes.OK, page.text
    Markup(page.text).require_safe_and_whole("/cases/x/official-documents/new")
    assert "收件回执" in page.text
    assert "【案件】" in page.text
    assert "{case_number}" not in page.text
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
    form = {**fields, "/title": "收件回执", "/text": "【案件】某案", "do": "check"}
    form_page = f"/cases/{case.id}/acts/{kind_of(DraftDocument)}"
    headers = {**OWN, **case.api.cookie(ORGANISATION)}
    check = await case.api.http.post(form_page, data=form, headers=headers)
    assert check.status_code == httpx2.codes.OK, check.text
    assert "文书拟稿" in check.text
    recorded = await case.api.http.post(form_page, data={**form, "do": "record"}, headers=headers)
    assert recorded.status_code == httpx2.codes.SEE_OTHER, recorded.text


async def test_what_is_issued_is_the_file_of_the_log(case: CaseAtHand, issued: Paper) -> None:
    """The bytes that are given out are those whose digest the log has; they bear the number of the acceptance."""
    answer = await case.api.get(ORGANISATION, f"/v1/cases/{case.id}/official-documents/{issued.document_id}/pdf")

    assert answer.status_code == httpx2.codes.OK, answer.text
    assert hashlib.sha256(answer.content).hexdigest() == issued.sha256
    assert len(answer.content) == issued.size
    assert answer.content.startswith(b"%PDF")
    assert "受理通知书" in unquote(answer.headers["content-disposition"])
    assert "容受" in str(issued.number)
    assert (issued.stage, issued.stands) == ("issued", True)
    read = PdfReader(BytesIO(answer.content))
    (proof,) = (EventProof.model_validate_json(content) for (content,) in read.attachments.values())
    leaf = await case.api.context.event_log.leaf_of(case.id, proof.version)
    assert (proof.stream, proof.digest) == (case.id, leaf and leaf.hex())
    printed = "".join(page.extract_text() for page in read.pages)
    assert str(issued.code) in printed.replace("\u200b", "")


async def test_a_draft_is_shown_and_has_no_code(case: CaseAtHand) -> None:
    """It is set as it stands, hostile words and all."""
    id_ = await drafted(case, "application", title=HOSTILE)
    shown = await browse(case.api, f"/cases/{case.id}/official-documents/{id_}", ORGANISATION)
    pdf = await browse(case.api, f"/cases/{case.id}/official-documents/{id_}/pdf", ORGANISATION)

    Markup(shown.text).require_safe_and_whole("/cases/x/official-documents/x")
    assert "<script>alert" not in shown.text
    assert pdf.content.startswith(b"%PDF")
    assert "inline" in pdf.headers["content-disposition"]
    word = await browse(case.api, f"/cases/{case.id}/official-documents/{id_}/docx", ORGANISATION)
    assert word.content.startswith(b"PK")
    assert "attachment" in word.headers["content-disposition"]
    withdrawn = await case.api.act(
        ORGANISATION, f"/v1/cases/{case.id}/document-withdrawals", {"official": id_, "reasons": "重拟"}
    )
    assert withdrawn.status_code == httpx2.codes.CREATED, withdrawn.text


async def test_a_word_template_that_fails_gives_nothing_and_says_so(case: CaseAtHand) -> None:
    """However it passed its check: no broken file, and the operators find the reason in the log."""
    id_ = await drafted(case, "application", title="申请书")
    async with http_client_of(replace(case.api.context, word=WordTemplate(b"no document"))) as http:
        answer = await http.get(
            f"/v1/cases/{case.id}/official-documents/{id_}/docx", headers=case.api.as_(ORGANISATION)
        )
    assert (answer.status_code, answer.json()["code"]) == (httpx2.codes.SERVICE_UNAVAILABLE, "not_typeset")
    assert "retry-after" in answer.headers


async def test_the_applicants_side_sees_what_was_issued_to_it(case: CaseAtHand, issued: Paper) -> None:
    """And nothing of drafts and inner papers, on the page or in the timeline; nobody else sees any."""
    theirs = await papers(case, CONTACT)

    assert [each.document_id for each in theirs.papers] == [issued.document_id]
    assert theirs.to_draft == ()
    history = (await case.api.get(CONTACT, f"/v1/cases/{case.id}/events")).text
    assert str(issued.sha256) in history
    assert "filing_receipt" not in history
    path = f"/v1/cases/{case.id}/official-documents/{issued.document_id}/pdf"
    assert (await case.api.get(CONTACT, path)).status_code == httpx2.codes.OK
    for position in (OTHER_CONTACT, FINANCE):
        assert (await case.api.get(position, path)).status_code == httpx2.codes.NOT_FOUND


async def test_nobody_issues_a_file_of_their_own(case: CaseAtHand) -> None:
    """What is issued is set here: a body has no place for a digest."""
    path = f"/v1/cases/{case.id}/document-issues"
    body: Body = {"draft": str(uuid4())}
    own = await case.api.act(ORGANISATION, path, {**body, "sha256": "5" * 64})
    unknown = await case.api.act(ORGANISATION, path, body)

    assert own.status_code == httpx2.codes.UNPROCESSABLE_CONTENT
    assert unknown.json()["code"] == "no_such_draft"


async def test_whoever_holds_the_paper_may_ask_whether_it_stands(case: CaseAtHand, issued: Paper) -> None:
    """Without signing in: kind, number, organ, date and digest, and nobody's name; another file is told apart."""
    code = str(issued.code)
    answer = await case.api.http.get(f"/verify/{code}")

    assert answer.status_code == httpx2.codes.OK
    for said in (str(issued.number), str(issued.sha256), "仍然有效", "组织部"):
        assert said in answer.text
    for hidden in ("青石乡", HOSTILE[:8], str(case.id)):
        assert hidden not in answer.text
    same = await case.api.http.get(f"/verify?code={code.lower().replace('-', ' ')}&sha256={issued.sha256}")
    other = await case.api.http.get(f"/verify/{code}?sha256={'0' * 64}")
    assert "摘要相同" in same.text
    assert "摘要不同" in other.text


async def test_a_file_is_held_against_the_log_alone(case: CaseAtHand, issued: Paper) -> None:
    """By its digest: the one that was issued is found, a draft is not."""
    log, pool, organs = case.api.context.event_log, case.api.context.pool, case.api.installed.organs
    found = await issued_as(log, pool, organs, str(issued.sha256))

    assert found is not None
    assert (found.number, found.standing) == (issued.number, "stands")
    assert await issued_as(log, pool, organs, "0" * 64) is None


async def test_a_code_that_was_made_up_leads_nowhere(case: CaseAtHand, issued: Paper) -> None:
    """Also where its place in the log is right."""
    _, place = read_code(str(issued.code)) or ("", 0)
    for code in (code_of(place, b"0123456789"), code_of(2**40 - 1, b"0123456789"), "x", "../etc"):
        answer = await case.api.http.get(f"/verify?code={code}")
        assert answer.status_code == httpx2.codes.NOT_FOUND
        assert "没有这个核验码" in answer.text


async def test_a_withdrawn_document_says_so(case: CaseAtHand, issued: Paper) -> None:
    """To who holds the paper, and on the page of the case."""
    body: Body = {"official": str(issued.document_id), "reasons": "姓名有误"}
    await case.act(HEAD, "document-withdrawals", body)

    assert "已作废" in (await case.api.http.get(f"/verify/{issued.code}")).text
    listed = next(each for each in (await papers(case)).papers if each.document_id == issued.document_id)
    assert (listed.stage, listed.stands, listed.withdrawn_because) == ("withdrawn", False, "姓名有误")


async def buttons(case: CaseAtHand, position: str, id_: str) -> tuple[list[str], list[str]]:
    """What the page of a document offers somebody: as its primary button, and beside it."""
    page = (await browse(case.api, f"/cases/{case.id}/official-documents/{id_}", position)).text
    offered = re.findall(r'<a class="button( plain)?" href="[^"]*">([^<]*)</a>', page)
    return [name for plain, name in offered if not plain], [name for plain, name in offered if plain]


async def test_a_page_has_one_primary_button(api: ApiClient) -> None:
    """What the document waits for, of whoever does it; what else may be done stands beside it. A draft says it all."""
    at_hand = await api.file()
    await at_hand.accept()
    enclosed = {"enclosures": "情况说明\n会议记录", "note": "联系人：某某"}
    id_ = await drafted(at_hand, "acceptance_notice", **enclosed)
    by_drafter, by_other = await buttons(at_hand, ORGANISATION, id_), await buttons(at_hand, OFFICER_2, id_)
    await at_hand.act(OFFICER_2, "document-checks", {"draft": id_, "passed": True})
    by_officer, by_head = await buttons(at_hand, OFFICER_2, id_), await buttons(at_hand, HEAD, id_)
    word = await browse(api, f"/cases/{at_hand.id}/official-documents/{id_}/pdf", OFFICER_2)
    printed = "".join(page.extract_text() for page in PdfReader(BytesIO(word.content)).pages)

    assert by_drafter[0] == by_officer[0] == []
    assert (by_other[0], by_head[0]) == (["核稿"], ["签发"])
    assert {"文书作废", "修改文稿"} <= {*by_drafter[1]} & {*by_other[1]}
    assert all(said in printed for said in ("情况说明", "会议记录", "联系人：某某"))


async def test_the_other_organ_signs_an_opinion_along(api: ApiClient) -> None:
    """It gets a number of its own as it is signed, and what it says of the case is what was determined."""
    at_hand = await api.file()
    await at_hand.accept()
    await at_hand.investigate()
    await at_hand.determine()
    new = f"/cases/{at_hand.id}/official-documents/new?document=determination_opinion"
    page = await browse(api, new, ORGANISATION)
    assert "免责" in page.text
    id_ = await drafted(at_hand, "determination_opinion", title="认定意见", text="一、依据\n某情形\n二、意见\n免责")
    await at_hand.act(OFFICER_2, "document-checks", {"draft": id_, "passed": True})
    await at_hand.act(DISCIPLINE, "document-countersignatures", {"draft": id_, "consents": True})
    await at_hand.act(HEAD, "document-signatures", {"draft": id_})
    await at_hand.act(ORGANISATION, "document-issues", {"draft": id_})

    listed = (await papers(at_hand)).papers[-1]
    assert "容文" in str(listed.number)
    assert listed.stage == "issued"


@pytest.mark.parametrize("place", [0, 1, 2**39, 2**40 - 1])
def test_a_code_is_read_as_it_was_printed(place: int) -> None:
    """However it is typed; a letter that is taken for a digit is one."""
    code = code_of(place, bytes(range(10)))

    assert read_code(code) == (code, place)
    assert read_code(code.lower().replace("-", "").replace("0", "o").replace("1", "l")) == (code, place)
    assert read_code(code[:-1]) is None
