"""What a case is about, on its page: the application and the documents, as facts."""

from collections.abc import Iterator

from api.cases.case_file.sources import Sources
from api.http.language import say, told
from api.labels.event_facts import Fact, document
from api.labels.words import CHOICES_OF_EDITION, endorsement, word
from domain.case.lifecycle import EndorsementFact
from projections.cases.view import EditionView


def about(of: Sources) -> Iterator[Fact]:
    """How the case began, and under which rules."""
    page, names = of.page, of.names
    yield Fact("受理机关" if not page.moves else "现办理机关", names.organ(page.to_organ))
    yield Fact("启动方式", say(names.route(page.route)))
    if page.applicant is not None:
        yield Fact("申请人", names.subject(page.applicant))
    if page.reference is not None:
        yield Fact("文号或编号", page.reference)
    yield Fact("收件日期", page.opened_on.isoformat())
    yield Fact("事发日期", page.occurred_on.isoformat())
    yield Fact("情形", names.ground(page.ground))
    yield Fact("失误类型", names.error_class(page.error_class))
    if page.endorsement is not None:
        yield Fact("签字背书", _endorsement(of, page.endorsement))
    if page.after_accountability is not None:
        yield Fact("事前问责", page.after_accountability)
    yield Fact(
        "适用程序",
        say(of.pack.name) + told(f"（版本 {page.edition}）", f" (edition {page.edition})"),
        title=f"SHA-256 {page.pack_sha256}",
    )
    yield from (_transition(view) for view in page.transitions)
    yield Fact("事项登记号", str(page.matter_id)[:8], title=str(page.matter_id))


def documents(of: Sources) -> Iterator[Fact]:
    """Every document, with its title where the reader may see it."""
    page = of.page
    opening = of.texts.get(1)
    titles = opening.document_titles if opening else ()
    for number, digest in enumerate(page.evidence):
        yield document("申请材料", digest, titles[number] if number < len(titles) else None)
    if page.endorsement is not None and page.endorsement.document is not None:
        yield document("背书页", page.endorsement.document)
    later = of.supplement_titles
    for number, digest in enumerate(page.supplement):
        yield document("补正材料", digest, later[number] if number < len(later) else None)
    if page.report is not None:
        yield document("调查核实报告", page.report)
    if page.notice is not None:
        yield document("书面反馈", page.notice)
    for public in page.publicities:
        yield of.document("公示文本", public.notice, public.version)
    for filing in page.filings:
        yield of.document("报备材料", filing.document, filing.version)


def _transition(view: EditionView) -> Fact:
    """How an edition came to apply, or not to, in the order of the choices."""
    choice, title = say(word(CHOICES_OF_EDITION, view.choice)), f"SHA-256 {view.document}"
    on, href = view.on.isoformat(), f"#e{view.version}"
    if view.choice == "old":
        text = told(
            f"自 {on} 起仍按 {view.was_edition}，不改为 {view.edition}（{choice}），依据见记录#{view.version}",
            f"from {on} still {view.was_edition}, not {view.edition} ({choice}); see entry #{view.version}",
        )
    else:
        text = told(
            f"适用程序自 {on} 起改为 {view.edition}，原为 {view.was_edition}（{choice}），依据见记录#{view.version}",
            f"from {on} {view.edition} in place of {view.was_edition} ({choice}); see entry #{view.version}",
        )
    return Fact("过渡适用", text, title=title, href=href)


def _endorsement(of: Sources, fact: EndorsementFact) -> str:
    said = endorsement(fact.kind, paper=fact.document is not None)
    if fact.signatory is None:
        return said
    position = of.names.organs.position(fact.signatory)
    by = f"{of.names.organ(position.organ)} {say(position.title)}" if position else fact.signatory
    return f"{said}：{by}" + (f"，{fact.signed_on.isoformat()}" if fact.signed_on else "")
