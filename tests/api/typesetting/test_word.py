"""Official documents as DOCX: the same words as the PDF, in the fonts of the standard, and text whatever it says."""

from collections.abc import Mapping
from io import BytesIO
from itertools import chain
from zipfile import ZipFile

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt
from lxml import etree

from api.typesetting.fonts import fonts_at
from api.typesetting.layout import TablePart, laid_out
from api.typesetting.pdf import CHARACTERS_MAX, Press, TooLongError
from api.typesetting.word import OURS
from domain.documents.kinds import OfficialDocumentKind
from domain.documents.letter import (
    Entry,
    FactTable,
    Heading,
    Letter,
    Paragraph,
    Verification,
)
from tests.api.typesetting.samples import LETTERS, paragraphs, what_it_says
from tests.api.typesetting.test_pdf import HOSTILE, letter, lines, read

TAGS_OF_DOCXTPL = (
    "{_{ title }_} {_% endfor %_} _{_",
    "{%p for part in parts %} {%tr endfor %} {{r title }} {% cellbg title %} {% vm %} {#p 注 #} {{p title }}",
    '</w:t></w:r><w:r><w:t>越出 <w:p w:x="y"> &lt;w:p&gt; &amp; &#x7b;&#x7b; title }} ]]> <![CDATA[',
)
"""What would be markup if docxtpl took a text that it has put in for a part of the template."""


def opened(letter: Letter) -> WordDocument:
    """A letter as Word would open it."""
    return Document(BytesIO(OURS.docx(letter)))


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


@pytest.mark.parametrize("hostile", [*HOSTILE, *TAGS_OF_DOCXTPL], ids=range(len(HOSTILE + TAGS_OF_DOCXTPL)))
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
    assert OURS.docx(sample) == OURS.docx(sample)
    with ZipFile(BytesIO(OURS.docx(sample))) as package:
        assert {part.date_time[:3] for part in package.infolist()} == {(1980, 1, 1)}
    properties = opened(sample).core_properties
    assert [each and each.date() for each in (properties.created, properties.modified)] == [sample.dated] * 2


def test_columns_are_as_wide_as_in_the_pdf() -> None:
    """In the grid, which LibreOffice goes by, and in each cell, which Word goes by; short ones in their middle."""
    sample = LETTERS[OfficialDocumentKind.HANDOVER_LIST]
    tables = opened(sample).tables
    (part,) = (part for part in laid_out(sample).parts if isinstance(part, TablePart))
    (table,) = (table for table in tables if table.style and table.style.name == "公文表格")
    widths = [column.width for column in table.columns]
    assert [round(sum(part.widths) * (width or 0) / sum(filter(None, widths)), 1) for width in widths] == [
        pytest.approx(width, abs=0.06) for width in part.widths
    ]
    for row in (table.rows[0], table.rows[7], table.rows[-1]):
        assert [cell.width for cell in row.cells] == widths
    styles = [cell.paragraphs[0].style for cell in table.rows[1].cells]
    assert [style and style.name == "表格文字居中" for style in styles] == list(part.narrow)


def test_a_red_head_fits_its_line_and_names_stand_above_the_middle_of_the_date() -> None:
    """As large as in the template for a short name, smaller for a long one; the date four characters from the right."""
    sizes = {}
    for organ in ("某市纪委", "某自治州某某自治县人民政府国有资产监督管理委员会"):
        document = opened(letter(kind="circular", organ=organ, number="某〔2026〕1号", signed_for=("某委",)))
        (mark,) = (each for each in document.paragraphs if each.style and each.style.name == "发文机关标志")
        assert mark.text == f"{organ}文件"
        assert mark.style is not None
        sizes[organ] = mark.style.font.size
        (name,) = (each for each in document.paragraphs if each.style and each.style.name == "发文机关署名")
        assert name.paragraph_format.right_indent == Pt(16) * 6.5
    assert list(sizes.values()) == [Pt(40), Pt(16)]


JOINT: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "two": (("某某县纪律检查委员会", "某某县委组织部"),),
    "three short": (("甲局", "乙局", "丙局"),),
    "four": (("", "", "某县纪委"), ("某县县委组织部", "某县财政局", "某县审计局")),
    "two long": (("某某县纪律检查委员会监察委员会",), ("某某县人力资源和社会保障局",)),
}
"""For whom a document is signed, as the rows stand side by side."""


