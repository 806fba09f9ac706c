"""Help: every term that a page leads to is explained, and the keys can be switched off."""

import re
from pathlib import Path
from urllib.parse import urlencode

import api as rooms
from api.help.terms import acts, terms
from tests.api.browsing import Markup, browse
from tests.api.client import PUBLIC_URL, ApiClient
from tests.api.positions import CONTACT


def test_every_term_that_a_page_leads_to_is_explained() -> None:
    """`what_is` names an id of the table."""
    templates = Path(rooms.__file__).parent.glob("*/templates/*.html")
    asked = {id_ for each in templates for id_ in re.findall(r'what_is\("([^"]+)"', each.read_text("utf-8"))}

    assert asked
    assert asked - set(terms()) == set()
    assert all(act.name.zh != act.name.en for act in acts())


async def test_help_is_for_everybody_and_its_keys_can_be_switched_off(api: ApiClient) -> None:
    """Also for whoever has not signed in; from then on the script is not loaded any more."""
    shown = Markup((await browse(api, "/help", None)).text)
    shown.require_safe_and_whole("/help")
    assert set(terms()) <= set(shown.values("div", "id"))
    assert any("/static/keys.js" in src for src in shown.values("script", "src"))

    sent = {**api.cookie(CONTACT), "origin": PUBLIC_URL, "content-type": "application/x-www-form-urlencoded"}
    answer = await api.http.post("/help", content=urlencode({"keys": "off"}), headers=sent)
    assert answer.headers["location"] == "/help#keys"
    kept = {"Cookie": f"{api.cookie(CONTACT)['Cookie']}; keys={answer.cookies['keys']}"}
    api.http.cookies.clear()
    assert "keys.js" not in (await api.http.get("/cases", headers=kept)).text
    elsewhere = await api.http.post(
        "/help", content="keys=off", headers={**sent, "origin": "https://elsewhere.example"}
    )
    assert elsewhere.status_code == 403
