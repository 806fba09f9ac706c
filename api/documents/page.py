"""GET /cases/{id}/official-documents: the documents of a case, each with its preview and what may be done with it now.

The draft of a document is filled in here, with the words of the procedure and the facts of the case; it is checked and
recorded as every act is.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import UUID, uuid4

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.auth.callers import require
from api.auth.disclosure import disclose_case
from api.auth.policy import CommandName
from api.cases.views import acts_on
from api.commands.possible import ActOffered
from api.documents.facts import facts_for
from api.documents.giving import docx_of, paper_read, pdf_of
from api.documents.views import CasePapers, Paper, PaperToDraft, papers_of
from api.forms.paths import PAPERWORK
from api.http.problems import NOT_FOUND, ProblemRaised
from api.identity.personas import Persona
from api.labels.naming import Names
from api.web.frame import PageRoute, Reader, id_of, page
from domain.documents.facts import CaseFact, filled, missing_in
from domain.pack.documents import DocumentRule
from domain.values import Bilingual

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_REVISING = Bilingual(zh="修改文稿", en="Revise the draft")


@router.get("/cases/{case_id}/official-documents")
async def show_papers(request: Request, who: Reader, case_id: str) -> Response:
    """What may be drafted, what is under way and with whom, what was issued."""
    id_ = id_of(case_id)
    papers = await papers_of(request, who, id_)
    disclose_case(request, who, id_, papers.seen.resource, "words" if papers.inside else "case")
    offered = await _offered(request, who, papers)
    return await page(
        request,
        "papers.html",
        case_id=id_,
        case=papers.page,
        papers=papers.view.papers,
        to_draft=papers.view.to_draft,
        drafts={each.organ for each in papers.view.to_draft} & {who.organ}
        if any(act.kind == "draft_document" for act in offered)
        else set(),
        names=Names(papers.organs, papers.pack),
    )


@router.get("/cases/{case_id}/official-documents/new")
async def draft_paper(request: Request, who: Reader, case_id: str) -> Response:
    """The words of a document, filled with the facts of the case, to be looked over and changed."""
    id_, asked = id_of(case_id), request.query_params
    require(request, who, CommandName("draft_document"))
    papers = await papers_of(request, who, id_)
    rule = papers.pack.official_document(asked.get("document", ""))
    revised = papers.paper(id_of(asked["revises"])) if asked.get("revises") else None
    of = revised.of if revised else _of(papers, rule, asked.get("of", ""))
    if rule is None or of is None or not papers.inside:
        raise ProblemRaised(NOT_FOUND)
    disclose_case(request, who, id_, papers.seen.resource, "words")
    if revised is not None and revised.words is not None:
        given = {
            "title": revised.title or "",
            "addressees": revised.addressees or "",
            "copies_to": revised.copies_to or "",
            "text": revised.words,
            "enclosures": revised.enclosures or "",
            "note": revised.note or "",
        }
    else:
        given = await _words(request, who, papers, rule, of)
    fields = {"document": rule.id, "of": str(of), **({"revises": str(revised.document_id)} if revised else {})}
    return await page(
        request,
        "paper_draft.html",
        case_id=id_,
        case=papers.page,
        rule=rule,
        hidden=[("key", str(uuid4())), ("as", f"{who.person} {who.position}")]
        + [(f"/{name}", value) for name, value in fields.items()],
        given=given,
        missing=missing_in(*given.values()),
    )


@router.get("/cases/{case_id}/official-documents/{document_id}")
async def show_paper(request: Request, who: Reader, case_id: str, document_id: str) -> Response:
    """A document: where it is, its preview, and what the reader may do with it."""
    id_, paper_id = id_of(case_id), id_of(document_id)
    papers, paper = await paper_read(request, who, id_, paper_id)
    offered = [act for act in await _offered(request, who, papers) if str(paper_id) in act.about.values()]
    redrafts = paper.sha256 is None and paper.stage in {"redraft", "check", "countersignature", "signature"}
    draft = papers.paperwork.documents[paper_id]
    return await page(
        request,
        "paper.html",
        case_id=id_,
        case=papers.page,
        paper=paper,
        acts=_buttons(id_, paper, offered, revises=redrafts and draft.organ == who.organ),
        names=Names(papers.organs, papers.pack),
    )


@router.get("/cases/{case_id}/official-documents/{document_id}/pdf")
async def show_pdf(request: Request, who: Reader, case_id: str, document_id: str) -> Response:
    """The PDF of a document, for a frame of ours or to be saved."""
    download = request.query_params.get("download") == "true"
    return await pdf_of(request, who, id_of(case_id), id_of(document_id), download=download)


@router.get("/cases/{case_id}/official-documents/{document_id}/docx")
async def give_docx(request: Request, who: Reader, case_id: str, document_id: str) -> Response:
    """The words of a document for editing."""
    return await docx_of(request, who, id_of(case_id), id_of(document_id))


class Button(NamedTuple):
    """What may be done with a document: what it is called, where, and whether the document waits for it."""

    name: Bilingual
    href: str
    next: bool


def _buttons(case_id: UUID, paper: Paper, offered: Sequence[ActOffered], *, revises: bool) -> list[Button]:
    """What the reader may do, that which the document waits for first."""
    found = [Button(act.name, _form(case_id, act.kind, act.about), act.kind == paper.next_act) for act in offered]
    if revises:
        asked = urlencode({"document": paper.rule, "revises": str(paper.document_id)})
        href = f"/cases/{case_id}/official-documents/new?{asked}"
        found.append(Button(_REVISING, href, paper.next_act == "draft_document"))
    return sorted(found, key=lambda button: not button.next)


async def _offered(request: Request, who: Persona, papers: CasePapers) -> list[ActOffered]:
    acts = await acts_on(request, who, papers.page.case_id, papers.seen)
    return [act for act in acts.offered if act.kind in PAPERWORK]


def _form(case_id: UUID, kind: str, about: Mapping[str, str]) -> str:
    return f"/cases/{case_id}/acts/{kind}?{urlencode(about)}"


def _of(papers: CasePapers, rule: DocumentRule | None, given: str) -> int | None:
    """The event that a document is drafted of: the one asked for, else the last of those it may be of."""
    found: list[PaperToDraft] = [each for each in papers.view.to_draft if rule is not None and each.rule == rule.id]
    return next((each.of for each in found if given in {"", str(each.of)}), None)


async def _words(request: Request, who: Persona, papers: CasePapers, rule: DocumentRule, of: int) -> dict[str, str]:
    """The words of a document with the facts of the case put in."""
    organ = next((each.organ for each in papers.view.to_draft if each.rule == rule.id), papers.page.to_organ)
    facts = await facts_for(request, who, papers, of, organ)
    return {
        "title": filled(rule.title, facts),
        "addressees": _names(papers, rule.to, facts),
        "copies_to": _names(papers, rule.copies, facts),
        "text": filled(rule.text, facts),
        "enclosures": "",
        "note": "",
    }


def _names(papers: CasePapers, whom: tuple[str, ...], facts: Mapping[CaseFact, str]) -> str:
    """Whom a document goes to, by name; a role that nobody plays is called by its name in the procedure."""
    found = list[str]()
    for each in whom:
        if each in {"subjects", "applicant"}:
            found.append(filled(f"{{{each}}}", facts))
            continue
        roles = {"deciders": papers.pack.deciders, "committees": papers.pack.committees}.get(each, (each,))
        for role in roles:
            organ = papers.organs.in_role(role, papers.page.jurisdiction)
            name = papers.pack.roles.get(role)
            found += [organ.name.zh] if organ else [name.zh] if name else []
    return "、".join(dict.fromkeys(found))
