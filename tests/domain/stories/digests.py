"""Deeds about the digest of a concluded case, for tests."""

from domain.case.commands import AnyCommand, ApproveDigest, WithdrawDigest, WriteDigest
from domain.case.state import Case
from domain.values import Actor
from tests.domain.scenario import Deed, deed
from tests.domain.stories import cases
from tests.domain.stories.cases import MARK

HEAD = cases.post("county-a-organization-head")
WORDS = WriteDigest(title=MARK, facts=MARK, reasoning=MARK, lesson=MARK)


def written(day: str = "2026-02-26", actor: Actor = cases.ORGANISATION, body: AnyCommand = WORDS) -> Deed:
    """Somebody writes a digest."""
    return deed(actor, body, day)


def newest(case: Case) -> int:
    """The version of the digest that there is."""
    digest = case.digest_draft or case.digest_approved
    return digest.version if digest else 1


def approved(day: str = "2026-02-27", actor: Actor = cases.SECRETARY, *, publish: bool = True) -> Deed:
    """Somebody approves the digest that there is."""
    return deed(actor, lambda case: ApproveDigest(digest=newest(case), publish=publish), day)


def withdrawn(day: str = "2026-02-28", actor: Actor = cases.DISCIPLINE) -> Deed:
    """Somebody withdraws the digest that there is."""
    return deed(actor, lambda case: WithdrawDigest(digest=newest(case), reasons=MARK), day)


WRITTEN = cases.CLOSED.given(written())
APPROVED = WRITTEN.given(approved())
