"""What of a letter stands where, before anybody chooses a format: both PDF and DOCX are made of this.

After GB/T 9704-2012: with a red head (文件格式), as a letter (信函格式), as minutes (纪要格式). What is no official
document by that standard has no red head: applications and notices (plain), records signed on each page, forms.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import Final, Literal, assert_never

from domain.classification import Level
from domain.documents.kinds import OfficialDocumentKind
from domain.documents.letter import Block, Entry, FactTable, Heading, Letter, Paragraph, Secrecy, SignatureLine


class Form(StrEnum):
    """How the first page is headed, and how the rest is arranged."""

    DOCUMENT = "document"
    LETTER = "letter"
    MINUTES = "minutes"
    PLAIN = "plain"
    RECORD = "record"
    SHEET = "sheet"


FORMS: Final[Mapping[OfficialDocumentKind, Form]] = {
    OfficialDocumentKind.APPLICATION: Form.PLAIN,
    OfficialDocumentKind.FILING_RECEIPT: Form.SHEET,
    OfficialDocumentKind.ACCEPTANCE_NOTICE: Form.LETTER,
    OfficialDocumentKind.SUPPLEMENT_NOTICE: Form.LETTER,
    OfficialDocumentKind.DEFENCE_RECORD: Form.RECORD,
    OfficialDocumentKind.INVESTIGATION_REPORT: Form.PLAIN,
    OfficialDocumentKind.DETERMINATION_OPINION: Form.DOCUMENT,
    OfficialDocumentKind.APPROVAL_REQUEST: Form.DOCUMENT,
    OfficialDocumentKind.VOTE_RECORD: Form.RECORD,
    OfficialDocumentKind.MINUTES: Form.MINUTES,
    OfficialDocumentKind.FEEDBACK_LETTER: Form.LETTER,
    OfficialDocumentKind.SERVICE_RECEIPT: Form.SHEET,
    OfficialDocumentKind.CIRCULAR: Form.DOCUMENT,
    OfficialDocumentKind.COPY_LETTER: Form.LETTER,
    OfficialDocumentKind.PUBLICITY_NOTICE: Form.PLAIN,
    OfficialDocumentKind.CORRECTION_ORDER: Form.LETTER,
    OfficialDocumentKind.REAPPRAISAL_DECISION: Form.DOCUMENT,
    OfficialDocumentKind.CLARIFICATION_LETTER: Form.LETTER,
    OfficialDocumentKind.REFERRAL_LETTER: Form.LETTER,
    OfficialDocumentKind.HANDOVER_LIST: Form.SHEET,
}
UPWARDS: Final = frozenset({OfficialDocumentKind.APPROVAL_REQUEST})
"""What goes to a superior: the number stands left, and right who signed (GB/T 9704-2012, 7.2.5 and 7.2.6)."""

_LEVELS: Final[Mapping[Level, str]] = {
    "unclassified": "",
    "internal": "内部",
    "confidential": "秘密",
    "secret": "机密",
    "top_secret": "绝密",
}
_DIGITS: Final = "〇一二三四五六七八九"
_LANDSCAPE_COLUMNS: Final = 9
"""From how many columns on a table lies across the page."""
_COLUMN_WHOLE, _COLUMN_MAX = 4, 16
"""Up to which width, in characters, no cell of a column breaks, and what none asks for more than."""
_ALONG, _ACROSS = 36, 54
"""How many characters of a table stand side by side on a page, and on one that lies across."""
_UNBROKEN: Final = re.compile(
    r"[^\s\u200b\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]{12,}"
)
"""A word so long that it might not fit into a line; between ideographs a line may break anyway."""
_WORD: Final = re.compile(r"[!-~]+")
_FIRST_WIDE = 0x2E80
"""From here on a character is as wide as an ideograph, near enough to share out a table."""
_LINE: Final = 28
"""Characters of a line (GB/T 9704-2012, 5.2.3)."""
_ABREAST_MAX: Final = 3
"""So many names, and seals on them, stand side by side at most."""
BREAK = "\u200b"


@dataclass(frozen=True, slots=True)
class TextPart:
    """A paragraph, or a heading of a level with its number before it; `depth` is its place in the outline."""

    text: str
    level: int = 0
    depth: int = 0
    kind: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class TablePart:
    """A table.

    Attributes:
        widths: The shares of its columns in the page.
        narrow: Which columns have short cells alone, which stand in their middle.
        across: Whether it lies across the page.
    """

    title: str | None
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    narrow: Sequence[bool]
    across: bool
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class EntriesPart:
    """Labels with what is said of each, one after the other."""

    entries: Sequence[tuple[str, str]]
    kind: Literal["entries"] = "entries"


@dataclass(frozen=True, slots=True)
class SignaturesPart:
    """Where people sign, one below the other: as what, and the name where it is printed."""

    lines: Sequence[tuple[str, str]]
    kind: Literal["signatures"] = "signatures"


Part = TextPart | TablePart | EntriesPart | SignaturesPart


@dataclass(frozen=True, slots=True)
class Layout:
    """A letter as it stands on its pages; what is empty is not there.

    Attributes:
        organs: Who issues it.
        marks: The red head: whose document it is; `mark_end` follows the names (文件).
        signers: Who signed it for issue, where it goes upwards.
        signed_rows: For whom it is signed, each row as it stands side by side; the first begins with what is empty.
        page_signatures: As what people sign at the foot of each page.
        copies: Who gets a copy, as one sentence.
        proof: The event that it is of, as JSON.
    """

    form: Form
    organs: Sequence[str]
    marks: Sequence[str]
    mark_end: str
    number: str
    upwards: bool
    signers: str
    secrecy: str
    title: str
    addressees: str
    parts: Sequence[Part]
    enclosures: Sequence[str]
    signed_for: Sequence[str]
    signed_rows: Sequence[Sequence[str]]
    dated: str
    note: str
    copies: str
    printed_by: str
    printed_on: str
    page_signatures: Sequence[str]
    code: str
    address: str
    draft: bool
    proof: str


def laid_out(letter: Letter) -> Layout:
    """Where each part of a letter stands, and in which words what follows from it is said."""
    form = FORMS[letter.kind]
    organs = (letter.organ, *letter.joint_organs)
    verification = letter.verification
    signatures = [block for block in letter.body if isinstance(block, SignatureLine)]
    closed = form is Form.DOCUMENT and letter.number is not None
    return Layout(
        form=form,
        organs=_clean_all(organs),
        marks=_clean_all(organs if form in {Form.DOCUMENT, Form.LETTER, Form.MINUTES} else ()),
        mark_end=_mark_end(form, organs[-1]),
        number=_clean(letter.number or ""),
        upwards=letter.kind in UPWARDS,
        signers="　".join(_clean_all(letter.signers)),
        secrecy=_secrecy(letter.secrecy),
        title=_clean(letter.title),
        addressees="、".join(_clean_all(letter.addressees)),
        parts=tuple(_parts(letter.body)),
        enclosures=_clean_all(letter.enclosures),
        signed_for=_clean_all(letter.signed_for),
        signed_rows=_signed_rows(_clean_all(letter.signed_for), written_date(letter.dated)),
        dated=written_date(letter.dated),
        note=_clean(letter.note or ""),
        copies="，".join(_clean_all(letter.copies_to)),
        printed_by=_clean((letter.printed_by or letter.organ) if closed else letter.printed_by or ""),
        printed_on=written_date(letter.printed_on or (letter.dated if closed else None)),
        page_signatures=_clean_all(line.label for line in signatures if line.each_page),
        code=verification.code if verification else "",
        address=verification.address if verification else "",
        draft=letter.draft,
        proof=letter.proof.model_dump_json() if letter.proof else "",
    )


def _mark_end(form: Form, organ: str) -> str:
    """What stands behind the names in red."""
    if form is Form.MINUTES:
        return "纪要" if organ.endswith("会议") else "会议纪要"
    return "文件" if form is Form.DOCUMENT else ""


def _secrecy(secrecy: Secrecy | None) -> str:
    """How secret it is and how long, with a star between (GB/T 9704-2012, 7.2.2); what is not secret says nothing."""
    if secrecy is None or not _LEVELS[secrecy.level]:
        return ""
    return _LEVELS[secrecy.level] + (f"★{_clean(secrecy.period)}" if secrecy.period else "")


def written_date(day: date | None) -> str:
    """A day as a document has it: Arabic numerals, no leading zeros (GB/T 9704-2012, 7.3.5.4)."""
    return "" if day is None else f"{day.year}年{day.month}月{day.day}日"


def signed_place(names: Iterable[str], dated: str) -> tuple[float, float]:
    """How wide the widest of some names and a date is, and how far from the right it stands, in characters.

    The date is four characters from there, a name above its middle; none is taken for narrower than it is.
    """
    day = sum(1 if each.isdecimal() else 2 for each in dated) / 2
    wide = min(_LINE, max([day, *(len(name.replace(BREAK, "")) for name in names)]))
    return wide, min(_LINE - wide, max(0.0, 4 - (wide - day) / 2))


def _signed_rows(names: Sequence[str], dated: str) -> Sequence[Sequence[str]]:
    """Names side by side as far as they fit, with room for seals (GB/T 9704-2012, 7.3.5.2), the last row full."""
    wide, right = signed_place(names, dated)
    abreast = max(1, min(_ABREAST_MAX, len(names), int((_LINE - right) // (wide + 1))))
    cells = ("",) * (-len(names) % abreast) + tuple(names)
    return tuple(cells[at : at + abreast] for at in range(0, len(cells), abreast))


def _parts(blocks: Iterable[Block]) -> Iterator[Part]:
    """The parts of a text in their order: what belongs together, lines to sign or entries, as one."""
    numbers = _HeadingNumbers()
    for kind, together in groupby(blocks, key=type):
        if kind is Entry:
            entries = [block for block in together if isinstance(block, Entry)]
            yield EntriesPart([(_clean(each.label), _clean(each.text)) for each in entries])
        elif kind is SignatureLine:
            lines = [block for block in together if isinstance(block, SignatureLine)]
            yield SignaturesPart([(_clean(each.label), _clean(each.name or "")) for each in lines])
        else:
            for block in together:
                yield from _part(block, numbers)


def _part(block: Block, numbers: "_HeadingNumbers") -> Iterator[Part]:
    match block:
        case Paragraph():
            yield from (TextPart(line) for line in _clean(block.text).split("\n") if line.strip())
        case Heading():
            yield TextPart(numbers.before(block) + _clean(block.text), level=block.level, depth=numbers.depth)
        case FactTable():
            yield _table(block)
        case Entry() | SignatureLine():
            raise TypeError("entries and lines to sign stand together with their neighbours")
        case _:
            assert_never(block)


def _table(table: FactTable) -> TablePart:
    across = len(table.headings) >= _LANDSCAPE_COLUMNS
    headings = _clean_all(table.headings)
    rows = tuple(_clean_all(row) for row in table.rows)
    columns = list(zip(headings, *rows, strict=True))
    wanted = [min(max(_width(cell) for cell in column), _COLUMN_MAX) for column in columns]
    needed = [
        max(min(want, _COLUMN_WHOLE), *(_unbroken(cell) for cell in column))
        for want, column in zip(wanted, columns, strict=True)
    ]
    room = (_ACROSS if across else _ALONG) - len(columns) - sum(needed)
    share = max(0.0, room / max(1, sum(wanted) - sum(needed)))
    widths = [1 + need + share * (want - need) for want, need in zip(wanted, needed, strict=True)]
    narrow = [want <= _COLUMN_WHOLE + 2 for want in wanted]
    return TablePart(table.title and _clean(table.title), headings, rows, widths, narrow, across)


def _width(text: str) -> int:
    """How wide the widest line of a text is, in ideographs; the rest of the characters take half of one."""
    return max((sum(2 if ord(each) >= _FIRST_WIDE else 1 for each in line) + 1) // 2 for line in text.split("\n"))


def _unbroken(text: str) -> int:
    """How wide the widest word of it is that cannot break."""
    return max((_width(word) for word in _WORD.findall(text)), default=0)


class _HeadingNumbers:
    """What stands before headings (结构层次序数, GB/T 9704-2012, 7.3.3): 一、 （一） 1. （1）."""

    def __init__(self) -> None:
        self._counts = [0, 0, 0, 0]
        self._open: list[int] = []

    @property
    def depth(self) -> int:
        """How deep the last heading lies in the outline, which leaves out no level (ISO 14289-1, 7.4.2)."""
        return len(self._open)

    def before(self, heading: Heading) -> str:
        """What stands before the next heading."""
        self._open = [*(level for level in self._open if level < heading.level), heading.level]
        if not heading.numbered:
            return ""
        at = heading.level - 1
        self._counts[at] += 1
        self._counts[at + 1 :] = [0] * (3 - at)
        count = self._counts[at]
        return (f"{chinese_number(count)}、", f"（{chinese_number(count)}）", f"{count}.", f"（{count}）")[at]


def chinese_number(count: int) -> str:
    """A number from one to ninety-nine in ideographs; a greater one in digits."""
    tens, ones = divmod(count, 10)
    if tens > len(_DIGITS) - 1:
        return str(count)
    return ("" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十") + (_DIGITS[ones] if ones else "")


def _clean(text: str) -> str:
    """A text as it can be set: tabs are blanks, and a word that fits no line may break anywhere."""
    return _UNBROKEN.sub(lambda word: BREAK.join(word[0]), text.replace("\t", "　"))


def _clean_all(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(_clean(text) for text in texts)
