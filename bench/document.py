"""How long an official document of two pages takes on one core: looked up in the fonts, set, and back as PDF.

Cold is the first document of a process, from the start of its interpreter: all imports, the fonts and their tables of
characters. Warm is any other; the press itself is a process of its own each time, as everywhere.
"""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from io import BytesIO

from pypdf import PdfReader

from api.typesetting.fonts import fonts_at
from api.typesetting.pdf import Press
from bench.measured import Plain
from domain.documents.kinds import OfficialDocumentKind
from domain.documents.letter import FactTable, Heading, Letter, Paragraph, Verification

ROUNDS = 15
PAGES = 2
_TEXT = "经调查核实，该项决策出于公心，经过集体研究和事前报备，没有谋取私利；失误发生后及时报告、主动补救。"
LETTER = Letter(
    kind=OfficialDocumentKind.DETERMINATION_OPINION,
    organ="某市纪律检查委员会",
    number="某纪容认〔2026〕9号",
    title="关于某项目失误的容错认定意见",
    addressees=("某市水务投资集团有限公司",),
    body=(
        *(Paragraph(text=_TEXT * 2) for _ in range(3)),
        Heading(text="各项条件"),
        FactTable(
            headings=("条件", "结果", "证据"),
            rows=tuple((f"条件{number}", "属实", "会议记录、谈话笔录") for number in range(1, 7)),
        ),
        Paragraph(text="对其予以容错认定，免予追究责任。"),
    ),
    signed_for=("某市纪律检查委员会",),
    dated=date(2026, 11, 30),
    copies_to=("某市国资委",),
    verification=Verification(code="7QKD-M3XW-9TRB-5HNE", address="https://rongcuo.example.cn/verify/7QKD-M3XW"),
    draft=False,
)


async def measure() -> list[Plain]:
    """Seconds for each document."""
    with _one_core():
        press = Press(fonts_at(None))
        pages = len(PdfReader(BytesIO(await press.pdf(LETTER))).pages)
        if pages != PAGES:
            raise RuntimeError(f"the document has {pages} pages")
        warm = [await _warm(press) for _ in range(ROUNDS)]
        cold = [await asyncio.to_thread(_cold) for _ in range(ROUNDS)]
    return [Plain("document_seconds", "s", warm, 3), Plain("document_cold_seconds", "s", cold, 3)]


async def _warm(press: Press) -> float:
    started = time.perf_counter()
    await press.pdf(LETTER)
    return time.perf_counter() - started


def _cold() -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", "from bench.document import once; once()"], check=True, timeout=60)
    return time.perf_counter() - started


def once() -> None:
    """Set one document in a process that has just begun."""
    asyncio.run(Press(fonts_at(None)).pdf(LETTER))


@contextmanager
def _one_core() -> Iterator[None]:
    """This process and those that it starts, on one processor; where the system cannot say so, on all."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)
