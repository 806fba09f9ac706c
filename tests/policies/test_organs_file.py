"""A file of the register: every fault at once, on its line, with what to do in Chinese and English."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import pytest

from deploy.cli.organs.check import faults_of
from policies.packs.loader import load_organs, organs_bytes, parse_organs
from policies.packs.located import FaultyFile

SAMPLE = (files("deploy.demo") / "sample" / "organs.yaml").read_text("utf-8")
HEAD = "  - {person: p029, position: county-a-organization-head, since: 2015-01-01}\n"
OFFICER = "  - {person: p032, position: county-a-organization-officer-1, since: 2015-01-01}\n"
SEAT = "  - {person: p041, position: county-a-committee-member-4, committee: county-a-committee, since: 2015-01-01}\n"
GIVEN = "{position: county-a-organization-head, delegator: p029, delegate: p032, since: 2026-06-01, until: 2026-06-10}"
LEAVE = "\nleaves:\n  - {person: p029, since: 2026-06-10, until: 2026-06-01}\n"


def given(*delegations: str) -> str:
    """The end of a file with delegations."""
    return "\ndelegations:\n" + "".join(f"  - {each}\n" for each in delegations)


def changed(old: str, new: str) -> str:
    """The sample with one change."""
    assert SAMPLE.count(old) == 1, old
    return SAMPLE.replace(old, new)


FAULTY: Mapping[str, tuple[str, str, str]] = {
    "an organ under itself": (
        changed(
            "superior: province-organization}\n  - {id: prefecture-discipline,",
            "superior: prefecture-organization}\n  - {id: prefecture-discipline,",
        ),
        "organ_under_itself",
        "id: prefecture-organization,",
    ),
    "a post held by two": (
        changed(HEAD, HEAD + HEAD.replace("p029", "p033")),
        "post_held_by_two",
        "person: p033, position: county-a-organization-head",
    ),
    "ends before it begins": (
        changed(HEAD, HEAD.replace("}", ", until: 2014-01-01}")),
        "ends_before_it_begins",
        "until: 2014-01-01",
    ),
    "a namesake": (changed("{id: p033, name: 李云岫}", "{id: p033, name: 牟 思齐}"), "person_of_that_name", "牟 思齐"),
    "a duty nobody knows": (
        changed(
            "id: county-a-organization-officer-1, organ: county-a-organization, duty: officer",
            "id: county-a-organization-officer-1, organ: county-a-organization, duty: wizard",
        ),
        "unknown_duty",
        "duty: wizard",
    ),
    "two administrators in one": (
        changed(
            "{person: p164, position: prefecture-operations-audit-admin",
            "{person: p163, position: prefecture-operations-audit-admin",
        ),
        "administrators_apart",
        "{person: p163, position: prefecture-operations-audit-admin",
    ),
    "a supervisor who handles": (
        changed(OFFICER, OFFICER.replace("p032", "p039")),
        "supervisor_handles",
        "person: p039, position: county-a-discipline-supervisor",
    ),
    "a delegation that is too long": (
        SAMPLE + given(GIVEN.replace("2026-06-10", "2027-06-10")),
        "delegation_too_long",
        "2027-06-10",
    ),
    "a delegation of what is not held": (
        SAMPLE + given(GIVEN.replace("delegator: p029", "delegator: p033")),
        "delegates_what_is_not_held",
        "delegator: p033",
    ),
    "a delegation to oneself": (
        SAMPLE + given(GIVEN.replace("delegate: p032", "delegate: p029")),
        "delegation_loop",
        "delegate: p029",
    ),
    "a delegated vote": (
        SAMPLE
        + given(GIVEN.replace("county-a-organization-head", "county-a-committee-member-4").replace("p029", "p041")),
        "seat_not_delegated",
        "position: county-a-committee-member-4, delegator",
    ),
    "an alternate who has a seat": (
        changed(
            SEAT,
            SEAT.replace("}", ", alternate_for: county-a-committee-member-1}")
            + SEAT.replace("member-4", "member-5").replace("p041", "p041"),
        ).replace(
            SEAT.replace("member-4", "member-5").replace("p041", "p042"),
            "",
        ),
        "alternate_has_seat",
        "alternate_for: county-a-committee-member-1",
    ),
    "an alternate of another committee": (
        changed(SEAT, SEAT.replace("}", ", alternate_for: county-b-committee-member-1}")),
        "alternate_of_another_committee",
        "alternate_for: county-b-committee-member-1",
    ),
    "a department of another organ": (
        changed(
            "id: county-a-organization-head, organ: county-a-organization,",
            "id: county-a-organization-head, organ: county-a-organization, department: desk,",
        )
        + "\ndepartments:\n  - {id: desk, organ: county-b-organization, name: {zh: 科, en: Desk}}\n",
        "department_of_another_organ",
        "department: desk",
    ),
    "a leave backwards": (SAMPLE + LEAVE, "ends_before_it_begins", "until: 2026-06-01"),
    "an unknown person": (SAMPLE + given(GIVEN.replace("p032", "p999")), "inconsistent", "delegate: p999"),
    "an unknown key": (SAMPLE + given(GIVEN.replace("}", ", forever: true}")), "extra_forbidden", "forever: true"),
    "no end": (SAMPLE + given(GIVEN.replace(", until: 2026-06-10", "")), "missing", "delegations"),
    "no date": (SAMPLE + given(GIVEN.replace("2026-06-10", "20260610")), "date_written", "20260610"),
    "no truth value": (SAMPLE + given(GIVEN.replace("}", ", onward: 1}")), "bool_type", "onward: 1"),
}


@pytest.mark.parametrize("what", FAULTY)
def test_a_fault_is_told_on_its_line_with_what_to_do(what: str) -> None:
    """Its code, a line that holds it, and two languages."""
    text, code, on_line = FAULTY[what]
    with pytest.raises(FaultyFile) as faulty:
        parse_organs(text.encode(), "organs.yaml")
    (fault,) = faults_of(faulty.value)

    assert fault.kind == code
    assert on_line in text.splitlines()[fault.line - 1] or on_line in text.splitlines()[fault.line - 2]
    assert fault.todo.zh != fault.todo.en
    assert "packs.md" not in fault.todo.en


def test_all_faults_are_told_at_once_in_the_order_of_the_file() -> None:
    """Names are looked at first; what is between them, once they are known."""
    text = changed(OFFICER, OFFICER.replace("p032", "p039")) + given(
        GIVEN.replace("2026-06-10", "2027-06-10"), GIVEN.replace("delegator: p029", "delegator: p033")
    )
    with pytest.raises(FaultyFile) as faulty:
        parse_organs(text.encode(), "organs.yaml")

    assert [fault.kind for fault in faulty.value.faults] == [
        "supervisor_handles",
        "delegation_too_long",
        "delegates_what_is_not_held",
    ]


def test_the_sample_is_sound_and_reads_back_as_it_is_kept(tmp_path: Path) -> None:
    """A version that is kept is the file's content, whatever its comments."""
    path = tmp_path / "organs.yaml"
    path.write_text(SAMPLE, "utf-8")
    organs = load_organs(path)

    assert type(organs).model_validate_json(organs_bytes(organs)) == organs


def test_what_an_earlier_release_kept_is_read_as_it_was() -> None:
    """A version without departments, delegations and leaves has none, and is written without what nobody said."""
    organs = parse_organs(SAMPLE.encode(), "organs.yaml")
    old = organs.model_dump(mode="json", exclude={"departments", "delegations", "leaves"})
    for position in old["positions"]:
        position.pop("several")
    for person in old["people"]:
        person.pop("namesake")

    assert type(organs).model_validate(old) == organs
    assert b"alternate_for" not in organs_bytes(organs)
