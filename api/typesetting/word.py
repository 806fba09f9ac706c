"""A letter as DOCX, for editing before it is issued: the same parts as in the PDF, which alone is the record.

A Word template says how it looks and where each part stands (docs/documents.md); docxtpl fills in the layout that the
PDF is made of too. What no template can say follows here: columns as wide as what stands in them, a red head that fits
its line, and a name above the middle of its date.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

import segno
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.oxml.table import CT_Tbl
from docx.oxml.text.paragraph import CT_P
from docx.shared import Emu, Mm, Pt, Twips
from docx.styles.style import BaseStyle, ParagraphStyle
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree
from markupsafe import Markup, escape

from api.typesetting.layout import BREAK, Layout, TablePart, laid_out, signed_place
from api.typesetting.pdf import SettingError, refuse_too_long
from domain.documents.letter import Letter

MARK: Final = "发文机关标志"
SIGNED_FOR: Final = "发文机关署名"
JOINT_MARK: Final = "联合发文机关标志"
JOINT_SIGNED: Final = "联合发文机关署名"
FACTS: Final = "公文表格"
"""The styles of what a template leaves to us, by the names that Word shows: a red head and for whom it is signed, the
tables in which several names stand beside one word and side by side, and tables of facts."""
TAGS: Final = frozenset({field.name for field in fields(Layout)} - {"proof"} | {"qr"})
"""What a template may speak of: all of a layout but the event, which goes with the PDF alone."""
TEMPLATE_FAULTS: Final = (
    TemplateError,
    OpcError,
    BadZipFile,
    etree.LxmlError,
    TypeError,
    ValueError,
    LookupError,
    ArithmeticError,
    AttributeError,
    RecursionError,
)
"""What comes of a template that is none, or that means what cannot be done."""

_LONG_AGO: Final = date(1980, 1, 1)
"""When every part was written, as early as ZIP knows: the same letter is to be the same bytes."""
_ALONG, _ACROSS = 8845, 13208
"""How wide a table is in twentieths of a point, and one on a page that lies across."""
_PITCH: Final = _ALONG / 28
"""What a character has of a line of 28, in twentieths of a point."""
_LINE_POINTS: Final = 440
"""What the characters of a red head share, in points."""
_CHARACTER: Final = Pt(16)


class TemplateFaultError(SettingError):
    """A Word template that a letter does not go into."""


@dataclass(frozen=True, slots=True)
class WordTemplate:
    """A DOCX with tags of docxtpl in it.

    Attributes:
        content: The file.
    """

    content: bytes

    def docx(self, letter: Letter) -> bytes:
        """A letter as DOCX; it takes the processor for a while.

        Raises:
            TooLongError: it has too many characters.
            TemplateFaultError: the template is none, or asks for what is not there.
        """
        refuse_too_long(letter)
        layout = laid_out(letter)
        filled = _Filled(BytesIO(self.content))
        package = BytesIO()
        try:
            filled.render(_told(layout, filled), SANDBOX, autoescape=True)
            _finish(filled.docx, layout)
            _describe(filled.docx, layout, letter.dated or letter.printed_on or _LONG_AGO)
            filled.save(package)
        except TEMPLATE_FAULTS as error:
            raise TemplateFaultError(f"{type(error).__name__}: {error}") from error
        return _undated(package)


class _Filled(DocxTemplate):  # type: ignore[misc]  # it says nothing of its types
    """docxtpl, which takes a text that a letter put into a template for no template itself."""

    def fix_tables(self, xml: str) -> etree.ElementBase:
        """Refuse what is not well-formed, which docxtpl would mend by leaving it out."""
        etree.fromstring(xml)
        return super().fix_tables(xml)

    def render_properties(self, context: Mapping[str, object], jinja_env: object = None) -> None:
        """Leave them: they have places for 255 characters, and take escaped text as it stands."""

    def render_footnotes(self, context: Mapping[str, object], jinja_env: object = None) -> None:
        """Leave them: they would be filled once for each section, the second time with what the first put in."""


class _Code(InlineImage):  # type: ignore[misc]  # as above
    """The code by which it is checked, with words for whoever does not see it."""

    def __init__(self, template: DocxTemplate, address: str) -> None:
        drawn = BytesIO()
        segno.make_qr(address, error="m").save(drawn, kind="png", scale=8, border=0)
        super().__init__(template, drawn, width=Mm(13))
        self._said = escape(f"核验二维码：{address}")

    def __html__(self) -> str:
        drawn = str(super().__html__()).replace("<wp:inline ", '<wp:inline distT="0" distB="0" distL="0" distR="0" ', 1)
        return drawn.replace("<wp:docPr ", f'<wp:docPr descr="{self._said}" ', 1)


def _as_written(value: object) -> object:
    """A text as it stands in Word, where a long word breaks by itself; of its underscores docxtpl would make tags."""
    if not isinstance(value, str):
        return value
    return Markup(str(escape(value)).replace(BREAK, "").replace("_", "&#95;"))  # noqa: S704 - escaped just here


class _Sandbox(ImmutableSandboxedEnvironment):
    """Where templates are filled; each is compiled once, which takes longer than all the rest."""

    from_string = lru_cache(maxsize=32)(ImmutableSandboxedEnvironment.from_string)  # type: ignore[assignment]


def _sandbox() -> _Sandbox:
    """An office's template is not ours: it reaches nothing but what it is told, and makes markup of no text."""
    sandbox = _Sandbox(autoescape=True, undefined=StrictUndefined, finalize=_as_written)
    del sandbox.filters["safe"]
    return sandbox


