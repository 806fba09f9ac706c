"""Every page that there is, as somebody comes to it by links: whole, light, readable, and from here alone.

People of every duty follow what stands on their pages, twice at most to each kind of page. Whatever page of the
application none of them comes to has no way to it: that is a fault as well.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Final
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, Error

from tests.e2e.page_checks import ADDRESSES, Auditor, Watch, address_of
from tests.e2e.person import Office, Person
from tests.e2e.words import chinese

PEOPLE: Final = (
    "county-a-organization-officer-1",
    "county-a-enforcement-contact",
    "county-a-enforcement-applicant",
    "county-a-enforcement-party-head",
    "county-a-discipline-supervisor",
    "county-a-committee-secretary",
    "county-a-committee-member-1",
    "prefecture-organization-officer-1",
    "prefecture-organization-hr",
    "prefecture-operations-operator",
    "prefecture-operations-reviewer",
    "prefecture-operations-system-admin",
    "prefecture-operations-security-admin",
    "prefecture-operations-audit-admin",
    "island-e-discipline-officer-1",
    "capital-f-sasac-officer-1",
)
NO_PAGES: Final = frozenset(
    {
        "/static/{name}",  # what pages are drawn with
        "/inbox/live",  # a hint to the page of tasks
        "/calendar-feeds/{secret}",
        "/cases/{case_id}/deadlines/{duty_id}/certificate.json",
        "/cases/{case_id}/deadlines/{duty_id}/calendar.json",
        "/export/{list}",
        "/health",
        "/imports/template",
        "/reports/{organ}/{period}/file",
        "/hr/lists/template",
        "/hr/lists/{batch_id}/answers",
        "/cases/{case_id}/official-documents/{document_id}/docx",
        "/cases/{case_id}/official-documents/{document_id}/pdf",
        "/evidence/{case_id}/{sha256}",
        "/evidence/uploads/{upload_id}",
        "/problems/{code}",  # the kind of a problem, to which answers in JSON lead
    }
)
"""What is read by programs, or kept as a file."""
NOT_IN_A_DEMONSTRATION: Final = frozenset(
    {"/sign-in/provider", "/sign-in/provider/back", "/set-up", "/invitation", "/step-up", "/step-up/provider"}
    | {"/step-up/done", "/account/second-factor"}
)
"""Accounts and providers: a demonstration has neither (tests/api/accounts tries them)."""
AFTER_AN_ACT: Final = frozenset(
    {
        "/deadlines/urging",  # of what was ticked on the board
        "/digests/{day}",  # the first is sent in the morning
        "/meetings/{meeting_id}/notice",  # of a meeting that is still to be held
        "/precedents/{case_id}",  # once somebody has written one and somebody else approved it
        "/hr/lists/{batch_id}",
        "/imports/{sha256}",
        "/meetings/{meeting_id}/acts/{act}",  # nothing is left to do on the demonstration's meeting, for those who walk
    }
)
"""What is there once somebody has done something that neither the demonstration nor the journey does."""
EACH_AT_MOST: Final = 2
_ASKED: Final = """forms => forms.map(form => {
  for (const field of form.querySelectorAll("input[required]")) field.value ||= "容";
  const tick = form.querySelector("input[type=checkbox]:not(:checked)");
  if (tick) tick.checked = true;
  return form.getAttribute("action") + "?" + new URLSearchParams(new FormData(form));
})"""
"""Where forms lead that only ask, with the first thing ticked and something in what must not stay empty."""


def walk(person: Person) -> Iterator[str]:
    """Follow links from the first page on; the kinds of page that somebody comes to."""
    ahead, known, visits = ["/"], {"/"}, Counter[str]()
    while ahead:
        address = ahead.pop(0)
        kind = address_of(urlsplit(address).path)
        if kind is None or kind in NO_PAGES or visits[kind] >= EACH_AT_MOST:
            continue
        visits[kind] += 1
        yield kind
        try:
            person.open(address)
        except Error as error:
            raise AssertionError(f"{person.position} at {address}: {error}") from error
        here = person.page.url
        links = [link.get_attribute("href") or "" for link in person.page.locator("a[href]:not([download])").all()]
        for link in [*links, *person.page.locator("form[method='get']").evaluate_all(_ASKED)]:
            to = urldefrag(urljoin(here, link)).url
            if to.startswith(f"{person.office.url}/") and "lang=" not in to and to not in known:
                known.add(to)
                ahead.append(to)


@pytest.fixture
def office(address: str, browser: Browser, watch: Watch, auditor: Auditor) -> Office:
    """The demonstration, in Chinese."""
    return Office(address, browser, watch, auditor, chinese)


def test_every_page(office: Office) -> None:
    """Somebody comes to every page, and each is as it should be."""
    come_to = set[str]()
    for position in PEOPLE:
        person = Person(office, position).sign_in()
        come_to.update(walk(person))
        person.leave()

    not_come_to = {*ADDRESSES} - NO_PAGES - NOT_IN_A_DEMONSTRATION - AFTER_AN_ACT - come_to
    wrong = sorted({*office.watch.wrong, *office.auditor.wrong, *(f"no way to {each}" for each in not_come_to)})
    assert not wrong, "\n".join(wrong)
