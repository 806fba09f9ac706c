"""Documents that come into the file of a case, from either side."""

from hashlib import sha256

from domain.acts.evidence.documents import AddDocument
from domain.values import Actor, Document
from tests.domain.scenario import Deed, deed
from tests.domain.stories import cases
from tests.domain.stories.cases import MARK


def digest(title: str = "合同") -> str:
    """The digest of a document of that title, as if its content were that."""
    return sha256(title.encode()).hexdigest()


def added(title: str = "合同", day: str = "2026-01-21", actor: Actor = cases.ORGANISATION, **changes: object) -> Deed:
    """A document comes into the file."""
    said = {"sha256": digest(title), "size": 7, "format": "pdf", "title": MARK, **changes}
    return deed(actor, AddDocument.model_validate(said), day)


def named(title: str = "合同", paper: str | None = None) -> Document:
    """The same document, as an act names it."""
    return Document(sha256=digest(title), title=MARK, paper=paper)


ADDED = AddDocument(sha256=digest(), size=7, format="pdf", title=MARK)
IN_FILE = cases.FILED.given(added())
"""The organ has put a document in the file."""
FROM_UNIT = cases.FILED.given(added(actor=cases.CONTACT))
"""The unit has."""
OF_BOTH = IN_FILE.given(
    added("新合同", "2026-01-22", replaces=digest()), added("证明", "2026-01-22", cases.CONTACT, remarks=MARK)
)
