"""Why somebody may or may not: told by every denial, by /v1/access, by the page and by the command."""

from datetime import date

import pytest

from api.access.question import Question, Unknown, action_of, case_as_judged, explained, personas_of
from api.auth.policy import Resource
from api.identity.personas import Offices
from domain.organs import Delegation, Leave, Organs
from domain.pack.playing import NO_PARTS, parts_in
from policies.packs.loader import bundled_packs
from tests.api.browsing import browse
from tests.api.client import ApiClient, problem_of
from tests.api.positions import CONTACT, MEMBERS, ORGANISATION, OTHER_COUNTY, SECRETARY

SUPERVISOR, ELSEWHERE = "county-a-discipline-supervisor", "county-b-discipline-supervisor"
TODAY = date(2026, 11, 22)


async def test_a_denial_names_the_rule_and_the_posts_of_the_case(api: ApiClient) -> None:
    """A unit that sees the case is told which organs and posts of that case may; so in English."""
    case = await api.file()
    await case.read(CONTACT)

    zh = problem_of(await api.act(CONTACT, f"/v1/cases/{case.id}/acceptance", {}))
    headers = {**api.as_(CONTACT), "Accept-Language": "en"}
    en = problem_of(await api.http.post(f"/v1/cases/{case.id}/acceptance", json={}, headers=headers))

    assert zh.status == 403
    assert "joint-acts" in zh.policy
    assert {post.organ for post in zh.who_may} == {"county-a-organization", "county-a-discipline"}
    assert "示例甲县委组织部（" in (zh.detail or "")
    assert "Demo County A Organisation Department (" in (en.detail or "")


async def test_of_a_case_out_of_sight_a_denial_tells_nothing(api: ApiClient) -> None:
    """Who may not know of it hears what they hear of one that does not exist: posts of their own place."""
    case = await api.file()
    await case.read(ORGANISATION)
    none = "11111111-1111-4111-8111-111111111111"

    hidden = problem_of(await api.act("county-b-shuanghe-contact", f"/v1/cases/{case.id}/acceptance", {}))
    missing = problem_of(await api.act("county-b-shuanghe-contact", f"/v1/cases/{none}/acceptance", {}))

    assert (hidden.detail, hidden.who_may, hidden.policy) == (missing.detail, missing.who_may, missing.policy)
    assert all(post.organ.startswith("county-b") for post in hidden.who_may)


async def test_a_supervisor_is_told_that_supervisors_handle_nothing(api: ApiClient) -> None:
    """The rule in words comes first."""
    case = await api.file()

    denied = problem_of(await api.act(SUPERVISOR, f"/v1/cases/{case.id}/acceptance", {}))

    assert denied.policy == ("supervisors-handle-nothing",)
    assert (denied.detail or "").startswith("监督人员只监督")


async def test_a_conflict_that_the_case_refuses_names_its_rule(api: ApiClient) -> None:
    """The rules of the case know the register of the moment; the refusal names the rule that says the same."""
    person = api.installed.actor(ORGANISATION).person
    name = next(each.name for each in api.installed.organs.people if each.id == person)
    subject = str(await api.register("county-a-organization-head", name, person=person))
    case = await api.file(applicant=subject, subjects=[subject])
    await case.read(CONTACT)
    path = f"/v1/cases/{case.id}/acceptance"

    refused = await api.act(ORGANISATION, path, {"accepted": True, "reasons": "材料齐全"}, seen=case.version)
    asked = f"/v1/access?person={person}&action=decide_acceptance&case={case.id}"
    told = (await api.read(SUPERVISOR, asked))["items"]

    assert (problem_of(refused).code, problem_of(refused).policy) == ("conflict_of_interest", ("own-matter",))
    assert all((item["allow"], item["rules"]) == (False, ["own-matter"]) for item in told)


async def test_access_is_explained_for_a_case(api: ApiClient) -> None:
    """Each rule with why it fits or not, and who may instead; by number or id, by name, post or Chinese term."""
    case = await api.file()
    page = await case.read(ORGANISATION)
    denied = await api.read(SUPERVISOR, f"/v1/access?person={CONTACT}&action=受理&case={page['number']}")
    other = await api.read(SUPERVISOR, f"/v1/access?person={OTHER_COUNTY}&action=read_case&case={case.id}")
    may = await api.read(SUPERVISOR, f"/v1/access?person={ORGANISATION}&action=decide_acceptance&case={case.id}")
    shown = await browse(api, f"/access?person={OTHER_COUNTY}&action=read_case&case={case.id}", SUPERVISOR)

    (item,) = denied["items"]
    assert item["allow"] is False
    assert {post["organ"] for post in item["who_may"]} == {"county-a-organization", "county-a-discipline"}
    assert {rule["rule"]: rule["because"]["zh"] for rule in item["tried"]}["joint-acts"] == "不适用于这类机关"
    (item,) = other["items"]
    assert {rule["rule"]: rule["because"]["zh"] for rule in item["tried"]}["case-readers"] == "不在本机关的地区及其下级"
    assert may["items"][0]["rules"] == ["joint-acts"]
    assert "不在本机关的地区及其下级" in shown.text


