"""Acts on a case by HTTP: from application to result, repeated, stale, and after the end."""

from uuid import uuid4

from domain.values import event_id
from tests.api.client import ApiClient, Body, problem_of
from tests.api.positions import COMMITTEE_HEAD, CONTACT, DISCIPLINE, HR, ORGANISATION, SECRETARY


async def test_a_case_goes_from_application_to_result(api: ApiClient) -> None:
    """Every step of the procedure is one request; in the end the personnel office reads a result in force."""
    case = await api.file()
    await case.conclude()
    await case.act(CONTACT, "receipts", {"subject": str(api.installed.subject)})
    await case.finish()

    file = await case.read(CONTACT)
    results = (await api.read(HR, f"/v1/results?subject={api.installed.subject}"))["items"]
    bans = (await api.read(ORGANISATION, "/v1/bans"))["items"]

    assert (file["stage"], file["closed"], file["up_to_date"]) == ("closed", True, True)
    assert results[0]["answer"] == "in_force"
    assert str(case.id) in {ban["case_id"] for ban in bans}


async def test_a_closed_case_takes_what_comes_later(api: ApiClient) -> None:
    """A closed case's workflow has ended; a reappraisal begins it again, and a late ballot is refused by the rule."""
    case = await api.file()
    await case.refuse_acceptance()
    body: Body = {"route": "not_accepted", "subject": str(api.installed.subject), "reasons": "材料已补齐"}
    ballot: Body = {"round": str(uuid4()), "choice": "agree"}

    late = await api.act(COMMITTEE_HEAD, f"/v1/cases/{case.id}/ballots", ballot)
    opened = await case.act(CONTACT, "reappraisals", body)

    assert (late.status_code, problem_of(late).code) == (409, "no_open_round")
    assert opened.events == ("reappraisal_opened", "duty_opened")


async def test_the_same_key_gives_the_same_answer(api: ApiClient) -> None:
    """Whatever is sent again under its key is answered as the first time, word for word, and done once."""
    case = await api.file()
    path = f"/v1/cases/{case.id}"
    key = uuid4()
    body: Body = {"accepted": True, "reasons": "材料齐全"}

    first = await api.act(ORGANISATION, f"{path}/acceptance", body, seen=3, key=key)
    again = await api.act(ORGANISATION, f"{path}/acceptance", body, seen=3, key=key)
    sign: Body = {"proposal": str(event_id(case.id, 4)), "consents": True}
    signature = uuid4()
    signed = await api.act(DISCIPLINE, f"{path}/sign-offs", sign, key=signature)
    signed_again = await api.act(DISCIPLINE, f"{path}/sign-offs", sign, key=signature)

    assert (first.status_code, first.json()) == (201, again.json())
    assert (signed.status_code, signed.json()) == (201, signed_again.json())
    assert await case.stored_version() == signed.json()["version"]


async def test_a_refusal_is_the_same_the_second_time(api: ApiClient) -> None:
    """What the rules refused under a key stays refused under it, by Update and by Signal."""
    case = await api.file()
    round_key, ballot_key = uuid4(), uuid4()
    ballot: Body = {"round": str(uuid4()), "choice": "agree"}

    rounds = [await api.act(SECRETARY, f"/v1/cases/{case.id}/rounds", {}, seen=3, key=round_key) for _ in "12"]
    ballots = [await api.act(COMMITTEE_HEAD, f"/v1/cases/{case.id}/ballots", ballot, key=ballot_key) for _ in "12"]

    assert [(answer.status_code, problem_of(answer).code) for answer in rounds] == [(409, "wrong_step")] * 2
    assert [(answer.status_code, problem_of(answer).code) for answer in ballots] == [(409, "no_open_round")] * 2
    assert await case.stored_version() == 3


