"""Official documents as DOCX: the same words as the PDF, in the fonts of the standard, and text whatever it says."""

from io import BytesIO

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm

from api.typesetting.word import docx
from domain.documents.kinds import OfficialDocumentKind
from domain.documents.letter import (
    Entry,
    FactTable,
    Heading,
    Letter,
)
from tests.api.typesetting.samples import LETTERS, paragraphs, what_it_says
from tests.api.typesetting.test_pdf import HOSTILE, letter


def opened(letter: Letter) -> WordDocument:
    """A letter as Word would open it."""
    return Document(BytesIO(docx(letter)))


def said(document: WordDocument) -> str:
    """What a document says, its tables too."""
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.mark.parametrize("kind", OfficialDocumentKind)
def test_every_kind_says_what_its_letter_says(kind: OfficialDocumentKind) -> None:
    """All twenty, part by part."""
    sample = LETTERS[kind]
    document = opened(sample)
    text = said(document)
    expected = what_it_says(sample)
    assert [each for each in expected if each not in text] == []
    assert document.core_properties.title == sample.title


def test_the_fonts_are_those_of_the_standard() -> None:
    """By name, for East Asian text too, with another where one is missing; on the page of the standard."""
    document = opened(letter(body=(*paragraphs("正文"), Heading(text="小标题"))))
    fonts = {
        style.name: rpr.find(qn("w:rFonts")).get(qn("w:eastAsia"))
        for style in document.styles
        if (rpr := style.element.find(qn("w:rPr"))) is not None and rpr.find(qn("w:rFonts")) is not None
    }
    assert fonts["Title"] == "方正小标宋简体"
    assert fonts["Heading 1"] == "黑体"
    assert fonts["Heading 2"] == "楷体_GB2312"
    default = document.styles.element.find(f"{qn('w:docDefaults')}//{qn('w:rFonts')}")
    assert default.get(qn("w:eastAsia")) == "仿宋_GB2312"
    (section,) = document.sections
    page = (section.page_width, section.page_height, section.top_margin)
    assert [round((each or 0) / Mm(1)) for each in page] == [210, 297, 37]
    assert [paragraph.style and paragraph.style.name for paragraph in document.paragraphs][:3] == [
        "Title",
        "Body Text",
        "Heading 1",
    ]


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_what_somebody_wrote_stays_text(hostile: str) -> None:
    """Neither markup of the package nor a template of ours."""
    line = hostile.split("\n", maxsplit=1)[0]
    document = opened(
        letter(
            kind="circular",
            number="某〔2026〕1号",
            title=line,
            organ=line,
            addressees=(line,),
            body=(Entry(label="项", text=hostile), FactTable(headings=(line, "乙"), rows=((hostile, line),))),
            enclosures=(line,),
            copies_to=(line,),
        )
    )
    assert said(document).count(line) == 10
    assert document.core_properties.author == line


def test_heads_of_tables_repeat_and_wide_ones_lie_across() -> None:
    """As in the PDF."""
    wide = FactTable(headings=tuple(f"第{n}栏" for n in range(1, 11)), rows=(tuple(f"内容{n}" for n in range(1, 11)),))
    document = opened(letter(body=(*paragraphs("前文"), wide, *paragraphs("后文"))))
    assert [section.orientation for section in document.sections] == [
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.LANDSCAPE,
        WD_ORIENT.PORTRAIT,
    ]
    (table,) = document.tables
    assert len(table.columns) == 10
    assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None  # noqa: SLF001 - no other way to ask


def test_a_draft_says_so_and_a_record_is_signed_on_every_page() -> None:
    """At the head and at the foot of each page."""
    for draft in (True, False):
        (section,) = opened(letter(draft=draft)).sections
        assert (section.header.paragraphs[0].text == "稿") == draft
    (section,) = opened(LETTERS[OfficialDocumentKind.DEFENCE_RECORD]).sections
    for footer in (section.footer, section.even_page_footer):
        assert footer.paragraphs[0].text.startswith("申辩人：")


def test_the_same_letter_is_the_same_file() -> None:
    """Nothing of the hour stands in it."""
    sample = LETTERS[OfficialDocumentKind.CIRCULAR]
    assert docx(sample) == docx(sample)
