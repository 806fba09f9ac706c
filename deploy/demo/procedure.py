"""A live case played step by step: the ordinary path of the Nujiang procedure, as its organs would walk it."""

import asyncio
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

from deploy.demo.client import Client, Recorded
from domain.acts.determination import CorrectionDemand, Opinion
from domain.acts.filing import Endorsement
from domain.acts.investigation import FindingEntry
from domain.case.commands import (
    AnyCommand,
    CastBallot,
    CloseRound,
    ConfirmReceipt,
    ConfirmSameMatter,
    DecideAcceptance,
    DecideReappraisal,
    DenySameMatter,
    ExtendTerm,
    FileApplication,
    FindException,
    FormTeam,
    OpenRound,
    ProposeDetermination,
    RecordDefence,
    RecordFindings,
    ReportInvestigation,
    RequestReappraisal,
    RequestSupplement,
    ServeFeedback,
    SignOff,
)
from domain.pack.pack import Pack
from domain.pack.results import Outcome
from domain.values import Document
from projections.cases.view import CasePage


@dataclass(frozen=True, slots=True)
class Places:
    """Who acts in a jurisdiction of the sample: its short name, a unit of it, and its voting seats."""

    place: str
    unit: str
    seats: tuple[str, ...]

    def officer(self, role: str, number: int = 1) -> str:
        """An officer of the organisation department or the discipline organ."""
        return f"{self.place}-{role}-officer-{number}"

    @property
    def contact(self) -> str:
        """The unit's contact."""
        return f"{self.place}-{self.unit}-contact"

    @property
    def secretary(self) -> str:
        """The committee's secretary, who keeps its rounds."""
        return f"{self.place}-committee-secretary"


def document(title: str) -> Document:
    """A document of the demonstration; its bytes are its title's in UTF-8."""
    return Document(sha256=sha256(title.encode()).hexdigest(), title=title)


