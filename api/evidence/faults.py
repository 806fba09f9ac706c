"""Why a file is not taken, or is kept back, in words and with what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from domain.refusals import four_lines
from domain.values import Bilingual

FileFault = Literal[
    "not_taken", "name_differs", "damaged", "cut_off", "two_formats", "macros", "active", "locked", "bomb", "entities",
    "picture_too_large", "text_too_long", "not_text", "old_format", "malware", "unchecked",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class FaultWords:
    """Why, and what to do."""

    says: Bilingual
    todo: Bilingual


class NotTaken(Exception):  # noqa: N818 - says what is the matter
    """A file is not taken; nothing of it is kept."""

    def __init__(self, fault: FileFault) -> None:
        super().__init__(fault)
        self.fault = fault


def _words(text: str) -> FaultWords:
    zh, en, todo_zh, todo_en = four_lines(text)
    return FaultWords(Bilingual(zh=zh, en=en), Bilingual(zh=todo_zh, en=todo_en))


_TOLD: Mapping[FileFault, str] = {
    "not_taken": """
        这种文件不收：按内容看，不是 PDF、OFD、DOCX、XLSX、JPEG、PNG 或纯文本。
        Files of this kind are not taken: by its content it is no PDF, OFD, DOCX, XLSX, JPEG, PNG or plain text.
        请另存或打印为 PDF 后上传；网页、压缩包、程序一律不收。
        Save or print it as PDF and upload that; web pages, archives and programs are never taken.
    """,
    "name_differs": """
        文件名的后缀和内容不符。
        The ending of the file's name says something else than its content.
        请确认选对了文件，用原来的软件重新保存；不要只改后缀。
        Make sure that it is the right file and save it anew with its program; do not just change the ending.
    """,
    "damaged": """
        文件已损坏，打不开。
        The file is damaged and cannot be opened.
        请在本机打开核对，另存一份后再上传。
        Open it on your machine, look it over, save it again and upload that.
    """,
    "cut_off": """
        文件不完整，后半部分缺失。
        The file is not whole: its end is missing.
        请重新扫描、导出或下载后再上传。
        Scan, export or download it again and upload that.
    """,
    "two_formats": """
        同一文件里还藏着另一种文件。
        Another file of a different kind hides in this one.
        请用原来的软件重新保存后上传；来历不明的，请先请运维人员查看。
        Save it anew with its program; if you do not know where it comes from, have the operators look at it first.
    """,
    "macros": """
        文件含有宏。
        The file holds macros.
        请另存为不含宏的格式，或打印为 PDF。
        Save it without macros, or print it as PDF.
    """,
    "active": """
        PDF 含有会自行运行的内容（脚本或启动程序）。
        The PDF holds what runs by itself: a script, or a command to start a program.
        请重新打印为 PDF 后上传。
        Print it as PDF once more and upload that.
    """,
    "locked": """
        文件设有密码，别人打不开。
        The file has a password, so that others cannot open it.
        请取消密码后上传。
        Take the password away and upload it again.
    """,
    "bomb": """
        文件展开后过大，按压缩炸弹处理。
        Unpacked the file would be larger than any document.
        请另存一份，去掉不用的图片和附件；仍不行的，打印为 PDF。
        Save it anew without what is not needed; if that does not help, print it as PDF.
    """,
    "entities": """
        文件内部含有外部引用的声明，不安全。
        The file declares entities inside, which is not safe.
        请用办公软件打开后另存一份。
        Open it in its program and save it again.
    """,
    "picture_too_large": """
        图片的像素过多。
        The picture has too many pixels.
        请降低扫描分辨率（300 dpi 足够），或转成 PDF。
        Scan at a lower resolution (300 dpi is enough), or make a PDF of it.
    """,
    "text_too_long": """
        文本文件超过 8 MiB。
        The text file is longer than 8 MiB.
        请分成几份，或打印为 PDF。
        Divide it, or print it as PDF.
    """,
    "not_text": """
        文本文件含有控制字符、网页标记，或不是常用编码。
        The text file has control characters or markup of a web page, or an encoding that is not known.
        请存为 UTF-8 纯文本，或打印为 PDF。
        Save it as plain text in UTF-8, or print it as PDF.
    """,
    "old_format": """
        这是旧格式（.doc、.xls）或设了密码的文件。
        This is a file of an old format (.doc, .xls), or one with a password.
        请取消密码，另存为 DOCX、XLSX 或 PDF。
        Take the password away and save it as DOCX, XLSX or PDF.
    """,
    "malware": """
        查毒程序报告文件有问题，已隔离，没有入卷。
        The malware check objects to the file: it is kept back and not in the case's file.
        请勿再传播；请告知运维人员，另行取得干净的文件。
        Do not pass it on; tell the operators, and get a clean copy.
    """,
    "unchecked": """
        查毒程序没有响应，文件暂时隔离，没有入卷；已传的内容都在。
        The malware check did not answer: the file is kept back and not in the case's file; nothing sent is lost.
        请过一会儿在材料页“再查一次”；仍不行的，请告知运维人员。
        Check it again on the page of documents after a while; if it stays, tell the operators.
    """,
}

FAULTS: Mapping[str, FaultWords] = {fault: _words(text) for fault, text in _TOLD.items()}
