"""For whom a procedure is, and a situation: by the class of the register, and whether a person or a unit."""

from domain.acts.filing import OUT_OF_SCOPE
from domain.acts.grounds import GROUND_OUT_OF_SCOPE
from domain.case.lifecycle import CaseOpened
from tests.domain.stories import cases, scopes


def test_a_procedure_for_people_takes_no_unit() -> None:
    """By the article of the class; a person of the same class is taken."""
    refused = scopes.OF_PEOPLE.when(cases.filed(subjects=(cases.TOWN,))).refused(OUT_OF_SCOPE)
    assert refused.cite == ("NJ-02",)
    scopes.OF_PEOPLE.when(cases.filed()).the(CaseOpened)


def test_a_unit_applies_for_its_people() -> None:
    """Who applies is another matter than whom the procedure is for."""
    scopes.OF_PEOPLE.when(cases.filed(applicant=cases.TOWN)).the(CaseOpened)


def test_a_situation_for_others_is_refused_at_the_opening() -> None:
    """By its own article, naming whom it is for; another situation is free to choose."""
    refused = scopes.OF_VILLAGES.when(cases.filed()).refused(GROUND_OUT_OF_SCOPE)
    assert refused.cite == ("NJ-08",)
    assert refused.detail is not None
    assert refused.detail.endswith("村干部")
    scopes.OF_VILLAGES.when(cases.filed(ground="s1")).the(CaseOpened)
    scopes.scoped(ground=("government_organ",)).when(cases.filed()).the(CaseOpened)
