"""One language a page: which it is, who chooses it, and that no text of a template is without its English."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx2
import pytest
import yaml

import api as rooms
from api.http.language import COOKIE
from api.web.english import english, texts_of, translated
from tests.api.browsing import Markup
from tests.api.client import ApiClient
from tests.api.positions import CONTACT

API = Path(rooms.__file__).parent
TEMPLATES = sorted(API.glob("*/templates/*.html"))
PLACE = re.compile(r"\{\d*\}")


def entries() -> Iterator[tuple[str, str]]:
    """Each Chinese text and its English."""
    for path in sorted(API.glob("*/templates/english.yaml")):
        table: Mapping[str, str] = yaml.safe_load(path.read_text("utf-8"))
        yield from table.items()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_every_text_of_a_template_has_its_english(template: Path) -> None:
    """In `templates/english.yaml` of its room, or in that of `web` where several rooms say it."""
    assert [text for text in texts_of(template.read_text("utf-8")) if text not in english()] == []


def test_english_keeps_what_stands_in_the_text_and_no_markup() -> None:
    """As many expressions, no tags and no quotes that would end an attribute; one English for one text; none unused."""
    used = {text for template in TEMPLATES for text in texts_of(template.read_text("utf-8"))}
    said: dict[str, str] = {}
    wrong: list[str] = []
    for zh, en in entries():
        wrong += [zh] * (len(PLACE.findall(zh)) != len(PLACE.findall(en)))
        wrong += [zh] * bool(set(re.findall(r'[<>"]', en)) - set(zh))
        wrong += [zh] * (said.setdefault(zh, en) != en)
        wrong += [zh] * (zh not in used)

    assert wrong == []


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<h1>案件</h1>", "<h1>Cases</h1>"),
        ("<p>共<b>{{ n }}</b>件，<i>{{ m }}</i></p>", "<p>In all <b>{{ n }}</b> cases, <i>{{ m }}</i></p>"),
        ("<p>第{{ a }}步，共{{ b }}步</p>", "<p>Of {{ b }} steps the {{ a }}</p>"),
        (
            '<td data-label="案件">{{ "案件" if a > b else x("案件") }}</td>',
            '<td data-label="Cases">{{ "Cases" if a > b else x("Cases") }}</td>',
        ),
        (
            "{% if a %}案件{% else %}{{ a }}、{{ b }}{% endif %}",
            "{% if a %} Cases{% else %}{{ a }}, {{ b }}{% endif %}",
        ),
        ("<p>没有译文</p>", "<p>没有译文</p>"),
    ],
)
def test_a_text_is_put_in_english_where_it_stands(written: str, shown: str) -> None:
    """Between tags, in attributes and in strings of expressions, with blanks where English needs them."""
    table = {"案件": "Cases", "共": "In all", "件，": "cases,", "第{}步，共{}步": "Of {1} steps the {0}"}
    assert translated(written, table.get) == shown


async def test_the_reader_chooses_the_language_and_it_is_kept(api: ApiClient) -> None:
    """`?lang=en` once; pages without it are English then, until Chinese is chosen; what browsers prefer counts not."""
    signed_in = api.cookie(CONTACT)

    async def heading(path: str, kept: str = "", **headers: str) -> tuple[str, str, httpx2.Response]:
        answer = await api.http.get(path, headers={"Cookie": signed_in["Cookie"] + kept, **headers})
        page = Markup(answer.text)
        api.http.cookies.clear()
        assert answer.headers["content-language"] == page.values("html", "lang")[0]
        return page.values("html", "lang")[0], answer.text, answer

    assert (await heading("/cases", **{"Accept-Language": "en"}))[0] == "zh-CN"
    language, text, answer = await heading("/cases?state=open&lang=en")
    assert language == "en"
    assert "<h1>Cases</h1>" in text
    assert "lang=en" not in text.replace("hreflang=", "")
    kept = f"; {COOKIE}={answer.cookies[COOKIE]}"
    assert (await heading("/cases", kept))[0] == "en"
    assert (await heading("/cases/none", kept))[0] == "en"
    language, text, answer = await heading("/cases?lang=zh", kept)
    assert (language, answer.cookies[COOKIE]) == ("zh-CN", "zh")
    assert "<h1>案件</h1>" in text
    assert (await heading("/cases?lang=fr"))[0] == "zh-CN"
