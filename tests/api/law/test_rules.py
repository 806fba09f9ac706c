"""The rules of the source texts: as JSON, and as a page that filters by the address."""

import pytest

from api.law.rules import Rules
from policies.rules.defaults import default_ids
from policies.rules.rules import State, bundled_rules, rule_ids
from tests.api.browsing import Markup, browse
from tests.api.client import ApiClient

READER = "county-a-enforcement-contact"


async def test_rules_are_listed_by_source_and_state(api_alone: ApiClient) -> None:
    """All of them; those of one source; the figures stay those of all."""
    every = Rules.model_validate_json((await api_alone.get(READER, "/v1/rules")).content)
    some = Rules.model_validate_json((await api_alone.get(READER, "/v1/rules?source=NS&state=outside")).content)
    wrong = await api_alone.get(READER, "/v1/rules?source=XX")

    assert every.items == bundled_rules()
    assert {(line.source, line.state) for line in some.items} == {("NS", State.OUTSIDE)}
    assert "NS-17" in [line.id for line in some.items]
    assert some.counts == every.counts
    assert wrong.status_code == 422


@pytest.mark.parametrize(
    ("query", "shown", "hidden"), [("?source=YN", "YN-03", "NJ-12"), ("?state=outside", "NS-17", "NJ-12")]
)
async def test_the_page_filters_by_its_address(api_alone: ApiClient, query: str, shown: str, hidden: str) -> None:
    """Whole without a filter; what the address does not name is not there."""
    whole = Markup((await browse(api_alone, "/rules?source=XX&state=", READER)).text)
    part = Markup((await browse(api_alone, f"/rules{query}", READER)).text)

    assert shown in whole.text
    assert hidden in whole.text
    assert shown in part.text
    assert hidden not in part.text


async def test_the_page_says_what_carries_a_rule_and_why_one_is_outside(api_alone: ApiClient) -> None:
    """The same words as docs/rules.md; scenarios by name with the rules of one source, to which the whole leads."""
    answer = await browse(api_alone, "/rules", READER)
    markup = Markup(answer.text)
    shown = next(line for line in bundled_rules() if line.state is State.SHOWN)
    source = f"/rules?source={shown.id.partition('-')[0]}"

    assert "环节：受理" in markup.text
    assert "监督力量的协同属组织架构" in markup.text
    assert f"{source}#{shown.id}" in markup.values("a", "href")
    assert shown.scenarios[0].name in Markup((await browse(api_alone, source, READER)).text).text
    assert len(answer.content) < 150_000, "the longest page of all keeps to what a page may weigh"
    assert [tag for tag, _ in markup.tags].count("h1") == 1
    markup.require_safe_and_whole("/rules")


async def test_every_default_and_demand_has_its_place_on_the_page(api_alone: ApiClient) -> None:
    """A citation leads to it; a filtered page keeps to what was asked for."""
    whole = Markup((await browse(api_alone, "/rules", READER)).text)
    part = Markup((await browse(api_alone, "/rules?source=NJ", READER)).text)
    anchors = whole.values("tr", "id")

    assert [id_ for id_ in (*rule_ids(), *default_ids()) if anchors.count(id_) != 1] == []
    assert "以实际收件日为第零天" in whole.text
    assert "A-01" not in part.values("tr", "id")


async def test_strangers_are_led_to_sign_in(api_alone: ApiClient) -> None:
    """The page and the list alike want a token."""
    assert (await browse(api_alone, "/rules", None)).status_code == 303
    assert (await api_alone.http.get("/v1/rules")).status_code == 401
