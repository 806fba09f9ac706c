"""Loading packs and organs: the bundled edition is sound, and every fault of a file is told at once on its line."""

import re
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.pack.pack import Pack
from policies.packs.loader import bundled_packs, load_organs, load_pack, pack_bytes, pack_sha256, parse_pack
from policies.packs.located import FaultyFile, parse_model
from tests.policies.nujiang_text import NUJIANG


def line_of(text: str, part: str) -> int:
    """The line on which a part of a text first stands, from 1."""
    return text[: text.index(part)].count("\n") + 1


def faults_of(text: str) -> dict[str, int]:
    """Where and on which line a pack's text is faulty."""
    with pytest.raises(FaultyFile) as caught:
        parse_model(Pack, text.encode(), "pack.yaml")
    return {fault.where: fault.line for fault in caught.value.faults}


def changed(*changes: tuple[str, str], text: str = NUJIANG) -> str:
    """The Nujiang pack with some of its words replaced, each at its first place."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def test_the_bundled_editions_load() -> None:
    """What ships with the software can be installed: Nujiang's first edition is among it."""
    found = {(pack.pack, pack.edition) for pack in bundled_packs()}

    assert ("nujiang", "undated-1") in found


def test_the_installed_content_is_the_whole_pack() -> None:
    """The canonical JSON reads back as the same pack, term moments included."""
    pack = parse_model(Pack, NUJIANG.encode(), "pack.yaml")

    assert Pack.model_validate_json(pack_bytes(pack)) == pack


def test_the_hash_is_of_the_content_alone() -> None:
    """A comment and the order of keys do not make another edition; a changed number does."""
    base = parse_model(Pack, NUJIANG.encode(), "pack.yaml")
    reordered = parse_model(
        Pack,
        changed(("pack: nujiang\nedition: undated-1\n", "edition: undated-1   # 说明\npack: nujiang\n")).encode(),
        "x",
    )
    longer = parse_model(Pack, changed(("{amount: 15,", "{amount: 16,")).encode(), "x")

    assert pack_sha256(reordered) == pack_sha256(base)
    assert pack_sha256(longer) != pack_sha256(base)


def test_all_wrong_values_are_told_at_once_with_their_lines() -> None:
    """A wrong unit, an unknown key, a missing name and a key given twice are four faults of one reading."""
    text = changed(
        ("unit: working_days, from: application", "unit: weeks, from: application"),
        ("returns_max: 1", "returns_max: 1\n      quorum: 3"),
        ("organization: {zh: 组织人事部门, en:", "organization: {zh: 组织人事部门, english:"),
        ("calendar: cn\n", "calendar: cn\ncalendar: cn\n"),
    )
    steps = "tolerance.steps"

    assert faults_of(text) == {
        "calendar": line_of(text, "calendar: cn\ncalendar") + 1,
        f"{steps}.acceptance.within.unit": line_of(text, "unit: weeks"),
        f"{steps}.approval.quorum": line_of(text, "quorum: 3"),
        "roles.organization.english": line_of(text, "english:"),
    }


def test_all_names_that_lead_nowhere_are_told_at_once_with_their_lines() -> None:
    """Bodies, roles, steps, moments, outcomes and rungs are checked against what the pack declares."""
    text = changed(
        ("body: meeting", "body: council"),
        ("accepted: investigation", "accepted: inquiry"),
        ("{reported: determination}", "{done: determination}"),
        ("from: approval.decided_on", "from: approvals.decided_on"),
        ("to: organization, needs", "to: organisation, needs"),
        ("after_due: 5, to: discipline", "after_due: 5, to: supervisor"),
        ("{id: cppcc,", "{id: congress,"),
        ("lead: organization, cite: [NJ-14]", "lead: committee, cite: [NJ-14]"),
    )
    steps = "tolerance.steps"

    assert faults_of(text) == {
        "scope.6.id": line_of(text, "{id: congress, name: {zh: 政协"),
        "bodies.team.lead": line_of(text, "lead: committee"),
        "tolerance.opens.0.to": line_of(text, "to: organisation, needs"),
        f"{steps}.acceptance.leads.accepted": line_of(text, "accepted: inquiry"),
        f"{steps}.investigation.leads": line_of(text, "{done: determination}"),
        f"{steps}.investigation.within.from": line_of(text, "from: acceptance.accepted"),
        f"{steps}.investigation.leads.done": line_of(text, "{done: determination}"),
        f"{steps}.approval.body": line_of(text, "body: council"),
        f"{steps}.feedback.within.from": line_of(text, "from: approvals"),
        "ladder.rungs.2.to": line_of(text, "to: supervisor"),
    }


