"""A letter as DOCX, for editing before it is issued: the same parts as in the PDF, which alone is the record.

Word sets it in the fonts of the office's own machine, by the names of the standard. The parts of the package are
templates in `word/`; Jinja escapes every text, as on the pages.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.typesetting.layout import BREAK, Layout, laid_out
from domain.documents.letter import Letter

_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("word")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_PARTS: Final = {
    "[Content_Types].xml": "content_types.xml",
    "_rels/.rels": "package_rels.xml",
    "docProps/core.xml": "core.xml",
    "word/document.xml": "document.xml",
    "word/_rels/document.xml.rels": "document_rels.xml",
    "word/styles.xml": "styles.xml",
    "word/settings.xml": "settings.xml",
    "word/fontTable.xml": "fonts.xml",
    "word/header.xml": "header.xml",
}
"""The parts of the package (ECMA-376), the list of them first, and what each is made of."""
_FOOTERS: Final = {
    "word/footer.xml": ("right", True),
    "word/footer_even.xml": ("left", True),
    "word/footer_first.xml": ("right", False),
}
"""On which side the number of the page stands, and whether there is one."""
_LONG_AGO: Final = date(1980, 1, 1)
"""When every part was written, as early as ZIP knows: the same letter is to be the same bytes."""
_ALONG, _ACROSS = 8845, 13208
"""How wide a table is in twentieths of a point, and one on a page that lies across."""
_MARK_MAX: Final = 80
_LINE: Final = 880
"""The size of a red head, and what its characters share, in half points."""


def docx(letter: Letter) -> bytes:
    """A letter as DOCX; it takes the processor for a while."""
    layout = laid_out(letter)
    told = {
        "letter": asdict(layout),
        "day": letter.dated or letter.printed_on or _LONG_AGO,
        "shares": _shares,
        "mark_size": min(_MARK_MAX, *(_LINE // len(name + layout.mark_end) for name in layout.marks or ("—",))),
        "right_of": lambda name: _right_of(name, layout),
    }
    parts = {name: _written(template, **told) for name, template in _PARTS.items()}
    for name, (side, numbered) in _FOOTERS.items():
        parts[name] = _written("footer.xml", **told, side=side, numbered=numbered)
    if layout.code:
        parts["word/media/code.png"] = _qr_png(layout.address)
    package = BytesIO()
    with ZipFile(package, "w") as file:
        for name, content in parts.items():
            part = ZipInfo(name, (_LONG_AGO.year, _LONG_AGO.month, _LONG_AGO.day, 0, 0, 0))
            part.compress_type = ZIP_DEFLATED
            file.writestr(part, content)
    return package.getvalue()


def _written(template: str, **told: object) -> bytes:
    """A part of the package; in Word a long word breaks by itself."""
    return _TEMPLATES.get_template(template).render(**told).replace(BREAK, "").encode()


def _shares(widths: Sequence[float], *, across: bool = False) -> Sequence[int]:
    """The widths of columns that fill the page, in twentieths of a point."""
    whole = _ACROSS if across else _ALONG
    return [round(whole * width / sum(widths)) for width in widths]


def _right_of(name: str, layout: Layout) -> int:
    """How far from the right a name stands in the middle of the date, in hundredths of a character."""
    date_width = sum(1 if each.isdecimal() else 2 for each in layout.dated) / 2
    return round(100 * max(0.0, 4 + (date_width - len(name)) / 2))


def _qr_png(address: str) -> bytes:
    drawn = BytesIO()
    segno.make_qr(address, error="m").save(drawn, kind="png", scale=8, border=0)
    return drawn.getvalue()