@pytest.mark.parametrize("rows", JOINT.values(), ids=list(JOINT))
async def test_several_names_stand_side_by_side_as_in_the_pdf(rows: tuple[tuple[str, ...], ...]) -> None:
    """Row by row, within the line and without lines around them; the date under the last name alone."""
    names = tuple(filter(None, chain(*rows)))
    signed = letter(kind="circular", number="某〔2026〕1号", signed_for=names, body=paragraphs("正文"))
    heights = lines((await read(Press(fonts_at(None)), signed)).pages[0])
    in_pdf = [[text for _, _, text in sorted(heights[y]) if text in names] for y in sorted(heights, reverse=True)]

    (table,) = (each for each in opened(signed).tables if each.style and each.style.name == "联合发文机关署名")
    cells = [[[each.text for each in cell.paragraphs if each.text] for cell in row.cells] for row in table.rows]

    expected = [[[name] if name else [] for name in row] for row in rows]
    expected[-1][-1] = [names[-1], "2026年11月30日"]
    assert cells == expected
    assert [row for row in in_pdf if row] == [[name for name in row if name] for row in rows]
    widths = [cell.width or 0 for cell in table.rows[0].cells]
    (left,) = (int(each.get(qn("w:w"))) for each in table._tbl.iter(qn("w:tblInd")))  # noqa: SLF001 - no other way to ask
    assert left + sum(Emu(each).twips for each in widths) <= Mm(156).twips + 160, "no more than half a character out"
    assert min(widths) >= Pt(15.75) * max(map(len, names)), "a name goes into its line"
    assert not list(table._tbl.iter(qn("w:tblBorders")))  # noqa: SLF001 - as above


def test_one_name_stands_in_no_table() -> None:
    """Nor none."""
    for names in (("某委",), ()):
        tables = opened(letter(signed_for=names)).tables
        assert [each for each in tables if each.style and each.style.name == "联合发文机关署名"] == []


def test_what_it_is_checked_by_is_a_picture_with_words() -> None:
    """The code as PNG, told of to whoever does not see it; none where there is none."""
    address = "https://rongcuo.example.cn/verify/A&B_C"
    document = opened(letter(verification=Verification(code="7QKD-M3XW", address=address)))
    (shape,) = document.inline_shapes
    (told,) = (each.get("descr") for each in document.element.iter(qn("wp:docPr")))
    assert told == f"核验二维码：{address}"
    assert shape.width == shape.height == Mm(13)
    (picture,) = (part for part in document.part.package.iter_parts() if part.partname.endswith(".png"))
    assert picture.blob.startswith(b"\x89PNG")
    assert address in said(document)
    assert len(opened(letter()).inline_shapes) == 0


def test_the_first_page_of_a_letter_alone_has_no_number() -> None:
    """The form of a letter (信函格式) numbers from its second page, and the parts of a document go on with it."""
    wide = FactTable(headings=tuple(f"第{n}栏" for n in range(1, 11)), rows=())
    for kind, numbered in (("feedback_letter", False), ("circular", True)):
        sections = opened(letter(kind=kind, number="某〔2026〕1号", body=(wide,))).sections
        first, *others = (section.different_first_page_header_footer for section in sections)
        assert (first, others) == (True, [False, False])
        footer = sections[0].first_page_footer
        assert ("—" in "".join(each.text for each in footer.paragraphs)) == numbered


def test_what_is_too_long_is_refused() -> None:
    """As for the PDF."""
    with pytest.raises(TooLongError):
        OURS.docx(letter(body=(Paragraph(text="长" * 1_000_000), Paragraph(text="长" * (CHARACTERS_MAX - 999_999)))))


def test_a_table_of_many_rows_is_whole() -> None:
    """None is left out, however long the document."""
    rows = tuple((str(number), f"第{number}项，须保存", "", "甲", "乙") for number in range(3000))
    (table,) = opened(letter(body=(FactTable(headings=("序号", "项", "三", "四", "五"), rows=rows),))).tables
    cells = [etree.tostring(cell, method="text", encoding="unicode") for cell in table._tbl.iter(qn("w:tc"))]  # noqa: SLF001 - row.cells is slow
    assert cells[6::5] == [row[1] for row in rows]
