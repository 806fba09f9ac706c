"""Plays a sample case, its risk filing and work records, through the public API; holds what came against the words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from api.registers.subjects import RegisterSubject
from deploy.demo.cast import Cast
from deploy.demo.sample_cases import Ref, Resolved, SampleAct, SampleCase, SampleSubject
from domain.streams import StreamName
from domain.terms.deadlines import SHANGHAI
from domain.values import event_id
from projections.cases.view import CasePage
from projections.risk_filings.model import RiskFilingRow
from projections.work_records.model import WorkRecordRow
from rongcuo_client import Recorded, Refused

_ON_PAGE = frozenset({"round", "proposal", "duty"})
"""The names that stand for what the case's page shows now."""
_TODAY = "今天 today"


class NotAsExpected(Exception):  # noqa: N818 - says what happened
    """A scene did not end as it must; the demonstration fails."""


@dataclass(frozen=True, slots=True)
class Played:
    """How the case, the risk filing and the work records of a life stand in the end; it may have any of them alone."""

    page: CasePage | None
    filing: RiskFilingRow | None
    records: tuple[WorkRecordRow, ...]


class Player:
    """Performs acts through the public API, on the streams that earlier ones began, with names for their ids.

    Attributes:
        page: the case as it was seen last, once there is one.
        streams: what the acts began, in its order; an act is on the last of its kind.
    """

    def __init__(self, cast: Cast, reader: str, subjects: Mapping[str, UUID]) -> None:
        self._cast, self._reader, self._subjects = cast, reader, subjects
        self._newest: dict[tuple[str, str], UUID | int] = {}
        self.page: CasePage | None = None
        self.streams: dict[StreamName, list[UUID]] = {"case": [], "risk_filing": [], "work_record": [], "meeting": []}

    def read_as(self, position: str) -> None:
        """Read the case as somebody else from now on."""
        self._reader = position

    async def perform(self, act: SampleAct) -> Recorded | None:
        """Perform one act; None where it was refused, as it had to be.

        Raises:
            NotAsExpected: It came to something else than it says.
            Refused: It was refused and should not be.
        """
        for name, place in act.moves.items():
            await self._cast.move_subject(act.position, self._subjects[name], place)
        begun = self.streams[act.stream]
        if self.streams["case"] and (self.page is None or any(ref.kind in _ON_PAGE for ref in act.refs())):
            self.page = await self._cast.see(self._reader, self.streams["case"][-1])
        try:
            command = act.command_on_any(self._resolve)
            recorded = await self._cast.act(act.position, begun[-1] if begun else None, command)
        except Refused as refused:
            if refused.problem.code == act.refusal:
                return None
            raise
        if act.refusal:
            raise NotAsExpected(f"{act.on} {recorded.events}: {act.refusal} was expected, it was recorded")
        if missing := [kind for kind in act.then if kind not in recorded.events]:
            raise NotAsExpected(f"{act.on}: no {missing}, but {recorded.events}")
        if recorded.stream_id not in begun:
            begun.append(recorded.stream_id)
        if act.stream == "case":
            self._learn(recorded)
        return recorded

    async def played(self) -> Played:
        """How everything stands that the acts began."""
        case, filing, records = (self.streams[stream] for stream in ("case", "risk_filing", "work_record"))
        return Played(
            await self._cast.see(self._reader, case[-1]) if case else None,
            await self._cast.see_filing(self._reader, filing[-1]) if filing else None,
            tuple([await self._cast.see_record(self._reader, each) for each in records]),
        )

    def _learn(self, recorded: Recorded) -> None:
        """Remember what the newest event of each kind opened."""
        for version, kind in enumerate(recorded.events, recorded.first_version):
            self._newest["version", kind] = version
            self._newest["event", kind] = event_id(recorded.stream_id, version)

    def _resolve(self, ref: Ref) -> Resolved:
        match ref.kind:
            case "subject":
                return self._subjects[ref.name]
            case "day":
                return datetime.now(SHANGHAI).date() + timedelta(days=int(ref.name))
            case "holder":
                return self._cast.actor(ref.name)
            case "event" | "version":
                return self._newest[ref.kind, ref.name]
            case "case" | "filing":
                return self.streams["case" if ref.kind == "case" else "risk_filing"][-1]
            case _:
                return self._on_page(ref)

    def _on_page(self, ref: Ref) -> UUID:
        """What is open in the case, as its page shows it."""
        page, subject = self.page, self._subjects[ref.subject] if ref.subject else None
        found: list[UUID] = []
        if page and ref.kind == "round" and page.round:
            found = [page.round.round_id]
        elif page and ref.kind == "proposal":
            found = [proposal.proposal_id for proposal in page.proposals[-1:]]
        elif page:
            open_ = [duty for duty in page.duties if duty.duty == ref.name and duty.state == "open"]
            found = [duty.duty_id for duty in open_ if subject in (None, duty.subject)]
        if not found:
            raise LookupError(f"{ref.kind} {ref.name} is not open")
        return found[0]


def _silent(_: str) -> None:
    """Nobody watches."""


async def play(cast: Cast, case: SampleCase, say: Callable[[str], None] = _silent) -> Played:
    """Register the subjects of a sample case, perform its acts in order, and return how it stands at the end.

    Raises:
        NotAsExpected: An act came to something else than it says.
        Refused: An act was refused that should not be.
    """
    registrar = case.registrar or case.acts[0].position
    subjects = {subject.key: await cast.register(registrar, _new(subject)) for subject in case.subjects}
    player = Player(cast, registrar, subjects)
    for act in case.acts:
        await player.perform(act)
        if act.says:
            say(f"{act.on.isoformat() if act.dated else _TODAY}  {act.says}")
    return await player.played()


def _new(subject: SampleSubject) -> RegisterSubject:
    """Samples do not know of each other: whoever bears a name in one is nobody of another."""
    return RegisterSubject(
        name=subject.name,
        kind=subject.kind,
        sector=subject.sector,
        jurisdiction=subject.jurisdiction,
        another_person=True,
    )