class LiveCase:
    """One live case: what its organs do, each in one call."""

    def __init__(self, client: Client, places: Places, pack: Pack, ground: str, subject: UUID) -> None:
        self._client, self._places, self._pack = client, places, pack
        self._ground, self._subject = ground, subject
        self.id = UUID(int=0)

    async def file(self, title: str, occurred_on: date, *, received_on: date | None = None) -> None:
        """File the application, endorsed and with evidence; an earlier receipt is registered late (A-01)."""
        places = self._places
        signed_on = received_on or occurred_on
        command = FileApplication(
            pack=self._pack.pack,
            on=received_on,
            late_entry_reason="收件后未及时登记，按实际收件日期计算期限" if received_on else None,
            to_organ=f"{places.place}-organization",
            title=title,
            statement=f"{title}。本单位已及时补救，现申请容错。",
            applicant=self._subject,
            subjects=(self._subject,),
            ground=self._ground,
            error_class="procedure_flaw",
            occurred_on=occurred_on,
            endorsement=Endorsement(
                kind="signed",
                signatory=f"{places.place}-{places.unit}-party-head",
                signed_on=signed_on,
                document=document("签字背书页"),
            ),
            evidence=(document("情况说明"), document("会议记录")),
        )
        self.id = (await self._client.file(places.contact, command)).case_id

    async def confirm_same_matter(self, earlier_matter: UUID) -> None:
        """Find that the matter was registered before."""
        await self._organization(ConfirmSameMatter(earlier_matter=earlier_matter, reasons="项目、地点和失误均相同"))

    async def deny_same_matter(self) -> None:
        """Find that the matter is a new one."""
        await self._organization(DenySameMatter(reasons="经查候选事项，均非同一事项"))

    async def ask_for_papers(self) -> CasePage:
        """Ask the applicant to complete the papers: the clock of acceptance stands still (A-01)."""
        await self._organization(RequestSupplement(missing="缺集体讨论的会议记录，请补正"))
        return await self._client.see(self._places.secretary, self.id)

    async def extend(self, duty: UUID, by: int) -> CasePage:
        """The committee makes a term longer (A-28)."""
        reasons = "涉及部门多，需要补充核查"
        command = ExtendTerm(duty=duty, by=by, reasons=reasons, document=document("延长期限批准件"))
        await self._client.act(self._places.secretary, self.id, command)
        return await self._client.see(self._places.secretary, self.id)

    async def accept(self) -> None:
        """Accept jointly."""
        await self._organization(DecideAcceptance(accepted=True, reasons="材料齐全，属于应纳入容错的情形"))
        await self._sign()

    async def not_accept(self, ground: str) -> Recorded:
        """Refuse to accept, jointly."""
        await self._organization(DecideAcceptance(accepted=False, refusal_ground=ground, reasons="依规不予受理"))
        return await self._sign()

    async def find_exception(self, cause: str) -> None:
        """Find jointly that a special factor caused the recurrence."""
        reasons = "本次系特大暴雨引发的自然灾害所致，与上次失误无关"
        await self._organization(FindException(cause=cause, evidence=(document("气象灾害证明"),), reasons=reasons))
        await self._sign()

    async def investigate(self) -> None:
        """Form the team, hear the subject, make every finding, report."""
        places = self._places
        team = (places.officer("organization"), places.officer("discipline"), f"{places.place}-audit-officer-1")
        members = tuple(self._client.actor(position) for position in team)
        await self._organization(FormTeam(members=members))
        defence = RecordDefence(
            subject=self._subject, mode="oral", statement="当事人说明了当时的情况和已采取的补救措施"
        )
        await self._organization(defence)
        await self._organization(RecordFindings(findings=self._findings()))
        report = ReportInvestigation(report=document("调查核实报告"), summary="符合所申请情形，无谋取私利")
        await self._organization(report)

    async def determine(self, outcome: Outcome = Outcome.EXEMPT) -> None:
        """Propose an outcome with a correction demand, and sign it jointly."""
        opinion = Opinion(subject=self._subject, outcome=outcome, liabilities=("accountability",), form=1)
        demand = CorrectionDemand(subject=self._subject, demand="完善项目审批和集体决策台账")
        reasons = "符合情形和各项界限，建议予以容错"
        await self._organization(ProposeDetermination(opinions=(opinion,), demands=(demand,), reasons=reasons))
        await self._sign()

    async def vote(self) -> UUID:
        """Open a round and have every seat agree; returns the round, still open."""
        await self._client.act(self._places.secretary, self.id, OpenRound())
        page = await self._client.see(self._places.secretary, self.id)
        if page.round is None:
            raise RuntimeError(f"case {self.id}: the round that was opened is not on its page")
        round_id = page.round.round_id
        ballots = (
            self._client.act(seat, self.id, CastBallot(round=round_id, choice="agree")) for seat in self._places.seats
        )
        await asyncio.gather(*ballots)
        return round_id

    async def close_round(self, round_id: UUID) -> Recorded:
        """Close the round; the tally decides."""
        return await self._client.act(self._places.secretary, self.id, CloseRound(round=round_id))

    async def to_approval(self) -> UUID:
        """Everything from acceptance to the votes; returns the open round."""
        await self.accept()
        await self.investigate()
        await self.determine()
        return await self.vote()

    async def serve(self) -> None:
        """Send the feedback and confirm its receipt."""
        await self._organization(ServeFeedback(notice=document("认定结果反馈书")))
        await self._client.act(self._places.contact, self.id, ConfirmReceipt(subject=self._subject))

    async def reappraise(self) -> Recorded:
        """Ask for reappraisal, and have other officers than before uphold the decision."""
        places = self._places
        request = RequestReappraisal(route="request", subject=self._subject, reasons="请求再次核对整改要求是否适当")
        await self._client.act(places.contact, self.id, request)
        page = await self._client.see(places.secretary, self.id)
        decision = DecideReappraisal(
            reappraisal=page.reappraisals[-1].reappraisal_id, reasons="原认定事实清楚、依据充分，予以维持"
        )
        await self._client.act(places.officer("organization", 2), self.id, decision)
        return await self._sign(number=2)

    async def _organization(self, command: AnyCommand) -> Recorded:
        return await self._client.act(self._places.officer("organization"), self.id, command)

    async def _sign(self, number: int = 1) -> Recorded:
        position = self._places.officer("discipline", number)
        page = await self._client.see(position, self.id)
        return await self._client.act(
            position, self.id, SignOff(proposal=page.proposals[-1].proposal_id, consents=True)
        )

    def _findings(self) -> tuple[FindingEntry, ...]:
        assessment = self._pack.assessment
        ground = assessment.ground(self._ground)
        return (
            *(_met("condition", item.id) for item in (ground.conditions if ground else ())),
            *(_met("criterion", item.id) for item in assessment.criteria),
            *(_met("factor", item.id) for item in assessment.factors),
        )


def _met(of: str, item: str) -> FindingEntry:
    return FindingEntry.model_validate({"of": of, "item": item, "result": "met", "reasons": "有证据证实"})
