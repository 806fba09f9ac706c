"""What tests of risk filings share: an installation whose pack has the track, and envelopes to a filing."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from activities.messages import Answer
from domain.risk_filings.commands import FileRisk, RiskFilingCommand, RiskFilingEnvelope
from domain.risk_filings.events import RISK_FILING_EVENT, RiskFilingEvent
from eventlog.pool import Pool
from eventlog.reference import install
from policies.packs.loader import pack_bytes
from tests.domain.stories.filings import PACK
from tests.workflows.engine import Installation, OneStream
from workflows.client import RISK_FILING

PACK_NAME = "with-filings"
"""The Nujiang pack with the track of another place, installed beside it."""

CONTACT = "county-a-enforcement-contact"
DISCIPLINE = "county-a-discipline-officer-1"


async def install_pack(pool: Pool) -> None:
    """Install the pack that has the track."""
    pack = PACK.model_copy(update={"pack": PACK_NAME})
    await install(pool, "pack", PACK_NAME, pack_bytes(pack), "test")


def file_risk(installed: Installation, on: date | None = None, pack: str = PACK_NAME) -> FileRisk:
    """An ordinary filing of a unit in county A, thirty days before the work."""
    day = on or datetime.now(UTC).date()
    return FileRisk(
        pack=pack,
        to_organ="county-a-discipline",
        title="老旧小区改造先行交付",
        work="先行拆除违建后补签协议。",
        planned_start=day + timedelta(days=30),
        risks=("个别住户可能反复",),
        dossier=(installed.document,),
        subjects=(installed.subject,),
    )


def envelope(installed: Installation, position: str, body: RiskFilingCommand) -> RiskFilingEnvelope:
    """An envelope from a position."""
    return RiskFilingEnvelope(command_id=uuid4(), actor=installed.actor(position), body=body)


@dataclass(slots=True)
class OneFiling(OneStream):
    """Sends envelopes to one risk filing."""

    kind = RISK_FILING

    installed: Installation = field(kw_only=True)

    async def act(self, position: str, body: RiskFilingCommand) -> Answer:
        """Send a command from a position, starting a run where there is none."""
        return await self.submit(envelope(self.installed, position, body))

    async def file(self) -> Answer:
        """File the ordinary filing."""
        return await self.act(CONTACT, file_risk(self.installed))

    async def file_by_signal(self, on: date) -> None:
        """File on an engine that knows no update-with-start."""
        await self.open_by_signal(envelope(self.installed, CONTACT, file_risk(self.installed, on)))

    async def events(self) -> list[RiskFilingEvent]:
        """What the log holds of the filing."""
        stored = await self.installed.log.read_stream(self.id)
        return [RISK_FILING_EVENT.validate_json(event.payload) for event in stored]
