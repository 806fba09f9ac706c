"""Lists show what the policy allows, and nothing else: in worlds that nobody thought of, on a real database.

What is listed is asked of the read models, by the SQL that the lists stand on; what is allowed, of the policy, with the
very events that the read models were made of.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.auth.policy import Action, Reach, allowed, reaches_of
from api.auth.risk_filings import filing_listed, filing_resource, filings_within
from api.auth.scope import SCOPED, scope_within
from api.auth.visibility import Telling, case_resource
from api.auth.work_records import sees, visible_within
from api.identity.personas import Persona
from api.streams.beginning import Beginning
from domain.case.events import CaseOpened
from domain.organs import Organs
from domain.risk_filings.events import RiskFilingReceived
from eventlog.log import EventLog
from eventlog.pool import Pool
from projections.cases import case_page
from projections.projector.projector import Projector
from projections.risk_filings import model as risk_filings
from projections.work_records import model as work_records
from tests.api.auth.worlds import SUBJECTS, cases, filings, logged, personas, records, worlds

_MANY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
_LISTS: tuple[Action, ...] = (
    "read_case", "read_risk_filings", "read_work_records", "read_deadlines", "read_matters",
)  # fmt: skip
_LISTED = {Reach.PLACE, Reach.PART, Reach.OWN, Reach.OWN_MATTER}


@pytest.fixture(scope="module")
async def pages(app_pool: Pool, log: EventLog) -> Pool:
    """A database with the tables of the read models."""
    await Projector(app_pool, log).prepare()
    return app_pool


@asynccontextmanager
async def _undone(pool: Pool) -> AsyncIterator[Any]:
    """A transaction of which nothing stays; its connection is asked as the lists ask a pool."""
    async with pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        try:
            yield connection
        finally:
            await transaction.rollback()


@_MANY
@given(st.data())
async def test_the_list_of_cases_is_what_the_policy_lets_read(pages: Pool, data: st.DataObject) -> None:
    """Everybody, in every post, of every world: the cases listed are those that may be read."""
    organs = data.draw(worlds())
    told = [data.draw(cases(organs)) for _ in range(data.draw(st.integers(1, 6)))]
    readers = _readers(organs, "read_case")
    people = data.draw(
        st.dictionaries(st.sampled_from(SUBJECTS), st.sampled_from([who.person for who in readers] or ["nobody"]))
    )
    resources = {}
    async with _undone(pages) as connection:
        for n, case in enumerate(told):
            await case_page.MODEL.write(connection, logged(case.id, case.told, n * 100, case.filed_by))
            opened = case.told[0]
            assert isinstance(opened, CaseOpened)
            telling = [event for event in case.told if isinstance(event, Telling)]
            opening = Beginning(opened, case.filed_by, title=None)
            resources[case.id] = case_resource(opening, telling, people=people)
        for who in readers:
            mine = frozenset(subject for subject, person in people.items() if person == who.person)
            scope = scope_within(organs, who, "read_case", mine)
            rows = await connection.fetch(SCOPED["visible_among"], *scope.predicate, list(resources))
            may = {id_ for id_, resource in resources.items() if allowed(who, "read_case", resource, organs).allow}
            assert {row["case_id"] for row in rows} == may


@_MANY
@given(st.data())
async def test_the_list_of_risk_filings_is_what_the_policy_lets_read(pages: Pool, data: st.DataObject) -> None:
    """The same of risk filings, whatever groups they went to, and whether they were amended since."""
    organs = data.draw(worlds())
    told = [data.draw(filings(organs)) for _ in range(data.draw(st.integers(1, 5)))]
    resources = {}
    async with _undone(pages) as connection:
        for n, filing in enumerate(told):
            await risk_filings.MODEL.write(connection, logged(filing.id, filing.told, n * 100))
            received, *later = filing.told
            assert isinstance(received, RiskFilingReceived)
            resources[filing.id] = filing_resource(received, later, organs)
        for who in _readers(organs, "read_risk_filings"):
            scope = scope_within(organs, who, "read_risk_filings")
            listed = await risk_filings.listed(connection, filings_within(scope), limit=100)
            may = {
                id_ for id_, resource in resources.items() if allowed(who, "read_risk_filings", resource, organs).allow
            }
            assert {row.filing_id for row in listed} == may
            assert {row.filing_id for row in listed if filing_listed(scope, row)} == may


@_MANY
@given(st.data())
async def test_the_list_of_work_records_is_what_may_be_read(pages: Pool, data: st.DataObject) -> None:
    """The same of work records, confidential ones among them."""
    organs = data.draw(worlds())
    told = dict(data.draw(records(organs)) for _ in range(data.draw(st.integers(1, 5))))
    async with _undone(pages) as connection:
        for n, (record_id, opened) in enumerate(told.items()):
            await work_records.MODEL.write(connection, logged(record_id, [opened], n * 100))
        for who in _readers(organs, "read_work_records"):
            visible = visible_within(organs, who)
            listed = await work_records.listed(connection, visible, limit=100)
            assert {row.record_id for row in listed} == {id_ for id_, opened in told.items() if sees(visible, opened)}


@given(worlds())
def test_no_post_has_two_reaches_in_one_list(organs: Organs) -> None:
    """A list has one predicate: two rules that would make it of two are refused here, before a list forgets one."""
    for who in personas(organs):
        for action in _LISTS:
            assert len(reaches_of(who, action) & _LISTED) <= 1, (who.role, who.duty, action)


def _readers(organs: Organs, action: Action) -> list[Persona]:
    return [who for who in personas(organs) if allowed(who, action).allow]