def test_all_faults_of_what_stops_a_clock_are_told_at_once_with_their_lines() -> None:
    """Who may ask for papers, extend and put aside is known, windows and units fit, the clocks keep their names."""
    window = "within: {amount: 10, unit: working_days, force: window, standing: default"
    shelving = """shelving:
  by: board
  within: {amount: 60, unit: working_days, force: advisory,
           extension: {at_most: 30, by: chair}}"""
    text = changed(
        (
            "by: organization\n        " + window,
            "by: office\n        " + window.replace("window,", "statutory, extension: {at_most: 3, by: clerk},"),
        ),
        ("extension: {at_most: 15, by: committee", "extension: {at_most: 15, by: council"),
        (
            "needs: [team_formed, defence_heard, factors_weighed]",
            "supplement: {by: organization, within: {amount: 5, unit: working_days, force: window}}",
        ),
        (
            "within: {amount: 10, unit: promptly,",
            "within: {amount: 0, unit: same_day, extension: {at_most: 1, by: unit},",
        ),
        ("duty: organisational_handling", "duty: shelving"),
        ("    settlement:", "    supplement:"),
        ("refused: settlement}", "refused: supplement}"),
        ("{served: settlement}", "{served: supplement}"),
        ("unit: months, from: opened,", "unit: months, from: opened, extension: {at_most: 1, by: bench},"),
        ("\nladder:", f"\n{shelving}\nladder:"),
    )
    steps = "tolerance.steps"

    assert faults_of(text) == {
        f"{steps}.acceptance.supplement.by": line_of(text, "by: office"),
        f"{steps}.acceptance.supplement.within.force": line_of(text, "force: statutory, extension"),
        f"{steps}.acceptance.supplement.within.extension.by": line_of(text, "by: clerk"),
        f"{steps}.investigation.within.extension.by": line_of(text, "by: council"),
        f"{steps}.investigation.supplement": line_of(text, "supplement: {by"),
        f"{steps}.supplement": line_of(text, "    supplement:                        #"),
        "duties.3.within.extension": line_of(text, "extension: {at_most: 1, by: unit"),
        "duties.4.duty": line_of(text, "duty: shelving"),
        "reappraisal.within.extension.by": line_of(text, "by: bench"),
        "shelving.by": line_of(text, "by: board"),
        "shelving.within.force": line_of(text, "force: advisory,\n"),
        "shelving.within.extension.by": line_of(text, "by: chair"),
    }


def test_all_faults_of_results_and_clarification_are_told_at_once_with_their_lines() -> None:
    """Who uses results, in which areas and by when, who decides a use against them, who clarifies: all must exist."""
    more = """
  consumers:
    - {role: payroll}
    - {role: discipline, areas: [salary], within: {amount: 5, unit: working_days, from: approval.decided_on}}
    - {role: discipline,
       within: {amount: 5, unit: working_days, force: window}}
  contrary_use:
    duty: talk
    name: {zh: 监督, en: supervise}
    by: supervisor
    per: subject
    outcomes: [exempt,
      not_tolerated]
"""
    clarification = """clarification:
  by: press_office
  grounds:
    - {id: untrue, name: {zh: 不实, en: untrue}}
    - {id: untrue, name: {zh: 错告, en: mistaken}}
  forms: [{id: letter, name: {zh: 澄清函, en: letter}}]
  within: {amount: 5, unit: working_days, extension: {at_most: 3, by: clerk}}
"""
    text = changed(
        ("cite: [NJ-36]}\n", "cite: [NJ-36]}" + more),
        ("\nladder:", f"\n{clarification}\nladder:"),
        ("duty: organisational_handling", "duty: clarification"),
        text=re.sub(r"  contrary_use:.*?(?=# ---- 不予二次容错)", "", NUJIANG, flags=re.DOTALL),
    )

    assert faults_of(text) == {
        "results.consumers.0.role": line_of(text, "role: payroll"),
        "results.consumers.1.areas.0": line_of(text, "areas: [salary]"),
        "results.consumers.1.within.from": line_of(text, "areas: [salary]"),
        "results.consumers.2.role": line_of(text, "{role: discipline,\n"),
        "results.consumers.2.within.force": line_of(text, "force: window}}\n  contrary"),
        "results.contrary_use.by": line_of(text, "by: supervisor"),
        "results.contrary_use.duty": line_of(text, "duty: talk\n"),
        "results.contrary_use.outcomes.1": line_of(text, "      not_tolerated]"),
        "clarification.by": line_of(text, "by: press_office"),
        "clarification.grounds.1.id": line_of(text, "zh: 错告"),
        "clarification.within.extension.by": line_of(text, "by: clerk"),
        "duties.4.duty": line_of(text, "duty: clarification"),
    }


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        pytest.param("pack: nujiang\nedition: [1\nname: 2", 3, "YAML", id="broken"),
        pytest.param("pack: &a nujiang\nedition: *a", 2, "aliases", id="alias"),
        pytest.param("pack: nujiang\nedition: !!python/name:os.system x", 2, "tags", id="tag"),
        pytest.param("[" * 20_000, 1, "deeply", id="nested"),
        pytest.param("- pack\n- nujiang", 1, "dictionary", id="not a mapping"),
        pytest.param("pack: nu\x07jiang", 1, "YAML", id="control character"),
    ],
)
def test_what_is_no_plain_yaml_says_so(text: str, line: int, what: str) -> None:
    """A file that cannot be read as YAML has one fault, in words and with its line."""
    with pytest.raises(FaultyFile) as caught:
        parse_model(Pack, text.encode(), "pack.yaml")
    fault = caught.value.faults[0]

    assert (fault.line, what in fault.what) == (line, True), str(fault)


