"""What keeps the house in order: a pure core, our own packages, and a glossary that names everything."""

import ast
import re
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

import domain
import policies
import workflows
from tests.glossary import GLOSSARY, TABLES, with_tables

ROOT = Path(domain.__file__).parents[1]
ROOMS = ("domain", "policies", "eventlog", "activities", "workflows", "projections", "api", "deploy")
PURE = sorted(path for package in (domain, policies) for path in Path(package.__file__ or "").parent.rglob("*.py"))
IMPURE_MODULES = {"asyncio", "os", "random", "secrets", "socket", "subprocess", "threading", "time"}
IMPURE_NAMES = {"environ", "getenv", "uuid1", "uuid4"}
CLOCK_CALLS = {"fromtimestamp", "now", "today", "utcnow"}
_HAN = re.compile(r"[一-鿿]")


def impurities(tree: ast.AST) -> Iterator[str]:
    """What a module uses that depends on when, where or how often it runs."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names if alias.name.partition(".")[0] in IMPURE_MODULES)
            case ast.ImportFrom(module=module, names=names):
                if (module or "").partition(".")[0] in IMPURE_MODULES:
                    yield module or ""
                yield from (alias.name for alias in names if alias.name in IMPURE_NAMES)
            case ast.Attribute(attr=attr) if attr in IMPURE_NAMES:
                yield attr
            case ast.Call(func=ast.Attribute(attr=attr)) if attr in CLOCK_CALLS:
                yield attr


def glossary(heading: str) -> dict[str, str]:
    """One table of docs/glossary.md: code name to Chinese term."""
    text = GLOSSARY.read_text(encoding="utf-8")
    section = text.partition(f"\n## {heading} ")[2].partition("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line[:1] == "|"]
    assert rows[0] == ["code", "中文", "source"]
    assert all(len(row) == 3 and all(row) for row in rows)
    terms = {row[0]: row[1] for row in rows[2:]}
    assert len(terms) == len(rows) - 2, "a code name is listed twice"
    return terms


NAMED = {heading: {each.__name__: each for each in classes} for heading, classes in TABLES.items()}


@pytest.mark.parametrize("path", PURE, ids=[str(path.relative_to(ROOT)) for path in PURE])
def test_the_core_reads_no_clock_no_chance_and_no_environment(path: Path) -> None:
    """The same facts decide the same way, whenever and wherever they are read."""
    found = sorted(set(impurities(ast.parse(path.read_text(encoding="utf-8")))))

    assert found == []


@pytest.mark.parametrize(
    "source",
    ["import time", "from uuid import uuid4", "import uuid\nuuid.uuid4()", "from os import environ", "date.today()"],
)
def test_the_check_of_purity_sees_what_it_should(source: str) -> None:
    """A check that never fails proves nothing."""
    assert list(impurities(ast.parse(source)))


def circle_of(imports: Mapping[str, set[str]]) -> list[str]:
    """Modules that import each other in a circle, the first one again at the end; empty when there are none."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as found:
        return list(found.args[1])
    return []


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Also not for the type checker alone: what a module is about can be read without all the others."""
    graph = grimp.build_graph(*ROOMS, cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}

    assert circle_of(imports) == []


def test_the_check_of_circles_sees_one() -> None:
    """Wherever it begins."""
    assert circle_of({"a": {"b"}, "b": {"c"}, "c": {"b"}}) in (["b", "c", "b"], ["c", "b", "c"])


def test_workflows_is_our_own_package() -> None:
    """Other distributions own the same top-level name; ours must be the one imported."""
    assert Path(workflows.__file__ or "").parents[1] == ROOT


def test_the_glossary_is_current() -> None:
    """Its tables are made from the classes: a term or a source is changed in the docstring."""
    text = GLOSSARY.read_text(encoding="utf-8")

    assert text == with_tables(text), "review the change, then: python -m tests.glossary"


@pytest.mark.parametrize("heading", sorted(NAMED))
def test_the_glossary_names_every_class(heading: str) -> None:
    """Each command, event and state has its Chinese term, and no row is left from something gone."""
    assert set(glossary(heading)) == set(NAMED[heading])


@pytest.mark.parametrize("heading", sorted(NAMED))
def test_docstrings_begin_with_the_term_of_the_glossary(heading: str) -> None:
    """An official who reads the code finds the same words."""
    terms = glossary(heading)
    first_lines = {name: (each.__doc__ or "").partition("\n")[0] for name, each in NAMED[heading].items()}

    assert {name: line for name, line in first_lines.items() if not line.startswith(terms[name])} == {}


def test_every_term_is_chinese() -> None:
    """Also in the table of other terms."""
    terms = {**glossary("Commands"), **glossary("Events"), **glossary("State"), **glossary("Other terms")}

    assert [code for code, term in terms.items() if not _HAN.search(term)] == []
