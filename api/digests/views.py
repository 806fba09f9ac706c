"""The daily digests (每日期限简报) as they were kept, each as far as the reader sees."""

from datetime import datetime

from activities.digest import Digest
from api.auth.scope import Scope
from domain.values import Frozen
from eventlog.digests import KeptDigest


class Totals(Frozen):
    """The counts of a digest, of all organs that the caller may see together."""

    overdue: int
    today: int
    soon: int
    paused: int
    raised: int
    receipts: int = 0


class VisibleDigest(Digest):
    """The digest of a day: what it says of the jurisdictions that the caller may see."""

    composed_at: datetime
    totals: Totals


def visible_part(kept: KeptDigest, scope: Scope) -> VisibleDigest:
    """What a digest says of a scope: of its places, or of its organs alone."""
    whole = Digest.model_validate_json(kept.content)
    organs = tuple(line for line in whole.organs if scope.covers(line.jurisdiction, line.organ))
    overdue = tuple(duty for duty in whole.overdue if scope.covers(duty.jurisdiction, duty.organ))
    records = tuple(record for record in whole.records if scope.covers(record.jurisdiction, record.organ))
    return VisibleDigest(
        **whole.model_dump(exclude={"organs", "overdue", "records", "reports"}),
        reports=tuple(report for report in whole.reports if scope.covers(report.jurisdiction, report.organ)),
        records=records,
        organs=organs,
        overdue=overdue,
        composed_at=kept.composed_at,
        totals=Totals(**{name: sum(getattr(line, name) for line in organs) for name in Totals.model_fields}),
    )
