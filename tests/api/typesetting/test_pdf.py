"""Official documents as PDF: on the grid of the standard, readable by machine and by ear, and text whatever it says."""

import asyncio
import json
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from uuid import UUID

import pylopdf_fonts_zh_cn
import pytest
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable
from pypdf import PageObject, PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, PdfObject

from api.typesetting.fonts import fonts_at
from api.typesetting.pdf import CHARACTERS_MAX, CharactersMissingError, Press, PressError, TooLongError
from domain.documents.kinds import KIND_NAMES, OfficialDocumentKind
from domain.documents.letter import (
    Entry,
    EventProof,
    FactTable,
    Heading,
    Letter,
    Paragraph,
    SignatureLine,
    Verification,
)
from tests.api.typesetting.samples import LETTERS, paragraphs, what_it_says

_ALL_PLANES = 12
"""The format of a table of characters that knows more than the basic plane."""
MILLIMETRE = 72 / 25.4
_PLAIN = Letter(
    kind=OfficialDocumentKind.PUBLICITY_NOTICE,
    organ="某机关",
    title="公示",
    body=(),
    signed_for=("某机关",),
    dated=date(2026, 11, 30),
    draft=False,
)
_PROOF = EventProof(stream=UUID(int=7), version=3, digest="ab" * 32)


@pytest.fixture(scope="module")
def press() -> Press:
    """A press with the fonts that come with us."""
    return Press(fonts_at(None))


def letter(**changed: object) -> Letter:
    """A short letter, with some things changed."""
    return Letter.model_validate({**dict(_PLAIN), **changed})


async def read(press: Press, letter: Letter) -> PdfReader:
    """A letter as it comes out of the press."""
    return PdfReader(BytesIO(await press.pdf(letter)))


def lines(page: PageObject) -> Mapping[float, list[tuple[float, float, str]]]:
    """What stands at each height of a page: where it begins, in which size, and what."""
    found: dict[float, list[tuple[float, float, str]]] = defaultdict(list)

    def visit(text: str, at: list[float], _tm: list[float], _font: object, size: float) -> None:
        if text.strip():
            found[round(at[5], 1)].append((at[4], size, text.strip()))

    page.extract_text(visitor_text=visit)
    return found


def said(text: str) -> str:
    """A text without what only tells how it is set: blanks, ends of lines, places where a word may break."""
    return re.sub(r"[\s\u200b]", "", text)


def all_said(pdf: PdfReader) -> str:
    """What all pages of a document say."""
    return said("".join(page.extract_text() for page in pdf.pages))


async def test_a_page_has_twenty_two_lines_of_twenty_eight_characters(press: Press) -> None:
    """GB/T 9704-2012, 5.2.3: counted in the finished page, in the size and between the margins of the standard."""
    pdf = await read(press, letter(body=paragraphs("规" * 28 * 22 * 3)))
    page = pdf.pages[1]
    body = {y: runs for y, runs in lines(page).items() if "规" in "".join(text for _, _, text in runs)}
    assert [sum(len(text) for _, _, text in runs) for runs in body.values()] == [28] * 22
    assert {round(size, 1) for runs in body.values() for _, size, _ in runs} == {16.0}
    assert {round(x / MILLIMETRE) for runs in body.values() for x, _, _ in runs} == {26}, "binding on its other side"
    heights = sorted(body, reverse=True)
    assert {round(upper - lower, 2) for upper, lower in pairwise(heights)} <= {28.9, 29.0, 28.95}
    assert page.mediabox.width == pytest.approx(210 * MILLIMETRE, abs=0.1)
    assert float(page.mediabox.height) - heights[0] - 16 * 0.88 == pytest.approx(37 * MILLIMETRE, abs=0.2)
    assert heights[-1] - 16 * 0.12 > 35 * MILLIMETRE


async def test_pages_are_numbered_on_alternating_sides(press: Press) -> None:
    """7.5: between dashes, right on odd pages and left on even ones, 四号."""
    pdf = await read(press, letter(body=paragraphs("规" * 28 * 22 * 3)))
    for number, page in enumerate(pdf.pages, start=1):
        ((x, size, _),) = [run for runs in lines(page).values() for run in runs if said(run[2]) == f"—{number}—"]
        assert (x > page.mediabox.width / 2) == (number % 2 == 1)
        assert round(size) == 14


