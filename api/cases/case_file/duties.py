"""The duties of a case on its page: how far each is, how its clock ran, and what it is about."""

from collections.abc import Iterator
from dataclasses import dataclass

from api.cases.case_file.corrections import demand_words
from api.cases.case_file.sources import Sources
from api.http.language import say, told
from api.labels.due_words import DueLabel, Standstill, due_label_of, length_words, standstill
from api.labels.words import ENDINGS, word
from projections.cases.duties import DutyView


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A duty on the page.

    Attributes:
        demand: the words of the correction demand that it answers.
        stopped: how its clock stands still; it is then due on no day.
        history: what else became of its term: pauses that ended, an extension, a new calendar, a promised day.
    """

    duty: DutyView
    demand: str | None
    label: DueLabel | None
    stopped: Standstill | None
    history: tuple[str, ...]

    @property
    def settled(self) -> bool:
        """Whether nothing is to be done for it any more."""
        return self.duty.state != "open"


def duty_lines(of: Sources) -> Iterator[DutyLine]:
    """Every duty, by its due date."""
    for duty in sorted(of.page.duties, key=lambda duty: duty.due_on):
        stopped = standstill(duty, of.calendar)
        running = duty.state == "open" and not of.page.history_open and stopped is None
        yield DutyLine(
            duty,
            demand=None if duty.demand is None else demand_words(of, duty.demand),
            label=due_label_of(duty, of.today, of.calendar) if running else None,
            stopped=stopped,
            history=tuple(_clock_history(of, duty)),
        )


def _clock_history(of: Sources, duty: DutyView) -> Iterator[str]:
    """What became of a term since it began: how its clock was stopped, what made it longer, what moved it."""
    for pause in duty.pauses:
        if pause.until is not None:
            yield told("曾中止计时：", "was paused: ") + f"{pause.since.isoformat()}～{pause.until.isoformat()}"
    if duty.extended_by:
        ledger = of.ledgers.get(duty.duty_id)
        approved = of.names.organ(ledger.extension.approved_by) if ledger and ledger.extension else ""
        by = told(f"，批准机关：{approved}", f", approved by {approved}") if approved else ""
        yield told("延长", "extended by ") + length_words(duty.extended_by, duty.unit) + by
    if duty.replanned_from is not None:
        was = duty.replanned_from.isoformat()
        zh, en = f"改按版本{duty.replanned_by}", f"another edition, {duty.replanned_by}"
        because = told(zh, en) if duty.replanned_by else told("日历更新", "a new calendar")
        yield told(f"因{because}改期，原定{was}", f"moved by {because}, was {was}")
    if duty.cancelled_because is not None:
        yield say(word(ENDINGS, duty.cancelled_because))
