"""Every due date of the sample cases, counted again by somebody who shares no code with us."""

from pydantic import JsonValue, TypeAdapter

from api.deadlines.duty_ledger import ledgers_of
from api.streams.timeline import whole_stream
from deploy.demo.sample_cases import sample_cases
from deploy.verify_deadline import verify
from eventlog.reference import install
from policies.calendars.seed import national_calendar
from tests.api.browsing import browse
from tests.api.client import ApiClient
from tests.api.played import Recorder

ABOVE = "province-organization-officer-1"
OBJECT: TypeAdapter[dict[str, JsonValue]] = TypeAdapter(dict[str, JsonValue])


async def test_every_date_of_the_sample_cases_can_be_counted_again(api_alone: ApiClient, recorder: Recorder) -> None:
    """Met, cancelled or open, whole histories from paper: the certificate gives the date on record, and it holds."""
    await install(api_alone.installed.pool, "calendar", "cn", national_calendar().model_dump_json().encode(), "test")
    recounted: list[tuple[str, JsonValue, list[str]]] = []
    for case_id in [await recorder.play(sample) for sample in sample_cases()]:
        stored = await whole_stream(api_alone.context.event_log, case_id)
        for duty_id, ledger in ledgers_of(case_id, stored).items():
            path = f"/cases/{case_id}/deadlines/{duty_id}"
            files = [(await browse(api_alone, f"{path}/{name}.json", ABOVE)) for name in ("certificate", "calendar")]
            certified, calendar = [OBJECT.validate_json(file.content) for file in files]
            recounted.append((ledger.duty.due_on.isoformat(), certified["due_on"], verify(certified, calendar)))

    assert len(recounted) > 20
    assert [(recorded, faults) for recorded, counted_, faults in recounted if recorded != counted_ or faults] == []
