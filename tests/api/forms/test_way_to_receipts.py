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
