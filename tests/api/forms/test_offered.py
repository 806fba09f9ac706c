"""What a page shows of the acts that are offered: so many, and where the rest is."""

from uuid import UUID

from api.commands.possible import ActOffered, ActsPossible
from api.forms.offered import offer
from domain.values import Bilingual

CASE = UUID(int=7)


def test_of_many_things_a_page_shows_some_and_leads_to_the_form_for_the_rest() -> None:
    """A case of two hundred subjects has no page of two hundred buttons."""
    receipts = tuple(
        ActOffered(
            kind="confirm_receipt",
            name=Bilingual(zh="签收", en="Confirm receipt"),
            about={"subject": str(n)},
            area="service",
            leads_on=True,
            post="/v1/cases",
        )
        for n in range(200)
    )

    (act,) = offer(ActsPossible(version=1, offered=receipts, not_open=()), "case", CASE).acts

    assert (len(act.links), act.more, act.form) == (6, 194, f"/cases/{CASE}/acts/confirm_receipt")
    assert act.links[0].href == f"{act.form}?subject=0"