@pytest.mark.parametrize("kind", OfficialDocumentKind)
async def test_every_kind_is_set_whole(press: Press, kind: OfficialDocumentKind) -> None:
    """All twenty: what the letter says stands on its pages, and the file says what it is (PDF/A-3a and PDF/UA-1)."""
    sample = LETTERS[kind]
    pdf = await read(press, sample)
    text = all_said(pdf)
    expected = what_it_says(sample)
    unseen = [each for each in expected if re.sub("[—0-9]", "", said(each)) not in re.sub("[—0-9]", "", text)]
    assert unseen in ([], [each for each in unseen if len(each) > 100]), "a page's foot may stand within a long text"
    metadata = pdf.metadata
    assert metadata is not None
    assert metadata.title == sample.title
    about = pdf.xmp_metadata
    assert about is not None
    written = about.stream.get_data().decode()
    assert re.search(r"pdfaid:part>3<.*pdfaid:conformance>A<", written, re.DOTALL)
    assert "pdfuaid:part>1<" in written
    assert str(within(pdf.root_object, "/Lang")) == "zh-CN"
    assert within(pdf.root_object, "/MarkInfo", "/Marked")
    assert within(pdf.root_object, "/ViewerPreferences", "/DisplayDocTitle")
    assert all("/FontFile3" in str(font) for font in embedded(pdf)), "every font is in the file"


def within(value: PdfObject | None, *path: str | int) -> PdfObject | None:
    """What a file has at the end of a path of names and places."""
    for step in path:
        inner = value.get_object() if value is not None else None
        if isinstance(inner, DictionaryObject) and isinstance(step, str):
            value = inner.raw_get(step)
        elif isinstance(inner, ArrayObject) and isinstance(step, int):
            value = inner[step]
        else:
            raise TypeError(f"{step} is not in {inner}")
    return value.get_object() if value is not None else None


def embedded(pdf: PdfReader) -> list[PdfObject | None]:
    """What describes the fonts of a document."""
    found = []
    for page in pdf.pages:
        fonts = within(page, "/Resources", "/Font")
        assert isinstance(fonts, DictionaryObject)
        found += [within(font, "/DescendantFonts", 0, "/FontDescriptor") for font in fonts.values()]
    return found


def test_there_is_a_sample_and_a_name_of_every_kind() -> None:
    """All twenty are looked at."""
    assert set(LETTERS) == set(KIND_NAMES) == set(OfficialDocumentKind)
    assert len(OfficialDocumentKind) == 20


async def test_the_same_letter_is_the_same_file(press: Press) -> None:
    """Its digest is pinned by an event, so that nothing of the hour or the machine may stand in it."""
    sample = LETTERS[OfficialDocumentKind.CIRCULAR]
    once, again = await asyncio.gather(press.pdf(sample), Press(fonts_at(None)).pdf(sample))
    assert once == again
    assert await press.pdf(letter(dated=None)) == await press.pdf(letter(dated=None))


async def test_the_event_goes_along_in_the_file(press: Press) -> None:
    """Whoever has the file alone finds the event that it is of."""
    pdf = await read(press, letter(proof=_PROOF))
    ((name, (content, *_)),) = pdf.attachments.items()
    assert name == "event.json"
    assert json.loads(content) == {"stream": str(UUID(int=7)), "version": 3, "digest": "ab" * 32}


HOSTILE = (
    '#eval("1+1") #read("/etc/passwd") #import "@preview/x:0.1.0": *',
    "*粗体* _斜体_ $x^2$ `代码` <标签> @引用 \\u{41} // 注释 /* 注释 */ = 标题 - 列表 + 列表 / 项: 值",
    '"}]], "parts": [{"kind": "text"',
    "{{ facts }} {% raw %} ${HOME} %s <script>alert(1)</script>",
    "A" * 4000,
    "https://example.cn/" + "x" * 900,
    "第一行\n第二行\t制表",
)


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
async def test_what_somebody_wrote_stays_text(press: Press, hostile: str) -> None:
    """Wherever it stands: nothing of it is read as markup, code or data of the layout, and all of it is to be seen."""
    line = hostile.split("\n", maxsplit=1)[0]
    pdf = await read(
        press,
        letter(
            kind="circular",
            number="某〔2026〕1号",
            title=line[:200],
            addressees=(line,),
            body=(
                Paragraph(text=hostile),
                Heading(text=line[:300]),
                Entry(label="项", text=hostile),
                FactTable(headings=("甲", line[:100]), rows=((hostile, "乙"),)),
                SignatureLine(label="丙", name=line[:100]),
            ),
            enclosures=(line,),
            copies_to=(line,),
            note=line,
        ),
    )
    for page in pdf.pages:
        assert all(0 < x < page.mediabox.width for runs in lines(page).values() for x, _, _ in runs)
        assert beyond(page) == []
    assert said("".join(hostile.split("\t"))) in re.sub(r"—\d+—", "", all_said(pdf))


