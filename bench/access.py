"""How long an access decision takes on one core, over posts and actions of which some are permitted, denied, forbidden.

A decision is what a door asks of one case for one post: all rules about the action, and how far each reaches by the
organs, the posts of the case and its parties. The case is at hand; what is read to know it is no part of the time.
"""

import time
from collections.abc import Sequence
from datetime import date

from api.auth.policy import Action, CommandName, Resource, allowed
from api.identity.personas import Offices, Persona
from bench.measured import Plain
from deploy.demo.sample_cases import sample_organs

ROUNDS = 5
DECISIONS = 20_000

_POSTS = (
    "county-a-organization-officer-1",
    "county-a-committee-member-2",
    "county-a-finance-officer-1",
    "county-a-enforcement-contact",
    "county-b-organization-officer-1",
    "county-a-discipline-supervisor",
)
_ACTIONS: tuple[Action, ...] = (
    "read_case",
    "read_words",
    "read_ballots",
    CommandName("decide_acceptance"),
    CommandName("cast_ballot"),
    CommandName("withdraw_application"),
)


async def measure() -> list[Plain]:
    """Microseconds of processor time a decision."""
    organs = sample_organs()
    posts = {each.position: each for each in Offices(organs, date(2026, 11, 22)).everyone()}
    case = Resource(
        "demo-county-a",
        ("county-a-enforcement",),
        parts=frozenset({"county-a-organization", "county-a-discipline", "county-a-committee", "county-a-finance"}),
        works=frozenset({"county-a-organization", "county-a-discipline", "county-a-committee"}),
        parties=frozenset({posts["county-a-organization-officer-1"].person}),
    )
    asked = [(posts[post], action) for post in _POSTS for action in _ACTIONS]

    def once(questions: Sequence[tuple[Persona, Action]]) -> float:
        times = DECISIONS // len(questions)
        started = time.process_time()
        for _ in range(times):
            for who, action in questions:
                allowed(who, action, case, organs)
        return (time.process_time() - started) / times / len(questions) * 1e6

    once(asked)
    taken = [once(asked) for _ in range(ROUNDS)]
    return [Plain("access_decision_microseconds", "µs", taken, 1, {"decisions": DECISIONS})]
