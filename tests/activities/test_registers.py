"""What is appended with the events of a decision: the grants, matters, merges and revocations they carry."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from activities.messages import Stamped
from activities.recording import append_of
from deploy.demo.sample_cases import sample_organs
from domain.acts.matters import SameMatterConfirmed
from domain.acts.results import ToleranceRevoked
from domain.case.decisions import Grant
from domain.case.events import CaseApproved, CaseDecided, CaseOpened, ReappraisalDecided, StepOpened
from domain.context import DecisionContext
from domain.messages import Command, Envelope, Event
from domain.pack.results import Outcome
from domain.risk_filings.events import RiskFilingReceived
from domain.values import CLOCK
from eventlog.entry import GENESIS
from eventlog.shapes import Append, Loaded, MatterMerge, NewMatter, Reference, Revocation
from policies.packs.loader import bundled_packs
from tests.workflows.engine import EVERY_YEAR

_GRANT = Grant(
    subject=uuid4(),
    outcome=Outcome.EXEMPT,
    liability="discipline",
    matter_id=uuid4(),
    occurrence_id=uuid4(),
    ban_key="key",
    exception_version=None,
)


def appended(*events: Event) -> Append:
    """What is appended when these come of a command on a new stream."""
    context = DecisionContext(next(iter(bundled_packs())), "", EVERY_YEAR, sample_organs())
    loaded = Loaded(
        stream_id=uuid4(),
        version=0,
        last_leaf=GENESIS,
        known=False,
        events=(),
        earlier=None,
        reference={("organs", "organs"): Reference("organs", "organs", 1, b"", b"")},
        subjects={},
        roots={},
        slots=(),
        grants=(),
    )
    task = Stamped(case_id=loaded.stream_id, at=datetime.now(UTC), door="update")
    return append_of(task, Envelope(command_id=uuid4(), actor=CLOCK, body=Command()), loaded, context, events)


def of(kind: type[Event], **fields: Any) -> Event:
    """An event that tells these facts alone."""
    return kind.model_construct(on=date(2026, 12, 1), private=None, **fields)


def test_every_decision_that_tolerates_takes_its_slots() -> None:
    """A grant goes with the event that made it, whichever of the three ways it came about."""
    for kind in (CaseApproved, CaseDecided, ReappraisalDecided):
        (grant,) = appended(of(StepOpened), of(kind, grants=(_GRANT,))).grants

        assert (grant.event_offset, grant.subject_id, grant.ban_key) == (1, _GRANT.subject, "key")
        assert (grant.matter_id, grant.occurrence_id) == (_GRANT.matter_id, _GRANT.occurrence_id)


def test_what_begins_registers_its_matter() -> None:
    """A case and a risk filing each have a matter of their own."""
    matter = uuid4()
    for kind in (CaseOpened, RiskFilingReceived):
        begun = of(kind, matter_id=matter, to_organ="county-a-organization")
        assert appended(begun, of(StepOpened)).matters == [NewMatter(matter, 0)]


def test_a_confirmed_matter_is_merged_into_the_earlier_one() -> None:
    """The later one is found to be the earlier one, and not the other way round."""
    later, earlier = UUID(int=2), UUID(int=1)

    merges = appended(of(SameMatterConfirmed, matter_id=later, earlier_matter=earlier)).merges

    assert merges == [MatterMerge(later, into=earlier)]


def test_a_revoked_tolerance_ends_its_grants() -> None:
    """Those of that subject, made at that version."""
    subject = uuid4()

    revocations = appended(of(StepOpened), of(ToleranceRevoked, granted_version=9, subject=subject)).revocations

    assert revocations == [Revocation(9, subject, 1)]
