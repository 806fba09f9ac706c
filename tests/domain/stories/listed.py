"""Documents that the procedure asks for by name: in the acceptance, and with the application."""

from collections.abc import Iterable
from hashlib import sha256

from domain.acts.evidence.listed import HandInDocuments, NamedDocument
from domain.pack.steps import ListedDocument
from domain.values import Actor, Bilingual, Document
from tests.domain.scenario import Deed, deed
from tests.domain.stories import bodies, cases
from tests.domain.stories.cases import MARK


def listed(*names: str, required: bool = True, cite: tuple[str, ...] = ()) -> tuple[ListedDocument, ...]:
    """Documents that are asked for by name."""
    return tuple(
        ListedDocument(id=each, name=Bilingual(zh=each, en=each), required=required, cite=cite) for each in names
    )


def named(*names: str) -> tuple[NamedDocument, ...]:
    """Documents under those names, on paper."""
    return tuple(NamedDocument(name=each, document=document(each)) for each in names)


def document(name: str) -> Document:
    """One of them."""
    return Document(sha256=sha256(name.encode()).hexdigest(), title=MARK, paper=MARK)


def handed_in(names: Iterable[str] = ("opinion",), day: str = "2026-01-22", actor: Actor = cases.CONTACT) -> Deed:
    """Documents are handed in under their names."""
    return deed(actor, HandInDocuments(named=named(*names)), day)


ASKS = bodies.under(
    {"acceptance": {"documents": (*listed("opinion", cite=("NJ-12",)), *listed("photograph", required=False))}}
).given(cases.filed())
"""An acceptance that asks for the opinion of the unit, and would like a photograph."""
_ROUTE = cases.PACK.tolerance.opens[0].model_copy(update={"documents": listed("letter"), "cite": ("NJ-10",)})
TO_BEGIN = bodies.under({}, tolerance=cases.PACK.tolerance.model_copy(update={"opens": (_ROUTE,)}))
"""An application comes with a letter."""
COMPLETE = ASKS.given(handed_in(("opinion", "photograph")))
"""Both were handed in."""
