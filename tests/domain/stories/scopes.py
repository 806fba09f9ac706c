"""The Nujiang procedure for some classes of people alone."""

from domain.pack.parts import ScopeItem
from domain.values import Bilingual
from tests.domain.scenario import Given
from tests.domain.stories import bodies, cases


def scoped(subjects: tuple[str, ...] = (), ground: tuple[str, ...] = ()) -> Given:
    """For those of government organs and of villages; the situation s2 for some of these."""
    name = Bilingual(zh="机关干部", en="officials")
    scope = (
        ScopeItem(id="government_organ", name=name, subjects=subjects, cite=("NJ-02",)),
        ScopeItem(id="grassroots", name=Bilingual(zh="村干部", en="village cadres")),
    )
    assessment = cases.PACK.assessment
    grounds = tuple(
        each.model_copy(update={"scope": ground, "cite": ("NJ-08",)}) if each.id == "s2" else each
        for each in assessment.grounds
    )
    return bodies.under({}, scope=scope, assessment=assessment.model_copy(update={"grounds": grounds}))


OF_PEOPLE = scoped(("person",))
"""For people of government organs, and no organ by itself."""
OF_VILLAGES = scoped(ground=("grassroots",))
"""The situation is one of villages."""
