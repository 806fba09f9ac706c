"""The demonstration's personas: one click and one is there; in any other installation there is nothing of the kind."""

import re

import pytest

from domain.organs import Delegation
from eventlog.pool import Connection
from tests.api.accounts.office import (
    ADMIN,
    ADMIN_POSITION,
    OFFICER,
    OFFICER_POSITION,
    OTHER,
    OTHER_POSITION,
    PASSWORD,
    Office,
    said,
)


async def test_one_click_and_one_is_somebody(demonstration: Office) -> None:
    """From the page that was wanted and back to it; and somebody else with another click."""
    browser = demonstration.browser()
    sent = await browser.get("/deadlines")
    shown = await browser.get(sent.headers["location"])
    clicked = await browser.post("/sign-in/persona", person=OFFICER, position=OFFICER_POSITION, next="/deadlines")
    other = await browser.post("/sign-in/persona", person=ADMIN, position=ADMIN_POSITION)

    assert shown.text.count("/sign-in/persona") > 100
    assert len(re.findall("<section", shown.text)) >= 5
    assert (clicked.status_code, clicked.headers["location"]) == (303, "/deadlines")
    assert other.status_code == 303
    assert (await browser.get("/accounts")).status_code == 200
    assert await demonstration.pool.fetchval("SELECT count(*) FROM session") == 1


async def test_who_acts_for_another_is_one_of_them(demonstration: Office) -> None:
    """By whose name stands beside, whoever holds the post; entered by a click, and by a token while it is delegated."""
    today = demonstration.today
    given = Delegation(position=OTHER_POSITION, delegator=OTHER, delegate=OFFICER, since=today, until=today)
    await demonstration.publish(demonstration.organs.model_copy(update={"delegations": (given,)}))
    browser = demonstration.browser()
    shown = await browser.get("/sign-in")
    acts_as = {"person": OFFICER, "position": OTHER_POSITION, "for_person": OTHER}
    clicked = await browser.post("/sign-in/persona", **acts_as)
    account = await browser.get("/account")

    assert f"代{demonstration.name_of(OTHER)}" in said(shown)
    assert clicked.status_code == 303
    assert f"代{demonstration.name_of(OTHER)}" in said(account)


@pytest.mark.parametrize(
    "fields",
    [{}, {"person": OFFICER}, {"person": OFFICER, "position": "no"}, {"person": "\x00", "position": OFFICER_POSITION}],
)
async def test_nobody_is_somebody_who_is_not_there(demonstration: Office, fields: dict[str, str]) -> None:
    """Only who holds a position today."""
    answer = await demonstration.browser().post("/sign-in/persona", **fields)

    assert answer.status_code == 404


async def test_a_real_installation_has_no_personas(office: Office) -> None:
    """Neither the page nor the address; not even if the process believed that it is a demonstration."""
    browser = office.browser()
    shown = await browser.get("/sign-in")
    refused = await browser.post("/sign-in/persona", person=OFFICER, position=OFFICER_POSITION)
    believing = (
        await office.with_context(demonstration=True)
        .browser()
        .post("/sign-in/persona", person=OFFICER, position=OFFICER_POSITION)
    )

    assert "/sign-in/persona" not in shown.text
    assert [refused.status_code, believing.status_code] == [404, 404]
    assert await office.pool.fetchval("SELECT count(*) FROM session") == 0


@pytest.mark.parametrize("how", ["begun otherwise", "real organs", "an account"])
async def test_a_demonstration_ends_where_something_real_begins(
    demonstration: Office, owner: Connection, how: str
) -> None:
    """With other organs than the sample's, or an account; and one that was not begun as one never becomes one."""
    match how:
        case "begun otherwise":
            await owner.execute("UPDATE installation SET demonstration = false")
        case "real organs":
            await demonstration.publish(demonstration.organs.model_copy(update={"name": "nujiang"}))
        case _:
            await demonstration.account(ADMIN, "admin", PASSWORD)
    answer = await demonstration.browser().post("/sign-in/persona", person=OFFICER, position=OFFICER_POSITION)

    assert answer.status_code == 404


async def test_the_application_cannot_make_a_demonstration(office: Office) -> None:
    """Only the owner writes what an installation is for."""
    with pytest.raises(Exception, match="permission denied"):
        await office.pool.execute("INSERT INTO installation (demonstration) VALUES (true)")
