"""Persons are looked for by whoever says what for, where the procedure asks; in a database of its own, for it asks."""

from dataclasses import replace

from eventlog.pool import Pool
from eventlog.reference import install
from policies.packs.loader import bundled_pack, pack_bytes
from tests.api.browsing import browse
from tests.api.client import ApiClient, http_client_of
from tests.api.positions import ORGANISATION
from tests.api.search.test_search import PLACE, person, seen, whys


async def test_people_are_not_looked_for_without_a_purpose_where_one_is_asked(api: ApiClient, app_pool: Pool) -> None:
    """Everything else is found; the page offers the purposes."""
    items = [{"id": "appointment", "name": {"zh": "干部选拔任用", "en": "appointment"}}]
    pack = bundled_pack("nujiang").model_copy(update={"pack": "seeks", "jurisdiction": PLACE})
    asks = {**pack.model_dump(by_alias=True), "inquiry": {"of": ["register"], "purposes": items}}
    id_, case = await person(api, "查有因"), await seen(await api.file(title="关于查有因果关系的申请"))
    await install(app_pool, "pack", "seeks", pack_bytes(type(pack).model_validate(asks)), "test")
    asking = replace(api, http=http_client_of(api.context))
    without = await asking.get(ORGANISATION, "/v1/search?q=查有因")
    with_it = await asking.get(ORGANISATION, "/v1/search?q=查有因&purpose=appointment")
    page = await browse(asking, "/search?q=查有因", ORGANISATION)

    assert without.json()["purpose_missing"]
    assert [group["kind"] for group in without.json()["groups"]] == ["case"]
    assert not with_it.json()["purpose_missing"]
    groups = {group["kind"]: group["hits"] for group in with_it.json()["groups"]}
    assert whys(groups["subject"], id_) == ["name"]
    assert whys(groups["case"], case.id) == ["title"]
    assert "干部选拔任用" in page.text