async def test_whom_the_procedure_of_the_case_has_do_an_act_is_told(api: ApiClient) -> None:
    """A committee's secretary may decide where the procedure has a committee do so; in this case it has two organs."""
    case = await api.file()
    await case.read(ORGANISATION)
    anywhere = await api.read(SUPERVISOR, f"/v1/access?person={SECRETARY}&action=decide_acceptance")
    here = await api.read(SUPERVISOR, f"/v1/access?person={SECRETARY}&action=decide_acceptance&case={case.id}")
    votes = await api.read(SUPERVISOR, f"/v1/access?person={SECRETARY}&action=open_round&case={case.id}")

    assert anywhere["items"][0]["allow"] is True
    (item,) = here["items"]
    assert item["allow"] is False
    assert item["because"]["zh"].startswith("该案适用的程序规定由")
    assert {post["organ"] for post in item["who_may"]} == {"county-a-organization", "county-a-discipline"}
    assert votes["items"][0]["allow"] is True


async def test_a_recusal_is_found_in_the_log(api: ApiClient) -> None:
    """Who stepped aside may not vote: the explanation knows the case as it is."""
    case = await api.file()
    await case.accept()
    await case.investigate()
    await case.determine()
    round_ = await case.open_round()
    await case.act(MEMBERS[0], "recusals", {"round": round_, "reasons": "系当事人近亲属。"})
    context = api.context
    resource = await case_as_judged(context.event_log, context.pool, api.installed.organs, case.id)

    def rules(position: str) -> tuple[str, ...]:
        (found,) = explained(api.installed.organs, NO_PARTS, Question(position, "cast_ballot", TODAY), resource)
        return found.rules

    assert resource.recused == {api.installed.actor(MEMBERS[0]).person}
    assert rules(MEMBERS[0]) == ("recused",)
    assert rules(MEMBERS[1]) == ("seats",)


async def test_an_explanation_is_for_supervisors_of_the_place(api: ApiClient) -> None:
    """Handlers get none; of a case elsewhere there is nothing; what there is not is told with what to do."""
    case = await api.file()
    asked = f"/v1/access?person={SECRETARY}&action=read_case&case={case.id}"

    assert (await api.get(ORGANISATION, asked)).status_code == 403
    assert (await api.get(ELSEWHERE, asked)).status_code == 404
    assert (await api.get(SUPERVISOR, "/v1/access?person=p1&action=read_case&case=容〔1999〕9号")).status_code == 404
    wrong = problem_of(await api.get(SUPERVISOR, f"/v1/access?person=nobody&action=read_case&case={case.id}"))
    assert (wrong.status, wrong.errors[0].pointer) == (422, "query:person")
    assert "没有任职人员" in (await browse(api, "/access?person=nobody&action=read_case", SUPERVISOR)).text


def test_who_and_what_is_meant(organs: Organs) -> None:
    """By id, by name however it is typed, by post; an act by its kind or its Chinese term."""
    person = organs.people[0]

    def meant(named: str) -> list[tuple[str, str]]:
        found = personas_of(Offices(organs, TODAY), Question(named, "read_case", TODAY))
        return [(who.person, who.position) for who in found]

    assert {id_ for id_, _ in meant(person.id)} == {person.id}
    assert person.id in {id_ for id_, _ in meant(f" {person.name} ")}
    assert [position for _, position in meant(CONTACT)] == [CONTACT]
    assert action_of("read_words") == "read_words"
    with pytest.raises(Unknown):
        action_of("sing_off")
    with pytest.raises(Unknown):
        personas_of(Offices(organs, date(1990, 1, 1)), Question(person.id, "read_case", date(1990, 1, 1)))


def test_an_organ_of_its_own_role_is_explained_as_it_is_judged(organs: Organs) -> None:
    """By its part in the procedures: who may is found among such organs too, and those of no part may nothing."""
    question = Question("capital-f-sasac-officer-1", "decide_acceptance", TODAY)
    (found,) = explained(organs, parts_in(bundled_packs()), question, Resource("demo-capital-f"))
    (bare,) = explained(organs, NO_PARTS, question, Resource("demo-capital-f"))

    assert (found.allow, found.rules) == (True, ("joint-acts",))
    assert "capital-f-sasac-officer-2" in {post.position for post in found.who_may}
    assert not bare.allow


def test_a_post_is_explained_that_somebody_acts_in_for_another(organs: Organs) -> None:
    """Given a delegation, then the delegate's posts are their own and that one; on leave they have none."""
    given = Delegation(
        position="county-a-organization-head", delegator="p029", delegate="p033", since=TODAY, until=TODAY
    )
    delegated = organs.model_copy(update={"delegations": (given,)})
    question = Question("p033", "transfer_case", TODAY)
    found = explained(delegated, NO_PARTS, question, None)

    assert [(each.position, each.allow) for each in found] == [
        ("county-a-organization-officer-2", False),
        ("county-a-organization-head", True),
    ]
    with pytest.raises(Unknown):
        explained(organs.model_copy(update={"leaves": (Leave(person="p033", since=TODAY),)}), NO_PARTS, question, None)
