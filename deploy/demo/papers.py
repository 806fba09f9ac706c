"""The scene of a document: a notice of acceptance drafted, checked, signed by the head, and issued as a file."""

from uuid import UUID

from api.documents.views import Paper, PapersOfCase
from deploy.demo.cast import Cast
from deploy.demo.procedure import LiveCase
from deploy.demo.sample_player import NotAsExpected
from domain.case.commands import CheckDocument, DraftDocument, IssueDocument, SignDocument

_NOTICE = "acceptance_notice"
_TEXT = "你单位提出的申请收悉。经审查，决定予以受理，依程序办理。\n办理期间，当事人可以提交材料、陈述申辩。"


async def issue_notice(cast: Cast, case: LiveCase) -> None:
    """What the procedure asks for after an acceptance goes out under the number of the acceptance."""
    organ = f"{case.places.place}-organization"
    officer, other, head = (f"{organ}-{post}" for post in ("officer-1", "officer-2", "head"))
    draft = DraftDocument(document=_NOTICE, title="受理通知书", text=_TEXT, addressees="申请单位")
    await cast.act(officer, case.id, draft)
    id_ = (await newest(cast, officer, case.id)).document_id
    await cast.act(other, case.id, CheckDocument(draft=id_, passed=True))
    await cast.act(head, case.id, SignDocument(draft=id_))
    await cast.act(officer, case.id, IssueDocument(draft=id_))
    paper = await newest(cast, officer, case.id)
    if paper.stage != "issued" or paper.number is None or not paper.stands:
        raise NotAsExpected(f"the notice is {paper.stage}, number {paper.number}")


async def newest(cast: Cast, reader: str, case_id: UUID) -> Paper:
    """The document of a case that was drafted last."""
    return (await cast.get(reader, f"/v1/cases/{case_id}/official-documents", PapersOfCase)).papers[-1]
