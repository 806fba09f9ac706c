"""The sample installation and its cases: they load, fit the pack and the terms of office, and faults are located."""

from datetime import date
from itertools import pairwise
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

import pytest

from deploy.demo.procedure import COUNTY_A, COUNTY_B, Places, procedure
from deploy.demo.sample_cases import Ref, SampleCase, sample_cases
from domain.case.commands import AnyCommand, FileApplication, ProposeDetermination, RecordFindings
from domain.organs import Organs
from domain.pack.pack import Pack
from domain.values import Actor
from tests.deploy.sample_file import faults_of, places_of

CASES = tuple(sample_cases())
DAYS = {"occurred": "2026-01-05", "received": "2026-01-06"}
COUNTIES = ("demo-county-a", "demo-county-b", "demo-city-c")
each_case = pytest.mark.parametrize("sample", CASES, ids=[case.source for case in CASES])


def somebody(ref: Ref) -> UUID | Actor:
    """An actor for a holder, for all else an id that is the same for the same name."""
    if ref.kind == "holder":
        return Actor(person="nobody", position=ref.name, organ="nowhere")
    return uuid5(NAMESPACE_URL, ref.name)


def commands(sample: SampleCase) -> list[AnyCommand]:
    """The commands of a case."""
    return [act.command(somebody) for act in sample.acts]


@each_case
def test_a_case_is_labelled_and_dated(sample: SampleCase) -> None:
    """Each case says that it was adapted to the Nujiang procedure, and its acts are in the order of their days."""
    days = [act.on for act in sample.acts]

    assert "按怒江程序改编" in sample.label
    assert all(earlier <= later for earlier, later in pairwise(days))
    assert date(2019, 1, 1) <= days[0] <= days[-1] <= date(2021, 12, 31)


@each_case
def test_every_position_was_held_on_the_day(sample: SampleCase, organs: Organs) -> None:
    """Whoever acts, and whoever is named as holder of a post, was in office, one person at a time."""
    terms = (*organs.holdings, *organs.seats)
    for act in sample.acts:
        named = [act.position, *(ref.name for ref in act.refs() if ref.kind == "holder")]
        for position in named:
            holders = {h.person for h in terms if h.position == position and h.covers(act.on)}

            assert len(holders) == 1, (position, act.on)


@each_case
def test_findings_cover_the_lists_of_the_pack(sample: SampleCase, nujiang: Pack) -> None:
    """Every criterion, every factor and every condition of the case's own ground has exactly one finding."""
    all_ = commands(sample)
    ground = nujiang.assessment.ground(next(c.ground for c in all_ if isinstance(c, FileApplication)))
    found = [(f.of, f.item) for c in all_ if isinstance(c, RecordFindings) for f in c.findings]

    assert ground is not None
    assert sorted(found) == sorted(
        [("criterion", item.id) for item in nujiang.assessment.criteria]
        + [("factor", item.id) for item in nujiang.assessment.factors]
        + [("condition", item.id) for item in ground.conditions]
    )


@each_case
def test_duties_named_are_duties_of_the_pack(sample: SampleCase, nujiang: Pack) -> None:
    """A case completes only duties that the pack can open, and each tolerated subject has a correction to make."""
    known = {rule.duty for rule in (*nujiang.duties, *nujiang.told.values())}
    named = {ref.name for act in sample.acts for ref in act.refs() if ref.kind == "duty"}
    proposal = next(command for command in commands(sample) if isinstance(command, ProposeDetermination))

    assert named <= known
    assert {demand.subject for demand in proposal.demands} == {opinion.subject for opinion in proposal.opinions}


@pytest.mark.parametrize("county", [COUNTY_A, COUNTY_B], ids=lambda county: county.place)
@pytest.mark.parametrize("part", procedure().root)
def test_parts_of_a_live_case_are_commands_of_who_is_in_office(part: str, county: Places, organs: Organs) -> None:
    """With the words of a scene each act is a command, by somebody who holds the position today."""
    head = f"{county.place}-organization-head"
    words = {"place": county.place, "unit": county.unit, "matter": str(UUID(int=1)), "title": "路", "by": head, **DAYS}

    for act in procedure().acts(part, words):
        assert act.command(somebody).kind == act.model_dump()["kind"]
        assert organs.position(act.position) is not None


def test_findings_of_a_live_case_cover_the_lists_of_the_pack(nujiang: Pack) -> None:
    """A live case finds on all that a case of its ground must be examined for."""
    acts = procedure().acts("investigate", {"place": "county-a"})
    found = [
        (f.of, f.item) for act in acts if isinstance(c := act.command(somebody), RecordFindings) for f in c.findings
    ]

    assert sorted(found) == sorted(
        (of, item.id) for of, listed in nujiang.assessment.examined("s4").items() for item in listed
    )


@pytest.mark.parametrize("place", ["demo-prefecture", *COUNTIES])
def test_each_place_can_run_a_case(place: str, organs: Organs) -> None:
    """Two other handlers besides the first, a full committee, and somebody above each organ that supervises."""
    today = date(2026, 11, 20)
    sizes = {"demo-prefecture": 9}
    for role in ("organization", "discipline"):
        organ = organs.in_role(role, place)
        assert organ is not None
        officers = [p for p in organs.positions if p.organ == organ.id and p.duty == "officer"]

        assert len(officers) >= 3
        assert organ.superior is not None
    committee = organs.in_role("committee", place)

    assert committee is not None
    assert len({seat.person for seat in organs.seats_of(committee.id, today)}) == sizes.get(place, 7)
    assert organs.holder(committee.id, "secretary", today) is not None
    assert organs.holder(committee.superior or "", "head", today) is not None


def test_faults_of_a_case_are_located(tmp_path: Path) -> None:
    """An unknown name, an unknown subject and a field no command has are told together, each on its line."""
    faulty = faults_of(
        tmp_path,
        "{as: d, on: 2020-01-02, kind: confirm_receipt, subject: $subject:nobody}",
        "{as: d, on: 2020-01-02, kind: confirm_receipt, subject: $person:a}",
        "{as: d, on: 2020-01-02, kind: cast_ballot, round: $round, vote: agree}",
    )

    assert places_of(faulty) == ["7 acts.0", "8 acts.1", "9 acts.2", "9 acts.2.vote"]
    assert "choice is missing" in str(faulty)
