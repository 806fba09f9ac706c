"""From the lines of the sheet to cases, with every fault of a cell told by its place; nothing is guessed or dropped."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import assert_never

from pydantic import ValidationError

from api.imports.cases import PaperCase
from api.imports.columns import (
    BY_FIELD,
    COLUMNS,
    EXAMPLE_NUMBER,
    HEADINGS,
    NEEDED,
    RUNNING,
    SEVERAL,
    SHEET,
    Column,
    Vocabulary,
)
from api.tables.faults import FAULTS, FaultCode
from api.tables.package import Hidden
from api.tables.reading import Cell, Faulty, Line, day_of, read_sheet, text_of, truth_of, whole_of
from domain.identity import canonical_number
from domain.values import Bilingual, Frozen

Read = str | date | bool | int | tuple[str, ...]

_NUMBER = "纸质案号"
_OF_CASE = frozenset(column.heading for column in COLUMNS if not column.of_subject)


class RowFault(Frozen):
    """A fault of a row: in which column and cell, what it is, and what to do."""

    row: int
    cell: str | None = None
    column: str | None = None
    code: str
    says: Bilingual
    todo: Bilingual
    detail: str | None = None


def fault_of(
    code: FaultCode, row: int, *, cell: str | None = None, column: str | None = None, detail: str = ""
) -> RowFault:
    """A fault in the words that all tables use."""
    words = FAULTS[code]
    return RowFault(
        row=row, cell=cell, column=column, code=code, says=words.says, todo=words.todo, detail=detail or None
    )


@dataclass(frozen=True, slots=True)
class CaseRows:
    """The rows of one case; without `case` the faults say why there is none."""

    row: int
    rows: tuple[int, ...]
    number: str
    case: PaperCase | None
    faults: tuple[RowFault, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What a file holds; faults of the file itself leave no cases."""

    cases: tuple[CaseRows, ...]
    faults: tuple[RowFault, ...]
    hidden: Hidden


def read_cases(content: bytes, vocabulary: Vocabulary) -> ReadFile:
    """Read the sheet of paper cases.

    Raises:
        Unreadable: it is no such file.
    """
    sheet = read_sheet(content, SHEET, NEEDED, HEADINGS)
    faults = tuple(fault_of(each.fault, 1, cell=each.place, column=each.heading) for each in sheet.faults)
    if faults:
        return ReadFile((), faults, sheet.hidden)
    reader = _Reader(vocabulary, sheet.epoch, dict(sheet.columns))
    cases, seen = [], dict[str, int]()
    for lines in _grouped(sheet.lines):
        read = reader.case(lines)
        number = canonical_number(read.number)
        if number and number in seen:
            twice = fault_of(
                "number_twice", read.row, cell=reader.place(_NUMBER, read.row), column=_NUMBER, detail=str(seen[number])
            )
            read = CaseRows(read.row, read.rows, read.number, None, (*read.faults, twice))
        seen.setdefault(number, read.row)
        cases.append(read)
    if not cases:
        return ReadFile((), (fault_of("empty", 2),), sheet.hidden)
    return ReadFile(tuple(cases), (), sheet.hidden)


