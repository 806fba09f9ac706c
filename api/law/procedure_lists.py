"""The lists of a procedure in words, on its page: editions, reviews, negative list, exceptions, what is not known."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from api.labels.due_words import DueLabel, due_label
from api.labels.words import STANDINGS, word
from domain.pack.pack import Pack
from domain.pack.terms import Sourced
from domain.terms.calendar import Calendar
from domain.terms.deadlines import due_date
from domain.values import Bilingual
from policies.packs import words


@dataclass(frozen=True, slots=True)
class ListLine:
    """清单: an edition of a list, who keeps it up to date, and by when it is to be looked at again (ZS-40, R-01)."""

    name: Bilingual
    edition: str
    layer: str
    since: date | None
    owner: str
    review: str
    review_on: date | None
    review_provisional: bool
    label: DueLabel | None
    source: str
    cite: tuple[str, ...]
    standing: Bilingual


@dataclass(frozen=True, slots=True)
class LimitLine:
    """A limit of the assessment: a negative item, an exception of a criterion, or a list that is not known."""

    group: str
    what: str
    note: str
    cite: tuple[str, ...]
    standing: Bilingual


def lists(pack: Pack, calendar: Calendar, today: date) -> Iterator[ListLine]:
    """The lists that the pack names, each with the day of its next review where that can be told."""
    for each in pack.assessment.lists:
        review = each.review_by
        due = due_date(each.effective_from, review.term, calendar) if review and each.effective_from else None
        label = (
            due_label(due.due_on, today, calendar, provisional=due.provisional, advisory=True)
            if due is not None
            else None
        )
        yield ListLine(
            name=each.name,
            edition=each.edition,
            layer=words.LAYERS.get(each.layer, each.layer),
            since=each.effective_from,
            owner=words.actor(pack, each.owner),
            review=words.review(review),
            review_on=due.due_on if due else None,
            review_provisional=due.provisional if due else False,
            label=label,
            source=each.source,
            cite=(*each.cite, *(review.cite if review else ())),
            standing=_standing(pack, each),
        )


def limits(pack: Pack) -> Iterator[LimitLine]:
    """What is not tolerated, what is excepted, and what is not known."""
    assessment = pack.assessment
    named = {each.id: each.name.zh for each in assessment.lists}
    for item in assessment.negative:
        yield LimitLine("负面清单", item.name.zh, named.get(item.list or "", ""), item.cite, _standing(pack, item))
    for criterion in assessment.criteria:
        if rule := criterion.exception:
            said = f"{rule.when.name.zh}的，以{rule.instead.name.zh}代替"
            yield LimitLine("例外", criterion.name.zh, said, rule.cite, _standing(pack, rule, criterion))
    unavailable = assessment.unavailable
    for name, unknown in (
        ("情形清单", unavailable.grounds),
        ("标准清单", unavailable.criteria),
        ("综合因素清单", unavailable.factors),
        ("负面清单", unavailable.negative),
    ):
        if unknown:
            many = f"，共{unknown.items}项" if unknown.items else ""
            note = f"以文字写明并附理由。{unknown.reason.zh}"
            yield LimitLine("未公开", f"{name}{many}", note, unknown.cite, _standing(pack, unknown))


def _standing(pack: Pack, *values: Sourced) -> Bilingual:
    return word(STANDINGS, pack.standing_of(*values, pack.assessment))
