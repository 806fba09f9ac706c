"""The documents that the procedure asks for by name (列明的材料), on a case page: which of them are there."""

from collections.abc import Iterator
from dataclasses import dataclass

from api.cases.case_file.sources import Sources
from api.http.language import say
from domain.case.lifecycle import OPENING
from domain.pack.steps import ListedDocument
from projections.cases.view import HandedInView


@dataclass(frozen=True, slots=True)
class ListedLine:
    """A document by its name, where it is asked for, and what was handed in under it, if anything was.

    Attributes:
        awaited: Whether the step under way does not go on without it.
    """

    where: str
    document: ListedDocument
    handed_in: HandedInView | None
    awaited: bool


def listed_documents(of: Sources) -> Iterator[ListedLine]:
    """What the opening and each step ask for, in their order; to a subject of the case nothing is told of papers."""
    page, track = of.page, of.pack.tolerance
    if page.handed_in is None:
        return
    there = {(view.step, view.name): view for view in page.handed_in}
    running = {step.step for step in page.steps if step.state == "open"}
    begun = next((route for route in track.opens if route.route == page.route), None)
    asking = [(OPENING, say(of.names.route(page.route)), begun.documents if begun else ())]
    asking += [(id_, say(step.name), step.documents) for id_, step in track.steps.items()]
    for where, called, documents in asking:
        for each in documents:
            view = there.get((where, each.id))
            awaited = view is None and each.required and where in running
            yield ListedLine(called, each, view, awaited)
