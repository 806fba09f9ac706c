"""An office's own Word template: what it may change, and how what will not do is named."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import nsdecls
from docx.shared import Pt
from lxml import etree
from typer.testing import CliRunner

from api.typesetting.word import OURS, TemplateFaultError, WordTemplate
from api.typesetting.word_check import faults_of
from deploy.cli.main import app
from deploy.roles.documents import word_template
from deploy.roles.settings import Settings, SettingsRefused
from domain.documents.kinds import OfficialDocumentKind
from domain.documents.letter import FactTable
from tests.api.typesetting.samples import LETTERS, what_it_says
from tests.api.typesetting.test_pdf import letter

REQUIRED = {
    "RONGCUO_DATABASE_URL": "postgresql://somewhere/rongcuo",
    "RONGCUO_TEMPORAL_ADDRESS": "somewhere:7233",
    "RONGCUO_KEY_FILE": "/keys/installation.key",
}
NAMED = "RONGCUO_WORD_TEMPLATE_FILE"
Change = Callable[[WordDocument], object]


def changed(change: Change) -> WordTemplate:
    """Our template as somebody saved it who changed something."""
    document, saved = Document(BytesIO(OURS.content)), BytesIO()
    change(document)
    document.save(saved)
    return WordTemplate(saved.getvalue())


def without(text: str) -> Change:
    """Take out each paragraph of the text that has this."""

    def take_out(document: WordDocument) -> None:
        for paragraph in document.paragraphs:
            if text in paragraph.text:
                paragraph._p.getparent().remove(paragraph._p)  # noqa: SLF001 - no other way to take one out

    return take_out


def add(text: str) -> Change:
    """Add a paragraph at the end."""
    return lambda document: document.add_paragraph(text)


def into_a_table(document: WordDocument) -> None:
    """Leave the beginning of a table to a condition."""
    document.add_paragraph("甲{% if draft %}")
    document.add_table(1, 1).cell(0, 0).text = "乙{% endif %}"


def noted(text: str) -> WordTemplate:
    """Our template with a part for footnotes in it."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    anew = {
        "[Content_Types].xml": ("</Types>", f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'),
        "word/_rels/document.xml.rels": (
            "</Relationships>",
            f'<Relationship Id="rNotes" Type="{RELATIONSHIP_TYPE.FOOTNOTES}" Target="footnotes.xml"/></Relationships>',
        ),
    }
    written = BytesIO()
    with ZipFile(BytesIO(OURS.content)) as ours, ZipFile(written, "w") as theirs:
        for name in ours.namelist():
            theirs.writestr(name, ours.read(name).decode().replace(*anew.get(name, ("", ""))))
        theirs.writestr(
            "word/footnotes.xml", f"<w:footnotes {nsdecls('w')}><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:footnotes>"
        )
    return WordTemplate(written.getvalue())


