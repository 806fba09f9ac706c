"""Whether an office's own Word template will do: it opens, its tags are known, and it says all that ours says."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from io import BytesIO
from typing import Final

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docxtpl import DocxTemplate
from jinja2 import TemplateError, TemplateSyntaxError, UndefinedError
from lxml import etree

from api.typesetting.layout import BREAK, FORMS, UPWARDS, laid_out
from api.typesetting.word import OURS, SANDBOX, TAGS, TEMPLATE_FAULTS, TemplateFaultError, WordTemplate
from domain.documents.kinds import KIND_NAMES, OfficialDocumentKind
from domain.documents.letter import (
    Entry,
    FactTable,
    Heading,
    Letter,
    Paragraph,
    Secrecy,
    SignatureLine,
    Verification,
)

_KINDS: Final = tuple({(form, kind in UPWARDS): kind for kind, form in FORMS.items()}.values())
"""A kind for each way of laying out a letter: of any other a template is told the same."""
_LEFT_OVER: Final = re.compile(r"\{[{%#][^{}]{0,60}")
_AROUND: Final = frozenset(
    {
        RELATIONSHIP_TYPE.HEADER,
        RELATIONSHIP_TYPE.FOOTER,
        RELATIONSHIP_TYPE.FOOTNOTES,
        RELATIONSHIP_TYPE.ENDNOTES,
        RELATIONSHIP_TYPE.COMMENTS,
    }
)
_NEAR_MAX: Final = 160


def faults_of(template: WordTemplate) -> Sequence[str]:
    """What is wrong with a template, each fault in both languages; nothing: it will do."""
    if unknown := _unknown_in(template):
        return [f"没有这个标记 / there is no such tag: {name}" for name in unknown]
    found: dict[str, list[str]] = {}
    for kind in _KINDS:
        for letter in (_full(kind), _bare(kind)):
            for fault in _faults_with(template, letter):
                found.setdefault(fault, []).append(KIND_NAMES[kind].zh)
    return [f"{fault}（如 as in {'、'.join(dict.fromkeys(kinds))}）" for fault, kinds in found.items()]


def _unknown_in(template: WordTemplate) -> Sequence[str]:
    """The tags that nothing fills, in branches that no letter of the check goes through too."""
    try:
        asked = DocxTemplate(BytesIO(template.content)).get_undeclared_template_variables(SANDBOX)
    except TEMPLATE_FAULTS:  # it cannot be filled either, which tells where
        return ()
    return sorted(asked - TAGS)


def _faults_with(template: WordTemplate, letter: Letter) -> Iterator[str]:
    """What is wrong with a template when it is filled with a letter: ours shows what is to be read of that."""
    try:
        body, pages = _said(template.docx(letter))
    except TemplateFaultError as fault:
        yield _told(fault.__cause__ or fault)
        return
    yield from (f"没有用上的标记 / a tag that is left over: {tag}" for tag in _LEFT_OVER.findall(body + pages))
    our_body, our_pages = _ours(letter)
    layout = laid_out(letter)
    for tag, text in (each for name in sorted(TAGS - {"qr"}) for each in _texts(getattr(layout, name), name)):
        if (text in our_body and text not in body + pages) or (text in our_pages and text not in pages):
            yield f"没有印出 / not printed: {tag}"


def _texts(value: object, tag: str) -> Iterator[tuple[str, str]]:
    """Each text of a part of a layout, with the tag that prints it."""
    if isinstance(value, str) and value:
        yield tag, value.replace(BREAK, "")
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name), f"{tag}.{field.name}")
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for each in value:
            yield from _texts(each, tag)


@cache
def _ours(letter: Letter) -> tuple[str, str]:
    return _said(OURS.docx(letter))


def _said(docx: bytes) -> tuple[str, str]:
    """What is to be read in a document, and what around it: in headers, footers and notes."""
    document = Document(BytesIO(docx))
    around = (part.target_part.blob for part in document.part.rels.values() if part.reltype in _AROUND)
    return _text_of(document.element.body), "".join(_text_of(etree.fromstring(blob)) for blob in around)


def _text_of(element: etree.ElementBase) -> str:
    return str(etree.tostring(element, method="text", encoding="unicode"))


def _told(error: BaseException) -> str:
    """A fault in both languages, with what stands near it."""
    lines = list(getattr(error, "docx_context", ()))
    near = lines[min(getattr(error, "lineno", 1), 4, len(lines)) - 1].strip()[:_NEAR_MAX] if lines else ""
    place = f"（附近 / near: {near}）" if near else ""
    match error:
        case TemplateSyntaxError():
            return f"标记写错了 / a tag is wrong: {error}{place}"
        case UndefinedError():
            return f"没有这个标记 / there is no such tag: {error}{place}"
        case TemplateError():
            return f"标记要做的事不许做 / a tag asks for what it may not: {error}{place}"
        case _:
            return f"不是可用的 DOCX / no DOCX that can be used: {type(error).__name__}: {error}"


def _full(kind: OfficialDocumentKind) -> Letter:
    """A letter that has everything a letter may have."""
    wide = tuple(f"横排{number}栏" for number in range(1, 10))
    return Letter(
        kind=kind,
        organ="样文甲机关",
        joint_organs=("样文乙机关",),
        number="样文〔2026〕1号",
        signers=("样文签发人",),
        title="样文标题",
        addressees=("样文主送机关",),
        body=(
            *(Heading(text=f"样文{level}级小标题", level=level) for level in (1, 2, 3, 4)),
            Paragraph(text="样文第一段\n样文第二段"),
            Entry(label="样文项目", text="样文项目内容"),
            FactTable(title="样文表题", headings=("样文表头", "样文长表头"), rows=(("样文格", "样文长格" * 8),)),
            FactTable(title="横排表题", headings=wide, rows=(tuple(f"横排{number}格" for number in range(1, 10)),)),
            SignatureLine(label="样文签名人", name="样文姓名"),
            SignatureLine(label="样文签名人（二）"),
            SignatureLine(label="样文逐页签名人", each_page=True),
        ),
        enclosures=("样文附件一", "样文附件二"),
        signed_for=("样文署名甲", "样文署名乙"),
        dated=date(2026, 11, 30),
        note="样文附注",
        copies_to=("样文抄送甲", "样文抄送乙"),
        printed_by="样文印发机关",
        printed_on=date(2026, 12, 1),
        secrecy=Secrecy(level="secret", period="样文期限"),
        verification=Verification(code="SAMPLE-CODE-0001", address="https://sample.example/verify/0002"),
        draft=False,
    )


def _bare(kind: OfficialDocumentKind) -> Letter:
    """A letter that has nothing it need not have."""
    return Letter(kind=kind, organ="样文机关", title="样文标题", body=())
