"""Filing: what the application records, who may endorse it, and the term that its receipt begins (NJ-10 to NJ-12)."""

from dataclasses import replace
from datetime import date

import pytest
from pydantic import ValidationError

from domain import refusals
from domain.acts.endorsement import ENDORSEMENT_MISSING, ENDORSER_INVALID, NOT_THE_HEAD, Endorsement
from domain.acts.filing import NOT_ITS_UNIT, BeginByOrgan, BeginWithAccountability
from domain.case.events import CaseOpened, DutyOpened, StepOpened
from domain.refusals import Refusal
from domain.values import Actor
from tests.domain.given import instant
from tests.domain.scenario import deed
from tests.domain.stories import cases
from tests.domain.stories.cases import MARK

REFUSED_TO_SIGN = Endorsement(kind="refused", refusal_reasons=MARK)


def test_an_application_opens_the_case_and_the_acceptance_term() -> None:
    """Day 0 is the day of receipt: received 2026-01-20, the decision is due 2026-02-10 (NJ-12, A-01)."""
    opened, step, duty = cases.NOTHING.when(cases.filed("2026-01-20")).events

    assert isinstance(opened, CaseOpened)
    assert (opened.on, opened.to_organ, opened.jurisdiction) == (
        date(2026, 1, 20),
        "county-a-organization",
        "demo-county-a",
    )
    assert step == StepOpened(on=date(2026, 1, 20), step="acceptance", step_kind=cases.PACK.step("acceptance").kind)
    assert isinstance(duty, DutyOpened)
    assert (duty.due_on, duty.provisional, duty.calendar_version) == (date(2026, 2, 10), False, 7)
    assert (duty.responsible, duty.force, duty.standing, duty.cite) == (
        "county-a-organization",
        "statutory",
        "proposed",
        ("NJ-12",),
    )


def test_late_registration_never_moves_day_one() -> None:
    """Received on the 20th and registered on the 26th, the term still ends on 10 February (A-01)."""
    late = cases.APPLICATION.model_copy(update={"on": date(2026, 1, 20), "late_entry_reason": MARK})
    outcome = cases.NOTHING.when(deed(cases.ORGANISATION, late, "2026-01-26"))

    assert outcome.the(CaseOpened).on == date(2026, 1, 20)
    assert outcome.the(DutyOpened).due_on == date(2026, 2, 10)


def test_a_subject_named_twice_is_one_subject() -> None:
    """The same id twice must not need two opinions later."""
    opened = cases.NOTHING.when(cases.filed(subjects=(cases.ANN, cases.TOWN, cases.ANN))).the(CaseOpened)

    assert [subject.subject_id for subject in opened.subjects] == [cases.ANN, cases.TOWN]


@pytest.mark.parametrize(
    "endorsement",
    [
        pytest.param(cases.endorsed("county-a-qingshi-party-head"), id="own committee"),
        pytest.param(cases.endorsed("county-a-committee-head", "substitute"), id="the committee above (A-11)"),
        pytest.param(REFUSED_TO_SIGN, id="refused with reasons (A-11)"),
    ],
)
def test_an_endorsement_that_counts(endorsement: Endorsement) -> None:
    """The own head signs, the committee above stands in, or the refusal is on record (NJ-11, A-11)."""
    opened = cases.NOTHING.when(cases.filed(endorsement=endorsement)).the(CaseOpened)

    assert opened.endorsement is not None
    assert opened.endorsement.kind == endorsement.kind


@pytest.mark.parametrize(
    ("endorsement", "refusal"),
    [
        pytest.param(Endorsement(kind="refused"), ENDORSEMENT_MISSING, id="refusal without reasons"),
        pytest.param(
            Endorsement(kind="signed", signatory="county-a-qingshi-party-head"),
            NOT_THE_HEAD,
            id="no document, and not the head's own act",
        ),
        pytest.param(cases.endorsed("county-a-organization-head"), ENDORSER_INVALID, id="no committee"),
        pytest.param(cases.endorsed("nobody"), ENDORSER_INVALID, id="no such post"),
        pytest.param(
            cases.endorsed("county-a-qingshi-party-head", "substitute"), ENDORSER_INVALID, id="not the one above"
        ),
        pytest.param(cases.endorsed("county-b-shuanghe-party-head"), ENDORSER_INVALID, id="another unit's"),
        pytest.param(
            cases.endorsed("county-a-qingshi-party-head", day="2014-12-31"), ENDORSER_INVALID, id="before office"
        ),
        pytest.param(
            cases.endorsed("county-a-qingshi-party-head", day="2026-01-21"), refusals.BEFORE_OPENING, id="signed later"
        ),
    ],
)
def test_an_endorsement_that_does_not_count(endorsement: Endorsement, refusal: Refusal) -> None:
    """Only a head of the own committee, or of one above it, in office on the day of signature, vouches (NJ-11)."""
    cases.NOTHING.when(cases.filed(endorsement=endorsement)).refused(refusal)


def test_an_error_that_is_still_to_come_cannot_be_filed() -> None:
    """The occurrence lies before the application, also when the application is of today."""
    cases.NOTHING.when(cases.filed(occurred_on=date(2026, 1, 21))).refused(refusals.BEFORE_OPENING)


def test_wrong_level_names_the_competent_organ() -> None:
    """The refusal leads to the organ with management authority (NJ-09)."""
    refusal = cases.NOTHING.when(cases.filed(to_organ="prefecture-organization")).refused(refusals.WRONG_LEVEL)

    assert refusal.detail == "示例甲县委组织部"