def restyle(document: WordDocument) -> None:
    """What an office changes: a face, a size, where the date stands, words of its own, its address in the footer."""
    document.styles["Title"].font.size = Pt(20)
    document.styles["发文机关标志"].font.size = Pt(30)
    document.styles["成文日期"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.paragraphs[0].insert_paragraph_before("云州市容错纠错办公室制")
    document.sections[0].footer.add_paragraph("地址：云州市某路1号")
    document.add_paragraph("{% if draft %}（征求意见稿）{% else %}（{{ title | upper }}）{% endif %}")


def test_ours_will_do() -> None:
    """The built-in one, as it stands in the package."""
    assert faults_of(OURS) == []


@pytest.mark.parametrize("kind", OfficialDocumentKind)
def test_an_office_may_change_how_it_looks(kind: OfficialDocumentKind) -> None:
    """And every kind still says what its letter says, besides the office's own words."""
    theirs = changed(restyle)
    document = Document(BytesIO(theirs.docx(LETTERS[kind])))
    said = etree.tostring(document.element.body, method="text", encoding="unicode")
    assert [each for each in what_it_says(LETTERS[kind]) for line in each.split("\n") if line not in said] == []
    assert "云州市容错纠错办公室制" in said
    assert "征求意见稿" not in said
    assert document.styles["Title"].font.size == Pt(20)
    assert "某路1号" in document.sections[0].footer.paragraphs[-1].text


def test_what_an_office_changed_will_do() -> None:
    """As the check sees it."""
    assert faults_of(changed(restyle)) == []


FAULTY = {
    "a tag that is not known": (add("{{ secret_number }}"), "secret_number"),
    "one of those we do not give out": (add("{{ proof }}"), "proof"),
    "a part that is not known": (add("{% for part in parts %}{{ part.colour }}{% endfor %}"), "colour"),
    "a loop that does not end": (add("{%p for part in parts %}"), "endfor"),
    "a word that is none of its language": (add("{% zwischen %}"), "zwischen"),
    "a filter that is none": (add("{{ title | colour }}"), "colour"),
    "markup": (add("{{ title | safe }}"), "safe"),
    "what lies behind a text": (add("{{ title.__class__ }}"), "__class__"),
    "nonsense": (add("{{ title / 2 }}"), "unsupported"),
    "no division": (add("{{ 1 / (enclosures | length) }}"), "ZeroDivision"),
    "a tag that is not closed": (add("{{ title"), "title"),
    "a condition that ends in a table": (into_a_table, "XMLSyntaxError"),
    "no copies": (without("{{ copies }}"), "copies"),
    "no title": (without("{{ title }}"), "title"),
    "no words": (without("{{ part.text }}"), "parts.text"),
    "no code": (without("{{ code }}"), "code"),
}


@pytest.mark.parametrize(("change", "named"), FAULTY.values(), ids=FAULTY)
def test_what_will_not_do_is_named(change: Change, named: str) -> None:
    """By the tag, in both languages."""
    faults = faults_of(changed(change))
    assert any(named in fault for fault in faults), faults
    assert all(" / " in fault for fault in faults)


def test_footnotes_are_left_alone() -> None:
    """They would be filled once a section, the second time with what a letter had put there; so tags are named."""
    template = noted("{{ title }}")
    assert any("{{ title" in fault for fault in faults_of(template))
    wide = FactTable(headings=tuple(f"第{n}栏" for n in range(1, 11)), rows=())
    with ZipFile(BytesIO(template.docx(letter(title="{{ dated }}", body=(wide,))))) as package:
        assert "{{ title }}" in package.read("word/footnotes.xml").decode()
    assert faults_of(noted("本单位制")) == []


def test_tables_left_out_are_named() -> None:
    """Else their facts would be lost."""

    def take_out(document: WordDocument) -> None:
        for table in document.tables:
            if table.style is not None and table.style.name == "公文表格":
                table._tbl.getparent().remove(table._tbl)  # noqa: SLF001 - as above

    assert faults_of(changed(take_out)) != []


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"%PDF-1.7", OURS.content[:3000]], ids=range(4))
def test_what_is_no_docx_is_named(content: bytes) -> None:
    """Neither ends in anything but a fault."""
    (fault,) = faults_of(WordTemplate(content))
    assert "DOCX" in fault
    with pytest.raises(TemplateFaultError):
        WordTemplate(content).docx(LETTERS[OfficialDocumentKind.CIRCULAR])


def test_the_api_starts_with_no_template_that_will_not_do(tmp_path: Path) -> None:
    """It says which tag it is; it starts with one that will, and with ours where none is named."""
    file = tmp_path / "official.docx"
    file.write_bytes(changed(add("{{ secret_number }}")).content)
    for named in (file, tmp_path / "absent.docx"):
        with pytest.raises(SettingsRefused, match=NAMED) as refused:
            word_template(Settings.from_environment(REQUIRED | {NAMED: str(named)}))
        assert ("secret_number" in str(refused.value)) == (named == file)
    file.write_bytes(changed(restyle).content)
    assert word_template(Settings.from_environment(REQUIRED | {NAMED: str(file)})).content == file.read_bytes()
    assert word_template(Settings.from_environment(REQUIRED)) == OURS


def test_a_template_is_begun_and_checked_at_a_terminal(tmp_path: Path) -> None:
    """Ours is written where nothing is yet; then it is checked, with the tag that will not do."""
    file = tmp_path / "official.docx"
    for expected in (0, 1):
        assert CliRunner().invoke(app, ("documents", "template", str(file), "--new")).exit_code == expected
    assert file.read_bytes() == OURS.content
    assert CliRunner().invoke(app, ("documents", "template", str(file))).exit_code == 0
    file.write_bytes(changed(add("{{ secret_number }}")).content)
    told = CliRunner().invoke(app, ("documents", "template", str(file)))
    assert told.exit_code == 1
    assert "secret_number" in told.output
