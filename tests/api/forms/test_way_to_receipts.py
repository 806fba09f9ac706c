"""Each act of a history leads to its receipt, long after it was recorded."""

from tests.api.browsing import Scene
from tests.api.client import ApiClient
from tests.api.positions import CONTACT, ORGANISATION


async def test_each_act_of_a_timeline_has_its_receipt(api: ApiClient) -> None:
    """For whoever reads the timeline, also of acts of others; a receipt shows the act that it was asked for by."""
    case = await api.file()
    await case.accept()
    for position in (CONTACT, ORGANISATION):
        timeline = await Scene(api).page(f"/cases/{case.id}?part=timeline", position)
        receipts = [each for each in timeline.values("a", "href") if "/receipts/" in each]
        assert f"/cases/{case.id}/receipts/1" in receipts
        for each in receipts:
            receipt = await Scene(api).page(each, position)
            assert f"#{each.rpartition('/')[2]}" in receipt.text


async def test_a_receipt_and_a_certificate_name_the_document_that_went_out(api: ApiClient) -> None:
    """The notice of acceptance: on the receipt of the signature that sent it, and on what it began and ended."""
    case = await api.file()
    proposed = await Scene(api).page(f"/cases/{case.id}/receipts/1", ORGANISATION)
    await case.accept()
    duties = {duty["duty"]: duty["duty_id"] for duty in (await case.read(ORGANISATION))["duties"]}
    events = (await api.read(ORGANISATION, f"/v1/cases/{case.id}/events"))["events"]
    accepted = next(each["version"] for each in events if each["kind"] == "application_accepted")
    receipt = await Scene(api).page(f"/cases/{case.id}/receipts/{accepted}", ORGANISATION)
    sent = (await api.read(ORGANISATION, f"/v1/dispatches?case_id={case.id}"))["items"]
    (notice,) = [line for line in sent if line["sent_kind"] == "application_accepted"]
    begun, ended = [
        await Scene(api).page(f"/cases/{case.id}/deadlines/{duties[duty]}/explain", ORGANISATION)
        for duty in ("investigation", "acceptance")
    ]
    number = f"受理通知书 {notice['number']}"

    assert "文号" not in proposed.text
    assert f"受理通知书文号{notice['number']}" in receipt.text
    assert "环节调查核实" in receipt.text, "steps are called as the procedure calls them"
    assert f"起算文书{number}" in begun.text
    assert f"办结文书{number}" in ended.text
    assert f"/cases/{case.id}?part=timeline#e{accepted}" in begun.values("a", "href")