def test_subjects_of_two_places_are_no_one_case() -> None:
    """No organ has management authority over both."""
    elsewhere = replace(
        cases.CONTEXT,
        subjects={
            **cases.CONTEXT.subjects,
            cases.TOWN: cases.subject(cases.TOWN, "unit").model_copy(update={"jurisdiction": "demo-county-b"}),
        },
    )

    cases.NOTHING.knowing(elsewhere).when(cases.filed(subjects=(cases.ANN, cases.TOWN))).refused(refusals.WRONG_LEVEL)


def test_a_county_unit_may_file_for_a_cadre_managed_above_it() -> None:
    """The unit lies below the place whose organ manages the cadre (NJ-09)."""
    managed = cases.subject(cases.ANN, "person").model_copy(update={"jurisdiction": "demo-prefecture"})
    above = replace(cases.CONTEXT, subjects={**cases.CONTEXT.subjects, cases.ANN: managed})
    opened = cases.NOTHING.knowing(above).when(cases.filed(to_organ="prefecture-organization")).the(CaseOpened)

    assert opened.jurisdiction == "demo-prefecture"


def test_the_counter_may_enter_what_a_unit_brings() -> None:
    """The receiving organ's officer files for the applicant."""
    cases.NOTHING.when(replace(cases.filed(), actor=cases.ORGANISATION)).then_kinds(
        "case_opened", "step_opened", "duty_opened"
    )


def test_what_people_write_is_kept_apart_from_the_facts() -> None:
    """Title, statement, document names and the reason of a late entry stand in the private part alone."""
    late = cases.APPLICATION.model_copy(update={"on": date(2026, 1, 20), "late_entry_reason": "补记" + MARK})
    opened = cases.NOTHING.when(deed(cases.ORGANISATION, late, "2026-01-26")).the(CaseOpened)

    assert opened.private is not None
    assert (opened.private.title, opened.private.late_entry_reason) == (MARK, "补记" + MARK)
    assert MARK not in opened.model_dump_json(exclude={"private"})


def test_the_day_begins_in_shanghai() -> None:
    """An application recorded at 00:30 in Shanghai is of that day, though it is still yesterday in UTC."""
    at_night = replace(cases.filed(), at=instant("2026-01-20", 0))

    assert cases.NOTHING.when(at_night).the(CaseOpened).on == date(2026, 1, 20)


@pytest.mark.parametrize(
    ("actor", "unit", "refusal"),
    [
        pytest.param(cases.ORGANISATION, "county-a-qingshi", None, id="the counter names it"),
        pytest.param(cases.ORGANISATION, "county-a-qingshi-party", None, id="or its committee"),
        pytest.param(cases.CONTACT, "county-a-qingshi-party", None, id="the unit names itself"),
        pytest.param(cases.ORGANISATION, "county-b-shuanghe", NOT_ITS_UNIT, id="of another county"),
        pytest.param(cases.ORGANISATION, "county-a-discipline", NOT_ITS_UNIT, id="no unit"),
        pytest.param(cases.ORGANISATION, "atlantis", NOT_ITS_UNIT, id="nowhere"),
        pytest.param(cases.CONTACT, "county-a-baiyan", NOT_ITS_UNIT, id="another unit's"),
    ],
)
def test_whose_case_it_is_is_said_at_the_counter(actor: Actor, unit: str, refusal: Refusal | None) -> None:
    """An organ that enters a case says whose it is: a unit under it; a unit that files can only be itself."""
    asked = cases.APPLICATION.model_copy(update={"unit": unit})
    outcome = cases.NOTHING.when(deed(actor, asked, "2026-01-20"))

    if refusal is not None:
        outcome.refused(refusal)
    else:
        assert outcome.the(CaseOpened).unit == unit


@pytest.mark.parametrize(
    ("holds", "admitted"),
    [(None, True), ("demo-county-a", True), ("demo-prefecture", True), ("demo-county-b", False)],
)
def test_a_case_begins_where_its_procedure_holds(holds: str | None, *, admitted: bool) -> None:
    """A procedure of the county or of what lies above it, or one that holds everywhere; not a neighbour's."""
    pack = cases.PACK.model_copy(update={"jurisdiction": holds})
    outcome = cases.NOTHING.knowing(replace(cases.CONTEXT, pack=pack)).when(cases.filed())

    if admitted:
        assert outcome.the(CaseOpened).pack == "nujiang"
    else:
        outcome.refused(refusals.NOT_LAW_HERE)


@pytest.mark.parametrize(
    "number",
    [
        "丙问责〔2026〕7号",
        "稽查移送[2026]第003号",
        "ＡＢ－１２",
        "县委巡察移送3号",
        "问责一号",
        "wt/2026-7.1",
        "示 〔2026〕 7 号",
    ],
)
def test_a_number_in_clear_is_a_number(number: str) -> None:
    """However an organ writes its numbers."""
    begun = BeginWithAccountability.model_validate({**BeginWithAccountability.example, "accountability": number})

    assert begun.accountability == number


@pytest.mark.parametrize(
    "words",
    [
        "张三",
        "反映张三违规审批，已核实",
        "张三：2026年收受财物",
        "关于张三的信访件（2026）；请核",
        "示" * 80 + "1",
        "2026年，王五",
        "见“附件1”",
    ],
)
def test_a_number_in_clear_has_room_for_no_words_about_people(words: str) -> None:
    """It is kept in clear as a fact, so no sentence may stand there, in the number of a clue neither."""
    for model, field in ((BeginWithAccountability, "accountability"), (BeginByOrgan, "clue")):
        with pytest.raises(ValidationError) as caught:
            model.model_validate({**model.example, field: words})

        (fault,) = caught.value.errors()
        assert (fault["loc"], fault["type"]) == ((field,), "number_shape")
