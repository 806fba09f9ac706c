"""A case of the sheet as it is kept until it is entered, and the command that enters it."""

from collections.abc import Sequence
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from domain.acts.determination import Opinion
from domain.acts.filing import FactNumber
from domain.acts.on_paper.paper_case import EnterPaperCase, PaperConclusion
from domain.identity import canonical_name, canonical_number, case_id_of_number
from domain.pack.results import Outcome
from domain.values import Code, Day, Flag, Frozen, Line, Name, Text, Whole


class PaperSubject(Frozen):
    """当事人: a subject of a case as the sheet names it, and what was decided on it."""

    row: int
    kind: Literal["person", "unit"]
    name: Name
    unit_name: Name | None = None
    identifier: Name | None = None
    sector: Code
    another: Flag = False
    outcome: Outcome | None = None
    liabilities: tuple[Code, ...] = ()
    measures: tuple[Code, ...] = ()
    form: Annotated[Whole, Field(ge=1, le=4)] | None = None
    disposition: Code | None = None

    def opinion(self, subject_id: UUID) -> Opinion | None:
        """What was decided on it; None: nothing was."""
        if self.outcome is None:
            return None
        return Opinion(
            subject=subject_id,
            outcome=self.outcome,
            liabilities=self.liabilities,
            measures=self.measures,
            disposition=self.disposition,
            form=self.form,
        )

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """By what a file knows it again: the same in two rows is one subject, unless it is said to be another."""
        unit, identifier = canonical_name(self.unit_name or ""), canonical_number(self.identifier or "")
        return self.kind, canonical_name(self.name), unit, identifier


class PaperCase(Frozen):
    """纸质案件: a case as its rows tell it."""

    number: FactNumber
    route: Literal["application", "accountability", "own_motion", "clue_transfer"] = "application"
    title: Line
    statement: Text
    received_on: Day
    occurred_on: Day
    ground: Code
    ground_statement: Text | None = None
    error_class: Code
    unit: Code | None = None
    earlier_number: FactNumber | None = None
    exception: Code | None = None
    exception_reasons: Text | None = None
    conclusion: PaperConclusion | None = None
    subjects: tuple[PaperSubject, ...] = Field(min_length=1, max_length=200)

    @property
    def row(self) -> int:
        """Its first row, by which it is known in a report."""
        return self.subjects[0].row

    @property
    def tolerated_on(self) -> tuple[str, str]:
        """Its place in the order of entry: what was concluded earlier comes first, so that a ban finds it."""
        on = self.conclusion.on if self.conclusion else self.received_on
        return f"{'' if self.conclusion else '~'}{on.isoformat()}", canonical_number(self.number)

    def id_at(self, organ: str) -> UUID:
        """The case that its number begins at an organ."""
        return case_id_of_number(organ, self.number)

    def command(
        self, pack: str, to_organ: str, subject_ids: Sequence[UUID], earlier_matter: UUID | None
    ) -> EnterPaperCase:
        """The command that enters it, its subjects known by these ids in their order."""
        pairs = list(zip(self.subjects, subject_ids, strict=True))
        opinions = tuple(opinion for each, id_ in pairs if (opinion := each.opinion(id_)))
        ended = self.conclusion.model_copy(update={"opinions": opinions}) if self.conclusion else None
        return EnterPaperCase(
            pack=pack,
            to_organ=to_organ,
            unit=self.unit,
            title=self.title,
            statement=self.statement,
            subjects=tuple(subject_ids),
            ground=self.ground,
            ground_statement=self.ground_statement,
            error_class=self.error_class,
            occurred_on=self.occurred_on,
            number=self.number,
            route=self.route,
            received_on=self.received_on,
            earlier_matter=earlier_matter,
            exception=self.exception,
            exception_reasons=self.exception_reasons,
            conclusion=ended,
        )
