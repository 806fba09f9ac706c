"""All that is declared in the domain: whoever tells of every command, event or refusal asks here, and lists nothing.

Importing the four tables of decisions and that of the register imports every act, and with it what stands beside it.
"""

import re
from collections.abc import Mapping
from typing import get_args

from domain.case.commands import AnyCommand
from domain.case.decide import decide as _case
from domain.case.events import AnyEvent
from domain.meetings.commands import MeetingCommand
from domain.meetings.decide import decide as _meeting
from domain.meetings.events import MeetingEvent
from domain.messages import Command, Dispatch, Event, kind_of
from domain.people.changing import after as _register
from domain.refusals import Refusal, declared_refusals
from domain.risk_filings.commands import RiskFilingCommand
from domain.risk_filings.decide import decide as _risk_filing
from domain.risk_filings.events import RiskFilingEvent
from domain.streams import StreamName
from domain.work_records.commands import WorkRecordCommand
from domain.work_records.decide import decide as _work_record
from domain.work_records.events import WorkRecordEvent

DECIDERS = (_case, _risk_filing, _work_record, _meeting, _register)

CASE_COMMANDS: tuple[type[Command], ...] = get_args(get_args(AnyCommand)[0])
RISK_FILING_COMMANDS: tuple[type[Command], ...] = get_args(get_args(RiskFilingCommand)[0])
WORK_RECORD_COMMANDS: tuple[type[Command], ...] = get_args(get_args(WorkRecordCommand)[0])
MEETING_COMMANDS: tuple[type[Command], ...] = get_args(get_args(MeetingCommand)[0])
COMMANDS = (*CASE_COMMANDS, *RISK_FILING_COMMANDS, *WORK_RECORD_COMMANDS, *MEETING_COMMANDS)

COLLECTIONS: Mapping[StreamName, str] = {
    "case": "cases",
    "risk_filing": "risk-filings",
    "work_record": "records",
    "meeting": "meetings",
}
"""What all streams of a kind are called in addresses."""

CASE_EVENTS: tuple[type[Event], ...] = get_args(get_args(AnyEvent)[0])
RISK_FILING_EVENTS: tuple[type[Event], ...] = get_args(get_args(RiskFilingEvent)[0])
WORK_RECORD_EVENTS: tuple[type[Event], ...] = get_args(get_args(WorkRecordEvent)[0])
MEETING_EVENTS: tuple[type[Event], ...] = get_args(get_args(MeetingEvent)[0])
EVENTS = (*CASE_EVENTS, *RISK_FILING_EVENTS, *WORK_RECORD_EVENTS, *MEETING_EVENTS)

DISPATCHES: Mapping[str, Dispatch] = {kind_of(each): each.dispatch for each in EVENTS if each.dispatch}
"""The documents that go out, by the kinds of event with which they do (发文)."""

REFUSALS: tuple[Refusal, ...] = declared_refusals()


_TERM = re.compile(r"(.+?)(?: \(|: |\.)")


def terms_of(declared: type) -> tuple[str, ...]:
    """The official Chinese terms for a command, an event or a state: they begin its description."""
    found = _TERM.match(declared.__doc__ or "")
    return tuple(found[1].split(" / ")) if found else ()