HEAD = "extends: {pack: nujiang, edition: undated-1}\nedition: lax-1\n"


def faults_over(text: str) -> list[tuple[int, str, str]]:
    """The line, place and kind of every fault of what is laid over the pack."""
    with pytest.raises(FaultyFile) as caught:
        parse_pack((HEAD + text).encode(), "over.yaml")
    return [(fault.line, fault.where, fault.kind) for fault in caught.value.faults]


TERM = """tolerance:
  steps:
    acceptance: {within: {amount: %s, unit: working_days, from: application.received, standing: default}}
"""


@pytest.mark.parametrize("amount", ["true", "15.0", "'15'", "1_5", "015", "0x0f", "null", "[15]"])
def test_only_a_whole_number_is_an_amount(amount: str) -> None:
    """What merely looks like one would set a term that nobody wrote."""
    assert faults_over(TERM % amount) == [(5, "tolerance.steps.acceptance.within.amount", "int_type")]


def test_only_a_date_written_out_is_a_date_of_a_list() -> None:
    """A number would be a day of 1970; a day that nobody can live to see is none either."""
    lists = "assessment:\n  lists:\n    - {id: l1, name: {zh: 清单, en: list}, layer: county, edition: '1',"
    rest = " effective_from: %s, owner: discipline, source: 示例, standing: default}\n"

    for day, kind in (("0", "date_written"), ("1609459200", "date_written"), ("0001-01-01", "date_range")):
        assert faults_over(lists + rest % day) == [(5, "assessment.lists.0.effective_from", kind)]


@pytest.mark.parametrize("truth", ["0", "1", "'no'", "yes"])
def test_only_true_and_false_are_truth_values(truth: str) -> None:
    """`yes` is a word in plain YAML, and no word is a truth value."""
    text = f"assessment:\n  criteria:\n    - id: new\n      name: {{zh: 新, en: new}}\n      blocking: {truth}\n"

    assert [(line, kind) for line, _, kind in faults_over(text)] == [(7, "bool_type")]


@pytest.mark.parametrize("escape", ["U55555555", "UFFFFFFFF", "U00110000"])
def test_an_escape_of_no_character_is_a_fault_on_its_line(escape: str) -> None:
    """The reader of YAML raises something else than its own errors there."""
    assert faults_over(f'name:\n  zh: "\\{escape}"\n  en: escape\n') == [(4, "", "not_yaml")]


@pytest.mark.parametrize("written", [r"示例\0来源", r"\e[31m", r"\u202e", r"\ud800", r"\x85", r"\L", r"\UFFFF"])
def test_a_character_that_no_text_may_have_is_a_fault_on_its_line(written: str) -> None:
    """Wherever it stands, in a key too, and it is not repeated to whoever is told."""
    assert faults_over(f'source: "{written}"\n')[0][0] == 3
    with pytest.raises(FaultyFile) as caught:
        parse_pack((HEAD + f'"a{written}": 1\n').encode(), "over.yaml")
    assert str(caught.value).isprintable() or "\n" in str(caught.value)


@pytest.mark.parametrize("blank", ["''", '" "', r'"\u200b"', r'"\u3164"', r'"\u2800\u00ad"'])
def test_what_shows_nothing_is_no_text_of_a_file(blank: str) -> None:
    """Whatever type it is for: a source, a name."""
    assert faults_over(f"source: {blank}\nname: {{zh: {blank}, en: x}}\n") == [
        (3, "source", "text_blank"),
        (4, "name.zh", "text_blank"),
    ]


