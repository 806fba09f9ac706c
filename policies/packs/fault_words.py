"""What to do about a fault of a file or a request, in Chinese and English, by the kind of the fault.

What is wrong is said by whoever found it (pydantic, the YAML reader, the rules between the parts of a pack); this only
adds the next step. Knows no file.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from domain.values import Bilingual


def _words(zh: str, en: str) -> Bilingual:
    return Bilingual(zh=zh, en=en)


_MISSING = _words("缺少这一项，请补上", "this key is missing: add it")
_UNKNOWN_KEY = _words("没有这个项目，请核对拼写，或删去", "there is no such key: check its spelling or remove it")
_CHOICE = _words("不是可选的值，请改为上面列出的值之一", "no such value: take one of those listed")
_TEXT = _words("应为文字；形似数字的请加引号", "must be text; put quotes around what looks like a number")
_NUMBER = _words("应为整数", "must be a whole number")
_RANGE = _words("数值超出范围，请改为范围内的数", "out of range: take a number within it")
_LIST = _words("应为列表，写作 [甲, 乙] 或逐行以 - 开头", "must be a list: [a, b], or lines that begin with -")
_MAPPING = _words("应为若干“名称: 值”", "must be a mapping of `key: value`")
_FRACTION = _words("用数字写作分数，如 2/3（三分之二）、1/2（半数）", "write a fraction in figures, like 2/3 or 1/2")
_MOMENT = _words(
    "写作 opened，或“步骤代号.结果”，如 acceptance.accepted", "write `opened`, or like acceptance.accepted"
)
_WIDE = _words(
    "冒号、逗号都用半角，后面空一格：name: 受理", "colons and commas are half-width, with a blank after: `name: x`"
)
_SPELLING = _words("写法不对：名称只用小写字母、数字、下划线和连字符", "not written so: names are of a-z, 0-9, _ and -")
_KIND = _words("kind 缺少或不认识，请写明是哪一种", "its `kind` is missing or unknown: say which one it is")
_EMPTY = _words("不能为空，至少要有所需的项数", "too little stands here: add what is needed")
_TWICE = _words("同一层内重复，只留一个", "stands twice: keep one")
_PLAIN = _words(
    "不是合格的 YAML，请核对缩进、冒号、括号和引号", "no plain YAML: check indentation, colons, brackets, quotes"
)
_READABLE = _words(
    "含有看不见、未定义或会改变书写方向的字符，请删去后重新输入",
    "a character that is not seen, not assigned, or turns the writing: take it out and type it anew",
)
_DATE = _words(
    "应为日期，写作 2027-01-01，并在 1949-10-01 至 2099-12-31 之间",
    "must be a date, written like 2027-01-01, from 1949-10-01 to 2099-12-31",
)
_TRUTH = _words("应为 true 或 false", "must be true or false")
_ANY = _words("请按说明更正这一处，可参照 docs/packs.md", "correct this place as it says; docs/packs.md shows how")

_BY_KIND: Mapping[str, Bilingual] = MappingProxyType(
    {
        "missing": _MISSING,
        "extra_forbidden": _UNKNOWN_KEY,
        "enum": _CHOICE,
        "literal_error": _CHOICE,
        "string_type": _TEXT,
        "int_type": _NUMBER,
        "int_parsing": _NUMBER,
        "int_from_float": _NUMBER,
        "bool_type": _TRUTH,
        "bool_parsing": _TRUTH,
        "date_written": _DATE,
        "date_range": _DATE,
        "date_from_datetime_parsing": _DATE,
        "date_parsing": _DATE,
        "text_character": _READABLE,
        "string_unicode": _READABLE,
        "text_blank": _words("看不到任何文字，请填写内容", "nothing can be read here: write something"),
        "greater_than_equal": _RANGE,
        "less_than_equal": _RANGE,
        "tuple_type": _LIST,
        "list_type": _LIST,
        "dict_type": _MAPPING,
        "model_type": _MAPPING,
        "model_attributes_type": _MAPPING,
        "union_tag_invalid": _KIND,
        "union_tag_not_found": _KIND,
        "too_short": _EMPTY,
        "string_too_short": _EMPTY,
        "wide_colon": _WIDE,
        "wide_comma": _WIDE,
        "tab": _words("缩进只用空格，请把制表符换成空格", "indent by blanks alone: put blanks in place of the tab"),
        "stray_text": _words(
            "花括号里的文字含逗号的，须加引号，如 {zh: '甲，乙'}；若是项目，请核对名称并写上值",
            "text with a comma in braces wants quotes; if it is a key, check its name and give it a value",
        ),
        "unknown_base": _words(
            "没有这个可以延伸的版本：核对 extends，或用 --base 指明它所在的目录；装入时须已公布",
            "no such edition to extend: check `extends`, or name its folder with --base; to install, it is published",
        ),
        "same_edition": _words("请另取版本名 edition", "give it an edition's name of its own"),
        "nothing_to_remove": _words("所延伸的版本没有这一项，请核对 remove", "the base has no such place"),
        "duplicate": _TWICE,
        "not_yaml": _PLAIN,
        "not_json": _words("不是合格的 JSON，请核对逗号、括号和引号", "no JSON: check commas, brackets and quotes"),
        "too_deep": _words("层次过深，请减少嵌套", "nested too deeply: put less into each other"),
        "not_utf8": _words("不是 UTF-8 编码，请另存为 UTF-8", "not UTF-8: save it as UTF-8"),
        "too_large": _words("文件过大，请拆分或删减", "too large: shorten it"),
        "unreadable": _words("读不到文件，请核对路径和权限", "cannot be read: check its path and rights"),
    }
)

_BETWEEN_PARTS: tuple[tuple[re.Pattern[str], Bilingual], ...] = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (
            r"^unknown name ",
            _words("没有声明过这个名称：改为已声明的，或先声明它", "no such name: use a declared one, or declare it"),
        ),
        (
            r"^unknown article ",
            _words(
                "在 rules 里列出这一条，或改为已列出的；本软件的默认写 A-，对系统的要求写 R-",
                "list the article under `rules`, or cite one that is listed; A- and R- ids are ours",
            ),
        ),
        (r"listed twice", _words("名称重复：删去一个，或改名", "given twice: remove one or rename it")),
        (
            r"leads nowhere",
            _words("这个结果没有去向：在 leads 中写明下一步或 end", "say in `leads` where it goes: a step, or end"),
        ),
        (
            r"does not begin this term",
            _words("起算点不对：改为列出的步骤之一", "wrong beginning of the term: take one of those listed"),
        ),
        (
            r"are given, and said to be unavailable",
            _words("既写明又说未公开：删去其一", "both given and unavailable: remove one of the two"),
        ),
        (
            r"stands for an entry of a list not known",
            _words("free_text 是保留代号，请改名", "free_text is a reserved name: rename it"),
        ),
        (
            r"nobody is consulted in a step|legality is not checked in a",
            _words("请移到调查核实或认定环节", "move it to an investigation or a determination"),
        ),
        (
            r"nothing asks for these findings",
            _words("请在调查核实或认定环节的 needs 中加上 findings_complete", "add findings_complete to its needs"),
        ),
        (
            r"has no such outcome",
            _words("这种步骤没有此结果，请删去", "steps of this kind have none such: remove it"),
        ),
    )
)


def _miswritten(what: str) -> Bilingual:
    """Of a text that has not the form of what stands there: of a fraction, of a moment, of a name."""
    return _FRACTION if "/[" in what else _MOMENT if "opened|" in what else _SPELLING


def to_do(kind: str, what: str, otherwise: Bilingual = _ANY) -> Bilingual:
    """What to do about a fault of a kind, of which this is said."""
    known = _miswritten(what) if kind == "string_pattern_mismatch" else _BY_KIND.get(kind)
    return known or next((words for pattern, words in _BETWEEN_PARTS if pattern.search(what)), otherwise)