def beyond(page: PageObject) -> list[str]:
    """What reaches beyond the right margin, by the width of ASCII characters (which are narrower than an em)."""
    return [
        text
        for runs in lines(page).values()
        for x, size, text in runs
        if text.isascii() and x + len(text) * size * 0.4 > float(page.mediabox.width) - 20 * MILLIMETRE
    ]


async def test_a_megabyte_is_set_in_its_time(press: Press) -> None:
    """A text as long as may be, in one paragraph."""
    pdf = await read(press, letter(body=paragraphs("长文" * 500_000)))
    assert len(pdf.pages) > 1600


async def test_what_is_too_long_is_refused(press: Press) -> None:
    """Before it keeps the press busy."""
    with pytest.raises(TooLongError):
        await press.pdf(letter(body=paragraphs("长" * (CHARACTERS_MAX // 2), "长" * (CHARACTERS_MAX // 2))))


async def test_what_takes_too_long_is_ended(press: Press) -> None:
    """The others are not kept waiting by it."""
    hasty = Press(press.fonts, seconds=0.001)
    with pytest.raises(PressError):
        await hasty.pdf(letter(body=paragraphs("长文" * 100_000)))
    assert not hasty.at_once.locked()
    assert await press.pdf(letter())


async def test_the_loop_goes_on_meanwhile(press: Press) -> None:
    """Setting a long document keeps nobody else waiting."""
    at_work = asyncio.create_task(press.pdf(letter(body=paragraphs("长文" * 200_000))))
    turns = 0
    while not at_work.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns > 1000
    assert await at_work


async def test_a_character_that_no_font_has_is_named(press: Press) -> None:
    """It would be an empty box, which text extraction does not find: refused, with where it stands."""
    rows = (("张三", "一"), ("李𪚥", "二"))
    with pytest.raises(CharactersMissingError) as refused:
        await press.pdf(letter(title="关于\u0634的函", body=(FactTable(headings=("姓名", "号"), rows=rows),)))
    assert [(each.code_point, each.where) for each in refused.value.uncovered] == [
        ("U+0634", "title"),
        ("U+2A6A5", "body[0].rows[1][0]"),
    ]


def a_font(folder: Path, family: str, characters: Mapping[int, str]) -> None:
    """A font under a name of its own, in which code points look like other characters."""
    options = subset.Options(layout_features=[], notdef_outline=True)
    font = TTFont(pylopdf_fonts_zh_cn.sans_path())
    cut = subset.Subsetter(options)
    cut.populate(text="".join(characters.values()))
    cut.subset(font)
    glyphs = font.getBestCmap()
    table = CmapSubtable.newSubtable(_ALL_PLANES)
    table.platformID, table.platEncID, table.language = 3, 10, 0
    table.cmap = {code: glyphs[ord(like)] for code, like in characters.items()}
    font["cmap"].tables = [table]
    for record in font["name"].names:
        if record.nameID in {1, 3, 4, 6, 16}:
            record.string = family
    font.save(folder / f"{family}.otf")


async def test_the_fonts_of_the_customer_come_first(press: Press, tmp_path: Path) -> None:
    """Its 仿宋 is the text's, and a font of rare characters has those that no other has."""
    (tmp_path / "rare").mkdir()
    a_font(tmp_path, "FangSong_GB2312", {ord("正"): "正"})
    a_font(tmp_path / "rare", "HanaMinB", {0x2A6A5: "龙"})
    theirs = Press(fonts_at(tmp_path))
    pdf = await read(theirs, letter(body=paragraphs("正文𪚥")))
    names = " ".join(str(each) for each in embedded(pdf))
    assert "FangSong_GB2312" in names
    assert "HanaMinB" in names
    with pytest.raises(CharactersMissingError):
        await press.pdf(letter(body=paragraphs("正文𪚥")))
    with pytest.raises(NotADirectoryError):
        fonts_at(tmp_path / "absent")


async def test_a_font_that_has_gone_is_no_blank_page(press: Press, tmp_path: Path) -> None:
    """What is set without its font is not to be seen: that is an error, and never a document."""
    gone = replace(press.fonts, folders=[str(tmp_path)])
    with pytest.raises(PressError):
        await Press(gone).pdf(letter(body=paragraphs("正文")))


@pytest.mark.parametrize("length", range(1, 25))
async def test_no_page_has_the_signature_alone(press: Press, length: int) -> None:
    """7.3.5: who signed and when stand with some of the text, however long that is."""
    body = paragraphs(*(f"第{number}项要求。" for number in range(length)))
    pdf = await read(press, letter(body=body, enclosures=("甲", "乙")))
    last = said(pdf.pages[-1].extract_text())
    assert "2026年11月30日" in last
    assert f"第{length - 1}项要求" in last


@pytest.mark.parametrize("length", range(480, 700, 28))
async def test_nor_after_a_long_last_paragraph(press: Press, length: int) -> None:
    """It leaves as much of its text as goes on the page before, and takes no blank with it."""
    pdf = await read(press, letter(body=paragraphs("长" * length + "终")))
    last = said(pdf.pages[-1].extract_text())
    assert "2026年11月30日" in last
    assert "终" in last
    assert all(said(page.extract_text()).count("长") >= 28 * 16 for page in pdf.pages[:-1])


async def test_a_heading_stands_with_what_it_heads(press: Press) -> None:
    """No page ends in a heading."""
    for length in range(16, 22):
        blocks = (*paragraphs(*["一段。"] * length), Heading(text="小标题"), *paragraphs("其下一段。"))
        for page in (await read(press, letter(body=blocks))).pages:
            text = said(page.extract_text())
            assert ("小标题" in text) == ("其下一段" in text)


async def test_the_head_of_a_table_stands_on_each_of_its_pages(press: Press) -> None:
    """And every row on one of them."""
    pdf = await read(press, LETTERS[OfficialDocumentKind.HANDOVER_LIST])
    with_rows = [page for page in pdf.pages if "谈话笔录" in page.extract_text()]
    assert len(with_rows) > 2
    assert all("文书或者材料" in said(page.extract_text()) for page in with_rows)


async def test_a_wide_table_lies_across(press: Press) -> None:
    """From nine columns on, on pages of its own."""
    wide = FactTable(headings=tuple(f"第{n}栏" for n in range(1, 11)), rows=(tuple(f"内容{n}" for n in range(1, 11)),))
    pdf = await read(press, letter(body=(*paragraphs("前文"), wide, *paragraphs("后文"))))
    across = ["前文" not in page.extract_text() and page.mediabox.width > page.mediabox.height for page in pdf.pages]
    assert across == [False, True, False]


async def test_a_record_is_signed_on_every_page(press: Press) -> None:
    """笔录逐页签名."""
    pdf = await read(press, LETTERS[OfficialDocumentKind.DEFENCE_RECORD])
    assert len(pdf.pages) > 2
    for page in pdf.pages:
        assert re.search("申辩人：.*听取人：.*记录人：", said(page.extract_text()))


async def test_a_draft_says_so_on_every_page(press: Press) -> None:
    """And an issued document says nothing of the kind."""
    body = paragraphs("规" * 28 * 30)
    for draft in (True, False):
        pdf = await read(press, letter(body=body, draft=draft))
        assert [("稿" in page.extract_text()) for page in pdf.pages] == [draft] * 2


async def test_the_code_to_check_it_by_is_printed(press: Press) -> None:
    """As text and as QR code with an alternative text, on its last page."""
    check = Verification(code="7QKD-M3XW-9TRB-5HNE", address="https://rongcuo.example.cn/verify/7QKD-M3XW-9TRB-5HNE")
    pdf = await read(press, letter(body=paragraphs("规" * 28 * 30), verification=check))
    assert "核验码：7QKD-M3XW-9TRB-5HNE" in said(pdf.pages[-1].extract_text())
    assert check.address in said(pdf.pages[-1].extract_text())
    assert check.code not in said(pdf.pages[0].extract_text())


async def test_long_names_of_many_organs_fit_their_head(press: Press) -> None:
    """A red head gets smaller instead of leaving the page."""
    names = (
        "中共某某某某自治州某某某某产业开发区纪律检查工作委员会",
        *(f"某某市某某部门第{n}分局" for n in range(1, 9)),
    )
    pdf = await read(press, letter(kind="circular", organ=names[0], joint_organs=names[1:], number="某〔2026〕1号"))
    text = said(pdf.pages[0].extract_text())
    assert all(name in text for name in names)
    assert "公示" in text, "the text begins on the first page"