def test_a_json_file_is_read_as_json(tmp_path: Path) -> None:
    """With its own escapes, and faults on their lines and columns."""
    path = tmp_path / "over.json"
    content = (
        '{"extends": {"pack": "nujiang", "edition": "undated-1"},\n "edition": "j-1", "source": "\\ud842\\udfb7"%s}'
    )
    path.write_text(content % "", "utf-8")
    assert load_pack(path).source == "𠮷"

    path.write_text(content % ',\n "edition": "j-2",\n "sauce": 1', "utf-8")
    with pytest.raises(FaultyFile) as caught:
        load_pack(path)
    assert [(fault.line, fault.where, fault.kind) for fault in caught.value.faults] == [
        (3, "edition", "duplicate"),
        (4, "sauce", "extra_forbidden"),
    ]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_no_term_of_office_is_of_another_time(tmp_path: Path, day: str) -> None:
    """Of the file; what was installed before is read as it is."""
    text = (files("deploy") / "demo" / "sample" / "organs.yaml").read_text("utf-8")
    path = tmp_path / "organs.yaml"
    path.write_text(re.sub(r"since: [0-9-]+", f"since: {day}", text, count=1), "utf-8")

    with pytest.raises(FaultyFile, match=r"holdings\.0\.since: must lie between"):
        load_organs(path)


def test_an_empty_file_lacks_everything() -> None:
    """Nothing at all is a pack without any of its parts, not a crash."""
    assert {"pack", "edition", "tolerance", "outcomes"} <= faults_of("").keys()


def test_a_missing_file_and_wrong_bytes_are_faults_too(tmp_path: Path) -> None:
    """A path that leads nowhere and a file that is not UTF-8 are told like any other fault."""
    latin = tmp_path / "organs.yaml"
    latin.write_bytes(b"name: sample\nplace: M" + b"\xfcnchen")

    with pytest.raises(FaultyFile, match="cannot be read"):
        load_pack(tmp_path / "nowhere.yaml")
    with pytest.raises(FaultyFile, match=r"organs\.yaml:2:1: is not UTF-8"):
        load_organs(latin)


def test_words_stay_words(tmp_path: Path) -> None:
    """`on`, `no` and dates are what they look like, in keys and in values."""
    path = tmp_path / "organs.yaml"
    path.write_text("name: no\njurisdictions: []\norgans: []\npositions: []\npeople: []\nholdings: []\n", "utf-8")

    assert load_organs(path).name == "no"


@given(st.one_of(st.binary(max_size=200), st.text("[]{}:-!&*|>'\"%@` \n\tab01=<.", max_size=80).map(str.encode)))
def test_no_bytes_escape_as_another_error(raw: bytes) -> None:
    """Whatever stands in a file, it is refused as a faulty file."""
    with pytest.raises(FaultyFile):
        parse_model(Pack, raw, "pack.yaml")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a: " + "[" * 500_000, "is nested too deeply"),
        ("{a: " * 50_000, "is nested too deeply"),
        ("a: [" + "1," * 300_000 + "]", "has more than 200000 keys and values"),
        ("- a\n" * 250_000, "has more than 200000 keys and values"),
    ],
    ids=["lists", "mappings", "a list", "lines"],
)
def test_a_file_too_deep_or_of_too_much_is_refused_before_anything_is_built(text: str, what: str) -> None:
    """One fault, where it went too far; what follows is not even read."""
    with pytest.raises(FaultyFile) as caught:
        parse_model(Pack, text.encode(), "pack.yaml")

    (fault,) = caught.value.faults
    assert what in fault.what


def test_faults_of_very_many_names_stay_short() -> None:
    """A thousand roles, and as many names that are none of them: each fault names the first roles only."""
    roles = "".join(f"  r{n}: {{zh: 职{n}, en: role {n}}}\n" for n in range(1_000))
    unknown = ", ".join(f"x{n}" for n in range(1_000))
    text = changed(
        ("roles:\n", "roles:\n" + roles), ("to: organization, needs", f"to: organization, by: [{unknown}], needs")
    )
    text = text.replace("{route: application", "{route: own_motion", 1)
    with pytest.raises(FaultyFile) as caught:
        parse_model(Pack, text.encode(), "pack.yaml")

    told = [fault.what for fault in caught.value.faults if "unknown name x" in fault.what]
    assert len(told) == 1_000
    assert all(len(what) < 500 for what in told)
    assert told[0].endswith(", …")