def _grouped(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Rows of one case: those of one number one after another, and after them those that say nothing of a case."""
    group: list[Line] = []
    number = ""
    for line in lines:
        written = _number_of(line)
        if written == EXAMPLE_NUMBER:
            continue
        follows = canonical_number(written) == canonical_number(number) if written else not _OF_CASE & set(line.cells)
        if group and follows:
            group.append(line)
            continue
        if group:
            yield group
        group, number = [line], written
    if group:
        yield group


def _number_of(line: Line) -> str:
    cell = line.cells.get(_NUMBER)
    try:
        return text_of(cell) if cell else ""
    except Faulty:
        return ""


@dataclass(slots=True)
class _Reader:
    vocabulary: Vocabulary
    epoch: datetime
    columns: dict[str, str]
    faults: list[RowFault] = field(default_factory=list)

    def place(self, heading: str, row: int) -> str | None:
        """What the program calls a cell."""
        return f"{self.columns[heading]}{row}" if heading in self.columns else None

    def case(self, lines: Sequence[Line]) -> CaseRows:
        """The case that some rows tell of."""
        self.faults = []
        first, *others = lines
        of_case = self._values(first, of_subject=False)
        for line in others:
            self._require_same(of_case, line)
        subjects = [{**self._values(line, of_subject=True), "row": line.number} for line in lines]
        self._require_needed(first, lines)
        case = None if self.faults else self._made(first.number, of_case, subjects)
        rows = tuple(line.number for line in lines)
        return CaseRows(first.number, rows, _number_of(first), case, tuple(self.faults))

    def _values(self, line: Line, *, of_subject: bool) -> dict[str, Read]:
        found: dict[str, Read] = {}
        for column in COLUMNS:
            cell = line.cells.get(column.heading)
            if cell is None or column.of_subject != of_subject:
                continue
            try:
                found[column.field] = self._read(column, cell)
            except Faulty as faulty:
                self._fault(faulty.fault, line.number, column.heading, faulty.detail)
        return found

    def _read(self, column: Column, cell: Cell) -> Read:
        match column.form:
            case "text":
                return text_of(cell)
            case "day":
                return day_of(cell, self.epoch)
            case "truth":
                return truth_of(cell)
            case "whole":
                return whole_of(cell)
            case "choice":
                return self._code(column, text_of(cell))
            case "choices":
                parts = text_of(cell).replace("，", SEVERAL).replace(",", SEVERAL).replace("；", SEVERAL).split(SEVERAL)
                return tuple(self._code(column, part.strip()) for part in parts if part.strip())
            case _:
                assert_never(column.form)

    def _code(self, column: Column, written: str) -> str:
        code = self.vocabulary.code(column.field, written)
        if code is None:
            raise Faulty("unit_unknown" if column.field == "unit" else "not_in_list", written[:60])
        return code

    def _require_same(self, of_case: dict[str, Read], line: Line) -> None:
        for field_, value in self._values(line, of_subject=False).items():
            same = of_case.get(field_) == value
            if field_ == "number":
                same = canonical_number(str(of_case.get(field_))) == canonical_number(str(value))
            if not same:
                self._fault("differs_from_first", line.number, BY_FIELD[field_].heading)

    def _require_needed(self, first: Line, lines: Sequence[Line]) -> None:
        for column in COLUMNS:
            for line in lines if column.of_subject else [first]:
                if column.needed and column.heading not in line.cells:
                    self._fault("missing", line.number, column.heading)

    def _made(self, row: int, of_case: dict[str, Read], subjects: list[dict[str, Read]]) -> PaperCase | None:
        ending = of_case.pop("ending")
        conclusion = {
            name.partition(".")[2]: value for name, value in of_case.items() if name.startswith("conclusion.")
        }
        raw: dict[str, object] = {name: value for name, value in of_case.items() if "." not in name}
        raw["subjects"] = tuple({name.rpartition(".")[2]: value for name, value in each.items()} for each in subjects)
        if ending != RUNNING:
            raw["conclusion"] = {**conclusion, "ending": ending}
        elif conclusion:
            filled = "、".join(BY_FIELD[f"conclusion.{name}"].heading for name in conclusion)
            self._fault("invalid", row, BY_FIELD["ending"].heading, f"在办案件不填写：{filled}")
            return None
        try:
            return PaperCase.model_validate(raw)
        except ValidationError as error:
            for each in error.errors(include_url=False, include_context=False, include_input=False):
                self._invalid(row, each["loc"], each["type"], each["msg"], subjects)
            return None

    def _invalid(
        self, row: int, where: tuple[int | str, ...], kind: str, message: str, subjects: list[dict[str, Read]]
    ) -> None:
        """A fault of a value, in the column and the row that it came from."""
        index = where[1] if len(where) > 1 and isinstance(where[1], int) else None
        names = [part for part in where if isinstance(part, str)]
        column = BY_FIELD.get(".".join(names[:2])) or BY_FIELD.get(names[0] if names else "")
        if where[:1] == ("subjects",) and index is not None:
            row = int(str(subjects[index]["row"]))
        if kind == "reappraisal_half":
            column = BY_FIELD["conclusion.reappraised_on"]
        code: FaultCode = "invalid"
        if kind == "missing":
            code = "missing"
        elif kind.startswith(("text_", "string_")):
            code = "text_unfit"
        self._fault(code, row, column.heading if column else None, message)

    def _fault(self, code: FaultCode, row: int, heading: str | None, detail: str = "") -> None:
        place = self.place(heading, row) if heading else None
        self.faults.append(fault_of(code, row, cell=place, column=heading, detail=detail))
