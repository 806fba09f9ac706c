"""The drawing of a procedure: its flow as a picture, all else it says in panels; for its page, or a file by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from api.labels.due_words import DueLabel, due_label
from api.labels.words import STANDING_NOTES, STANDINGS, word
from api.web.frame import STYLE_SHEET, rendered
from domain.pack.pack import Pack
from domain.terms.calendar import Calendar
from domain.terms.deadlines import due_date
from domain.values import Bilingual
from policies.drawing.panel import Panel
from policies.drawing.panels import panels
from policies.drawing.picture import draw


@dataclass(frozen=True, slots=True)
class Review:
    """When a list of the assessment is to be looked at again, as of today (ZS-40, R-01)."""

    on: date
    provisional: bool
    label: DueLabel


@dataclass(frozen=True, slots=True)
class Drawing:
    """What `procedure_drawing.html` shows: what kind of text a pack is, its flow, its panels, the reviews due."""

    pack: Pack
    standing: Bilingual
    standing_note: str
    flow: str
    panels: tuple[Panel, ...]
    reviews: Mapping[str, Review]


def reviews(pack: Pack, calendar: Calendar, today: date) -> Mapping[str, Review]:
    """The next review of each list, by its id, where its day can be told."""
    found: dict[str, Review] = {}
    for each in pack.assessment.lists:
        if each.review_by and each.effective_from:
            due = due_date(each.effective_from, each.review_by.term, calendar)
            label = due_label(due.due_on, today, calendar, provisional=due.provisional, advisory=True)
            found[each.id] = Review(due.due_on, due.provisional, label)
    return found


def drawing(pack: Pack, due: Mapping[str, Review] = MappingProxyType({})) -> Drawing:
    """Draw a pack."""
    return Drawing(pack, word(STANDINGS, pack.standing), STANDING_NOTES[pack.standing], draw(pack), panels(pack), due)


def sheet(pack: Pack) -> str:
    """The drawing as an HTML file that needs nothing else: no server, no network, no script."""
    return rendered("procedure_sheet.html", style=STYLE_SHEET, drawing=drawing(pack))
