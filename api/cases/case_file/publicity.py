"""The parts of a case page that come after the feedback: what was made public, and who was told of the result."""

from collections.abc import Iterator, Sequence

from api.cases.case_file.lines import DutyLine, FilingLine, PublicityLine, Sources
from api.labels.event_facts import Fact, document
from api.labels.words import PUBLICITY_RESULTS, word


def publicities(of: Sources, duties: Sequence[DutyLine]) -> Iterator[PublicityLine]:
    """Each publicity with its own window, the latest first."""
    lines: list[PublicityLine] = []
    for view in of.page.publicities:
        windows = [line for line in duties if line.view.duty == view.step]
        nth = sum(earlier.step == view.step for earlier in of.page.publicities[: len(lines)])
        lines.append(
            PublicityLine(
                view=view,
                window=windows[nth] if nth < len(windows) else None,
                result=word(PUBLICITY_RESULTS, view.result) if view.result else None,
                leads_to=of.names.step(view.leads_to) if view.leads_to else None,
            )
        )
    yield from reversed(lines)


def filings(of: Sources) -> Iterator[FilingLine]:
    """Who was told of the result, and when."""
    for view in of.page.filings:
        yield FilingLine(view, of.names.organ(view.with_organ))


def documents_after(of: Sources) -> Iterator[Fact]:
    """The notices made public, and what was filed, with their titles where the reader may see them."""
    shown = [("公示文本", view.version, view.notice) for view in of.page.publicities]
    shown += [("报备材料", view.version, view.document) for view in of.page.filings]
    for label, version, digest in shown:
        text = of.texts.get(version)
        yield document(label, digest, text.document_titles[0] if text and text.document_titles else None)