SANDBOX: Final = _sandbox()


def _told(layout: Layout, template: DocxTemplate) -> Mapping[str, object]:
    """What a template is filled with."""
    told = {name: getattr(layout, name) for name in TAGS if name != "qr"}
    return told | {"qr": _Code(template, layout.address) if layout.address else ""}


def _finish(document: Document, layout: Layout) -> None:
    """What follows from a letter and cannot be said in a template.

    Raises:
        ValueError: the template has not drawn each table, or one of them twice.
    """
    facts = [part for part in layout.parts if isinstance(part, TablePart)]
    for table, part in zip(_tables(document, FACTS), facts, strict=True):
        whole = _ACROSS if part.across else _ALONG
        _widen(table, [round(whole * width / sum(part.widths)) for width in part.widths])
    _fit_head(document, layout)
    signed_for = _style(document, SIGNED_FOR)
    for paragraph in document.element.body.iter(qn("w:p")):
        if signed_for is not None and paragraph.style == signed_for.style_id:
            paragraph.get_or_add_pPr().ind_right = _right_of(paragraph, layout.dated)
    for table in _tables(document, JOINT_SIGNED):
        _place_signed(table, layout)
    for section in list(document.sections)[1:]:
        section.different_first_page_header_footer = False


def _fit_head(document: Document, layout: Layout) -> None:
    """Make a red head as small as its line asks; of several names each is as wide as the longest, one blank apart."""
    style = _style(document, MARK)
    if not isinstance(style, ParagraphStyle) or style.font.size is None or not layout.marks:
        return
    longest, end, joint = max(map(len, layout.marks)), len(layout.mark_end), len(layout.marks) > 1
    size = style.font.size = min(style.font.size, Pt(_LINE_POINTS // (longest + end + joint)))
    for table in _tables(document, JOINT_MARK):
        _widen(table, [Emu(size * width).twips for width in (longest + 0.4, end + 0.6)])


def _place_signed(table: CT_Tbl, layout: Layout) -> None:
    """Put several names where the PDF has them: columns of the widest and a blank, the last above the date's place."""
    wide, right = signed_place(layout.signed_for, layout.dated)
    columns = max(map(len, layout.signed_rows), default=1)
    width = min(_ALONG // columns, round(_PITCH * (wide + 1)))
    _widen(table, [width] * columns)
    for left in table.tblPr.findall(qn("w:tblInd")):
        left.set(qn("w:w"), str(max(0, _ALONG - round(_PITCH * (right - 0.5)) - width * columns)))


def _style(document: Document, name: str) -> BaseStyle | None:
    """A style that the template may have."""
    return next((style for style in document.styles if style.name == name), None)


def _tables(document: Document, name: str) -> Sequence[CT_Tbl]:
    """The tables of a style."""
    style = _style(document, name)
    tables = document.element.body.iter(qn("w:tbl"))
    return [table for table in tables if style is not None and table.tblStyle_val == style.style_id]


def _widen(table: CT_Tbl, widths: Sequence[int]) -> None:
    """Give columns their widths, in twentieths of a point: in the table, its grid and its cells, for whoever asks."""
    for whole in table.tblPr.findall(qn("w:tblW")):
        whole.set(qn("w:w"), str(sum(widths)))
    for column, width in zip(table.tblGrid.gridCol_lst, widths, strict=True):
        column.w = Twips(width)
    for row in table.tr_lst:
        for cell, width in zip(row.tc_lst, widths, strict=True):
            cell.width = Twips(width)


def _right_of(paragraph: CT_P, dated: str) -> int:
    """How far from the right a name stands in the middle of the date, which ends four characters from there."""
    date_width = sum(1 if each.isdecimal() else 2 for each in dated) / 2
    return round(_CHARACTER * max(0.0, 4 + (date_width - len(paragraph.text)) / 2))


def _describe(document: Document, layout: Layout, day: date) -> None:
    """What the file says of itself; of the hour at which it was made it says nothing."""
    properties = document.part.package.part_related_by(RELATIONSHIP_TYPE.CORE_PROPERTIES).element
    properties.get_or_add_title().text = layout.title.replace(BREAK, "")
    properties.get_or_add_creator().text = "、".join(layout.organs).replace(BREAK, "")
    said = document.core_properties
    said.created = said.modified = datetime.combine(day, time())
    said.last_modified_by, said.revision = "", 1


def _undated(package: BytesIO) -> bytes:
    """The same package, whose parts say nothing of the hour at which they were written."""
    written = BytesIO()
    with ZipFile(package) as file, ZipFile(written, "w") as anew:
        for name in file.namelist():
            part = ZipInfo(name, (_LONG_AGO.year, _LONG_AGO.month, _LONG_AGO.day, 0, 0, 0))
            part.compress_type = ZIP_DEFLATED
            anew.writestr(part, file.read(name))
    return written.getvalue()


OURS: Final = WordTemplate(Path(__file__).with_name("official.docx").read_bytes())
"""The template that comes with us."""
