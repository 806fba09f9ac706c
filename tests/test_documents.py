"""Documents travel with the code: what they name exists, and what the code cites is written down beside it."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import domain
from policies.rules.defaults import default_ids

ROOT = Path(domain.__file__).parents[1]
ROOMS = ("activities", "api", "bench", "deploy", "domain", "eventlog", "policies", "projections", "tests", "workflows")
PRODUCT = tuple(room for room in ROOMS if room not in {"bench", "tests"})
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *(path for folder in ("docs", *ROOMS) for path in (ROOT / folder).rglob("*.md"))]
)
SOURCES = sorted(
    path
    for room in ROOMS
    for path in (ROOT / room).rglob("*")
    if path.suffix in {".py", ".sql", ".html", ".yaml"} and path != Path(__file__)
)

_LINK = re.compile(r"\]\(([^()\s]+)\)")
_PATH = re.compile(rf"`((?:{'|'.join((*ROOMS, 'docs'))})/[\w./-]*)`")
_MODULE = re.compile(rf"\bfrom ((?:{'|'.join(ROOMS)})(?:\.\w+)+) import")
_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
_ANCHOR = re.compile(r'<a id="([^"]+)">')
_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_DOCUMENT = re.compile(r"\b(docs/[\w/-]+\.md)(?:#([\w-]+))?")
_NAMED = re.compile(r"([\w.-]+\.md)\b")
_DECISION = re.compile(r"\bdecision (\d+)\b")
_ID = re.compile(r"(?<![\w-])[AR]-\d{2}(?!\w)")


@cache
def text_of(path: Path) -> str:
    """What a file says."""
    return path.read_text(encoding="utf-8")


@cache
def anchors_of(path: Path) -> frozenset[str]:
    """What a link into a document may name: its headings as a forge links them, and the anchors it sets itself."""
    text = _FENCED.sub("", text_of(path))
    headings = (re.sub(r"\]\([^)]*\)", "", heading) for heading in _HEADING.findall(text))
    slugs = (re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings)
    return frozenset((*slugs, *_ANCHOR.findall(text)))


def leads_nowhere(path: Path, link: str) -> bool:
    """Whether a link of a document names no file, or no place in it."""
    target, _, anchor = link.partition("#")
    file = (path.parent / target).resolve() if target else path
    return not file.exists() or bool(anchor and anchor not in anchors_of(file))


def named_paths(path: Path) -> Iterator[str]:
    """The paths below the repository that a document names as code, and the modules its examples import."""
    yield from _PATH.findall(text_of(path))
    yield from (module.replace(".", "/") + ".py" for module in _MODULE.findall(text_of(path)))


@pytest.mark.parametrize("path", DOCUMENTS, ids=[str(path.relative_to(ROOT)) for path in DOCUMENTS])
def test_every_link_and_path_of_a_document_leads_somewhere(path: Path) -> None:
    """A reader who follows one arrives."""
    links = [link for link in _LINK.findall(_FENCED.sub("", text_of(path))) if "://" not in link]

    assert [link for link in links if leads_nowhere(path, link)] == []
    assert [named for named in named_paths(path) if not (ROOT / named).exists()] == []


def test_the_check_of_links_sees_what_it_should(tmp_path: Path) -> None:
    """A check that never fails proves nothing."""
    page = tmp_path / "page.md"
    page.write_text('# 一 One thing: `x`\n\n<a id="a-01"></a>\n', encoding="utf-8")

    assert anchors_of(page) == {"一-one-thing-x", "a-01"}
    assert not leads_nowhere(page, "#a-01")
    assert [leads_nowhere(page, link) for link in ("#a-02", "other.md", "page.md#two")] == [True, True, True]


def test_the_code_cites_no_document_that_is_elsewhere() -> None:
    """Every document that code, packs and tests name is in the repository, and so is the place in it."""
    known = {path.name for path in DOCUMENTS}
    named = [(path, name) for path in SOURCES for name in _NAMED.findall(text_of(path)) if name not in known]
    cited = [
        (path, document, anchor)
        for path in SOURCES
        for document, anchor in _DOCUMENT.findall(text_of(path))
        if not (ROOT / document).exists() or (anchor and anchor not in anchors_of(ROOT / document))
    ]

    assert named == []
    assert cited == []


def test_every_decision_is_in_the_index_and_every_cited_one_exists() -> None:
    """By its number and its title."""
    decisions = {int(path.name[:4]): path for path in (ROOT / "docs" / "decisions").glob("0*.md")}
    index = text_of(ROOT / "docs" / "decisions" / "README.md")
    titles = {number: text_of(path).splitlines()[0].removeprefix("# ") for number, path in decisions.items()}
    cited = {int(number) for path in (*SOURCES, *DOCUMENTS) for number in _DECISION.findall(text_of(path))}

    assert sorted(decisions) == list(range(1, len(decisions) + 1))
    assert {number: title for number, title in titles.items() if not title.startswith(f"{number}. ")} == {}
    assert [
        number
        for number, path in decisions.items()
        if f"[{number}]({path.name}) | {titles[number].partition('. ')[2]} |" not in index
    ] == []
    assert cited <= decisions.keys()


def test_every_default_and_demand_that_is_cited_is_explained() -> None:
    """What no source text decides has its entry in docs/defaults.md, wherever it is cited."""
    anchors = anchors_of(ROOT / "docs" / "defaults.md")
    product = [path for path in SOURCES if path.relative_to(ROOT).parts[0] in PRODUCT]
    cited = {id_ for path in (*product, *DOCUMENTS) for id_ in _ID.findall(text_of(path))}

    assert cited - set(default_ids()) == set()
    assert {id_ for id_ in default_ids() if id_.lower() not in anchors} == set()
