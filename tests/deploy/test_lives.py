"""The lives that come with packs: they load, name who was in office and what their pack has. Played by `make demo`."""

from datetime import date
from itertools import pairwise
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

import pytest

from api.http.problems import DIGEST_NAMES_SOMEBODY
from deploy.demo.sample_cases import Ref, SampleCase, sample_lives, sample_organs
from domain.acts.filing import BeginCase
from domain.case.commands import RecordFindings
from domain.case.correction import EVALUATION
from domain.risk_filings.commands import FileRisk
from domain.values import Actor
from domain.work_records.commands import OpenRecord
from policies.packs.loader import bundled_pack, bundled_packs
from policies.scenario_language.words import EVENTS, REFUSALS
from tests.deploy.sample_file import faults_of, places_of

PACKS = tuple(dict.fromkeys(pack.pack for pack in bundled_packs()))
LIVES = tuple((pack, life) for pack in PACKS for life in sample_lives(pack))
each_life = pytest.mark.parametrize(("pack", "life"), LIVES, ids=[life.label for _, life in LIVES])
_BY_ACTS = {"acknowledge_results", "clarification", "shelving", EVALUATION}
"""The duties that acts open by themselves."""


def somebody(ref: Ref) -> UUID | Actor | date | int:
    """Something of the right type for a name."""
    if ref.kind == "holder":
        return Actor(person="nobody", position=ref.name, organ="nowhere")
    if ref.kind == "version":
        return 1
    return date(2026, 1, 1) if ref.kind == "day" else uuid5(NAMESPACE_URL, ref.name)


@each_life
def test_a_life_is_of_its_pack_in_the_order_of_its_days(pack: str, life: SampleCase) -> None:
    """What stands in a pack's folder is of that pack; what is dated comes in order; a case is a history."""
    days = [act.on for act in life.acts if act.dated]
    begun = [act.command(somebody) for act in life.acts if act.stream == "case"]

    assert life.pack == pack
    assert all(earlier <= later for earlier, later in pairwise(days))
    assert all(command.history for command in begun if isinstance(command, BeginCase))


@each_life
def test_who_acts_was_in_office(pack: str, life: SampleCase) -> None:
    """One holder of each position on the day, also of those that are named, and of who registers."""
    del pack
    organs = sample_organs()
    terms = (*organs.holdings, *organs.seats)
    positions = {(life.registrar or life.acts[0].position, life.acts[0].on)}
    for act in life.acts:
        named = (act.position, *(ref.name for ref in act.refs() if ref.kind == "holder"))
        positions |= {(position, act.on) for position in named}

    for position, day in positions:
        assert len({h.person for h in terms if h.position == position and h.covers(day)}) == 1, (position, day)


@each_life
def test_what_is_foretold_exists(pack: str, life: SampleCase) -> None:
    """Events, refusals and duties are told by names that somebody has; an item that is found on is the pack's."""
    rules = bundled_pack(pack)
    duties = {rule.duty for rule in rules.duty_rules} | _BY_ACTS
    items = {
        (of, item.id)
        for ground in (*(ground.id for ground in rules.assessment.grounds), "free_text")
        for of, listed in rules.assessment.examined(ground).items()
        for item in listed
    }
    findings = [
        (entry.of, entry.item)
        for act in life.acts
        if act.stream == "case" and isinstance(command := act.command(somebody), RecordFindings)
        for entry in command.findings
    ]

    assert {kind for act in life.acts for kind in act.then} <= EVENTS.keys()
    assert {act.refusal for act in life.acts if act.refusal} <= REFUSALS | {DIGEST_NAMES_SOMEBODY.code}
    assert {ref.name for act in life.acts for ref in act.refs() if ref.kind == "duty"} <= duties
    assert set(findings) <= items


def test_zhoushan_shows_a_filing_before_the_act_and_says_that_it_is_entered_late() -> None:
    """What is dated before today has its reason; what has no date is filed before its planned start."""
    paper, _, live = sample_lives("zhoushan")
    late = [act.command_on_any(somebody) for act in paper.acts if act.stream == "risk_filing" and act.dated]
    (today,) = (
        c
        for act in live.acts
        if act.stream == "risk_filing" and isinstance(c := act.command_on_any(somebody), FileRisk)
    )
    filed = next(command for command in late if isinstance(command, FileRisk))

    assert all(command.late_entry_reason for command in late)
    assert filed.on is not None
    assert filed.on < filed.planned_start
    assert today.on is None


def test_zhoushan_keeps_work_records_beside_its_filing() -> None:
    """Each kind is the pack's; what goes with the filing is linked as it is opened."""
    *_, live = sample_lives("zhoushan")
    commands = [act.command_on_any(somebody) for act in live.acts if act.stream == "work_record"]
    opened = [command for command in commands if isinstance(command, OpenRecord)]

    assert [each.record for each in opened] == ["pre_check", "in_progress_supervision", "consultation"]
    assert all(bundled_pack("zhoushan").record_kind(each.record) for each in opened)
    assert [each.risk_filing is not None for each in opened] == [True, True, False]


def test_faults_of_a_filing_are_located(tmp_path: Path) -> None:
    """A field that no act on a filing or a work record has is told on its line, as one of a case is."""
    faulty = faults_of(
        tmp_path,
        "{as: d, on: 2026-01-02, kind: risk_filing_archive, colour: red}",
        "{as: d, kind: risk_filing_link_case, case_id: $file}",
        "{as: d, kind: work_record_add, statement: 续, record: e}",
    )

    assert places_of(faulty) == ["7 acts.0.colour", "8 acts.1", "9 acts.2.record"]