async def test_a_key_is_for_one_act_of_one_person(api: ApiClient) -> None:
    """A key used again for another body, by another person or in another case is refused and does nothing."""
    case, other = await api.file(), await api.file()
    path = f"/v1/cases/{case.id}/acceptance"
    body: Body = {"accepted": True, "reasons": "材料齐全"}
    key, vote = uuid4(), uuid4()
    await api.act(ORGANISATION, path, body, seen=3, key=key)
    sign: Body = {"proposal": str(event_id(case.id, 4)), "consents": False, "reasons": "证据不足"}
    await api.act(DISCIPLINE, f"/v1/cases/{case.id}/sign-offs", sign, key=vote)

    reused = [
        await api.act(ORGANISATION, path, {**body, "reasons": "另有理由"}, seen=3, key=key),
        await api.act(DISCIPLINE, path, body, seen=3, key=key),
        await api.act(ORGANISATION, f"/v1/cases/{other.id}/acceptance", body, seen=3, key=key),
        await api.act(CONTACT, "/v1/cases", api.application(), key=key),
        await api.act(DISCIPLINE, f"/v1/cases/{case.id}/sign-offs", {**sign, "reasons": "改"}, key=vote),
    ]

    assert [(answer.status_code, problem_of(answer).code) for answer in reused] == [(422, "key_reused")] * 5
    assert (await case.stored_version(), await other.stored_version()) == (5, 3)


async def test_an_act_on_what_has_changed_is_stale(api: ApiClient) -> None:
    """Whoever saw the step before somebody else changed it is told so, with a link to what is new."""
    case = await api.file()
    body: Body = {"accepted": True, "reasons": "材料齐全"}
    await api.act(ORGANISATION, f"/v1/cases/{case.id}/acceptance", body, seen=3)

    stale = await api.act(DISCIPLINE, f"/v1/cases/{case.id}/acceptance", body, seen=3)
    problem = problem_of(stale)

    assert (stale.status_code, problem.code) == (412, "stale_version")
    assert problem.links is not None
    assert problem.links.events == f"/v1/cases/{case.id}/events?after=3"
    assert await case.stored_version() == 4


async def test_a_stale_act_may_be_sent_again_under_its_key(api: ApiClient) -> None:
    """A stale answer is no outcome: the same key serves once the sender has looked again."""
    case = await api.file()
    path, key = f"/v1/cases/{case.id}/matter-denial", uuid4()
    body: Body = {"reasons": "无相同事项"}
    await api.act(ORGANISATION, path, body, seen=3)

    stale = await api.act(DISCIPLINE, path, body, seen=3, key=key)
    done = await api.act(DISCIPLINE, path, body, seen=4, key=key)

    assert (stale.status_code, done.status_code) == (412, 201)


async def test_a_second_tolerance_names_the_article_and_the_earlier_case(api: ApiClient) -> None:
    """A matter confirmed to be one tolerated before is barred, and the problem leads to the earlier case."""
    earlier = await api.file()
    await earlier.tolerate()
    matter = (await earlier.read(ORGANISATION))["matter_id"]
    case = await api.file()
    candidates = (await api.read(ORGANISATION, f"/v1/matters?candidates_for={case.id}"))["items"]
    await case.act(ORGANISATION, "matter-confirmation", {"earlier_matter": matter, "reasons": "同一标段"})

    body: Body = {"accepted": True, "reasons": "材料齐全"}
    barred = await api.act(ORGANISATION, f"/v1/cases/{case.id}/acceptance", body, seen=case.version)
    problem = problem_of(barred)

    assert (barred.status_code, problem.code, problem.earlier_case) == (409, "second_tolerance", earlier.id)
    assert "NJ-31" in problem.clause
    assert problem.links is not None
    assert problem.links.earlier_case == f"/v1/cases/{earlier.id}"
    assert str(earlier.id) in {candidate["occurrence"]["case_id"] for candidate in candidates}


async def test_the_outcome_of_a_command_is_for_its_sender(api: ApiClient) -> None:
    """The ledger tells the sender what became of a command, refused ones too, and nobody else."""
    case = await api.file()
    key, refused = uuid4(), uuid4()
    body: Body = {"accepted": True, "reasons": "材料齐全"}
    done = await api.act(ORGANISATION, f"/v1/cases/{case.id}/acceptance", body, seen=3, key=key)
    await api.act(SECRETARY, f"/v1/cases/{case.id}/rounds", {}, seen=3, key=refused)

    mine = await api.read(ORGANISATION, f"/v1/commands/{key}")
    others = await api.get(DISCIPLINE, f"/v1/commands/{key}")
    kept = await api.read(SECRETARY, f"/v1/commands/{refused}")

    assert (mine["state"], mine["version"], mine["events"]) == ("recorded", 4, done.json()["events"])
    assert others.status_code == 404
    assert (kept["state"], kept["refusal"]["code"]) == ("refused", "wrong_step")
