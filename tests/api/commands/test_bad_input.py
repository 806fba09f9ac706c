"""Bad input: each request gets the right problem, and nothing is half-written."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid4, uuid5

import httpx2
import pytest
from pydantic import JsonValue

from eventlog.subjects import Subject
from tests.api.client import ApiClient, Body, CaseAtHand, problem_of
from tests.api.positions import (
    COMMITTEE_HEAD,
    CONTACT,
    DISCIPLINE,
    FINANCE,
    ORGANISATION,
    OTHER_CONTACT,
    OTHER_COUNTY,
    SECRETARY,
)
from tests.registering import enter

ACCEPT: Body = {"accepted": True, "reasons": "材料齐全"}


@dataclass(frozen=True)
class Bad:
    """One bad act on a case awaiting acceptance, and what must be said about it."""

    what: str
    status: int
    code: str
    who: str = ORGANISATION
    act: str = "acceptance"
    body: str | Body | tuple[()] = field(default_factory=lambda: ACCEPT)
    seen: str | None = '"v3"'
    headers: Mapping[str, str | None] = field(default_factory=dict)
    clause: tuple[str, ...] = ()
    pointer: str | None = None


ON_A_CASE = (
    Bad("no JSON at all", 422, "malformed", body="{", pointer=""),
    Bad("another media type", 415, "unsupported_media_type", headers={"Content-Type": "text/plain"}),
    Bad("a body that is no object", 422, "malformed", body=(), pointer=""),
    Bad("an unknown field", 422, "malformed", body={**ACCEPT, "at": "2020-01-01T00:00:00Z"}, pointer="/at"),
    Bad("an actor in the body", 422, "malformed", body={**ACCEPT, "actor": {}}, pointer="/actor"),
    Bad("another kind", 422, "malformed", body={**ACCEPT, "kind": "ring_alarm"}, pointer="/kind"),
    Bad("no truth value", 422, "malformed", body={**ACCEPT, "accepted": "no"}, pointer="/accepted"),
    Bad("a number for a truth value", 422, "malformed", body={**ACCEPT, "accepted": 0}, pointer="/accepted"),
    Bad("a number for a date", 422, "malformed", body={**ACCEPT, "on": 0}, pointer="/on"),
    Bad("seconds for a date", 422, "malformed", body={**ACCEPT, "on": "1761955200"}, pointer="/on"),
    Bad("a date of another time", 422, "malformed", body={**ACCEPT, "on": "0001-01-01"}, pointer="/on"),
    Bad(
        "a key twice",
        422,
        "malformed",
        body='{"accepted": true, "accepted": false, "reasons": "a"}',
        pointer="/accepted",
    ),
    Bad("a text that shows nothing", 422, "malformed", body={**ACCEPT, "reasons": "\u200b"}, pointer="/reasons"),
    Bad("a control character", 422, "malformed", body={**ACCEPT, "reasons": "示\x00例"}, pointer="/reasons"),
    Bad("half a character", 422, "malformed", body={**ACCEPT, "reasons": "\ud842"}, pointer="/reasons"),
    Bad("a missing field", 422, "malformed", body={"accepted": True}, pointer="/reasons"),
    Bad("too large a body", 413, "too_large", body={**ACCEPT, "reasons": "长" * 400_000}),
    Bad("no key", 400, "idempotency_key_missing", headers={"Idempotency-Key": None}),
    Bad("a key that is no UUID", 400, "idempotency_key_malformed", headers={"Idempotency-Key": "one"}),
    Bad("no version seen", 428, "version_missing", seen=None),
    Bad("a version that is none", 422, "malformed", seen="3", pointer="header:If-Match"),
    Bad("no token", 401, "unauthenticated", headers={"Authorization": None}),
    Bad("a wrong token", 401, "unauthenticated", headers={"Authorization": "Bearer rongcuo_dev_wrong"}),
    Bad("another scheme", 401, "unauthenticated", headers={"Authorization": "Basic cDpw"}),
    Bad("a duty that may not", 403, "forbidden", who=CONTACT),
    Bad("a secretary, where the procedure has no vote", 403, "not_competent", who=SECRETARY),
    Bad("an organ of another county", 404, "not_found", who=OTHER_COUNTY),
    Bad("a future date", 422, "date_in_future", body={**ACCEPT, "on": "2099-01-01"}),
    Bad("an earlier date without reason", 422, "late_entry_reason_missing", body={**ACCEPT, "on": "2026-01-05"}),
    Bad(
        "a date before the filing",
        422,
        "date_before_predecessor",
        body={**ACCEPT, "on": "2026-01-05", "late_entry_reason": "补记"},
    ),
    Bad(
        "no ground",
        422,
        "refusal_ground_missing",
        body={"accepted": False, "reasons": "不符合"},
        clause=("NJ-12",),
    ),
    Bad(
        "a round before its time",
        409,
        "wrong_step",
        who=SECRETARY,
        act="rounds",
        body={},
    ),
    Bad(
        "feedback before its time",
        409,
        "wrong_step",
        act="feedback",
        body={"notice": {"sha256": "a" * 64, "title": "通知", "paper": "原件存档"}},
    ),
    Bad(
        "a ballot without round",
        409,
        "no_open_round",
        who=COMMITTEE_HEAD,
        act="ballots",
        body={"round": str(uuid4()), "choice": "agree"},
        seen=None,
        clause=("NJ-18",),
    ),
    Bad(
        "a signature without proposal",
        409,
        "no_such_proposal",
        who=DISCIPLINE,
        act="sign-offs",
        body={"proposal": str(uuid4()), "consents": True},
        seen=None,
        clause=("NJ-04",),
    ),
    Bad(
        "an unknown matter",
        422,
        "unknown_matter",
        act="matter-confirmation",
        body={"earlier_matter": str(uuid4()), "reasons": "同一事项"},
        clause=("A-08",),
    ),
    Bad(
        "an exception where nothing bars",
        409,
        "not_barred",
        act="exception-finding",
        body={
            "cause": "natural_disaster",
            "evidence": [{"sha256": "a" * 64, "title": "灾情", "paper": "原件存档"}],
            "reasons": "洪灾",
        },
        clause=("NJ-31",),
    ),
    Bad("a history that is none", 409, "not_a_history", act="history-closure", body={}),
    Bad(
        "a duty that is none",
        409,
        "no_such_duty",
        act="duty-completions",
        body={
            "duty": str(uuid4()),
            "evidence": [{"sha256": "a" * 64, "title": "证明", "paper": "原件存档"}],
            "remarks": "已办",
        },
    ),
    Bad("a related department that only investigates", 403, "forbidden", who=FINANCE, act="feedback", body={}),
)


@pytest.fixture(scope="module")
async def at_hand(api: ApiClient) -> CaseAtHand:
    """A case awaiting acceptance; no test here may change it."""
    return await api.file()


@pytest.mark.parametrize("bad", ON_A_CASE, ids=lambda bad: bad.what)
async def test_a_bad_act_is_told_and_leaves_nothing(api: ApiClient, at_hand: CaseAtHand, bad: Bad) -> None:
    """Every bad act gets its status, code, article and two sentences, and the case stays as it was."""
    headers: dict[str, str | None] = {
        **api.as_(bad.who),
        "Content-Type": "application/json",
        "Idempotency-Key": str(uuid4()),
        "If-Match": bad.seen,
        **bad.headers,
    }
    answer = await api.http.post(
        f"/v1/cases/{at_hand.id}/{bad.act}",
        content=bad.body if isinstance(bad.body, str) else json.dumps(bad.body),
        headers={name: value for name, value in headers.items() if value is not None},
    )
    problem = problem_of(answer)

    assert (answer.status_code, problem.code) == (bad.status, bad.code)
    assert problem.clause == bad.clause
    if bad.pointer is not None:
        assert bad.pointer in {fault.pointer for fault in problem.errors}
    assert await at_hand.stored_version() == 3


Change = Callable[[ApiClient], Awaitable[Mapping[str, JsonValue]]]


def _changed(**fields: JsonValue) -> Change:
    async def change(_: ApiClient) -> Mapping[str, JsonValue]:
        return fields

    return change


async def _out_of_scope(api: ApiClient) -> Mapping[str, JsonValue]:
    return await _about(api, sector="private_enterprise", jurisdiction="demo-county-a")


async def _of_another_county(api: ApiClient) -> Mapping[str, JsonValue]:
    return await _about(api, sector="government_organ", jurisdiction="demo-county-b")


async def _about(api: ApiClient, *, sector: str, jurisdiction: str) -> Mapping[str, JsonValue]:
    subject = Subject(uuid4(), "person", sector, jurisdiction, "王五")
    await enter(api.context.subjects, subject)
    return {"subjects": [str(subject.subject_id)], "applicant": str(subject.subject_id)}


FILINGS: tuple[tuple[str, Change, int, str, tuple[str, ...]], ...] = (
    ("no endorsement", _changed(endorsement=None), 409, "endorsement_missing", ("NJ-11", "A-11")),
    (
        "an endorser who is no head",
        _changed(
            endorsement={
                "kind": "signed",
                "signatory": CONTACT,
                "signed_on": "2026-11-20",
                "document": {"sha256": "a" * 64, "title": "签字"},
            }
        ),
        409,
        "endorser_not_competent",
        ("NJ-11", "A-11"),
    ),
    ("no evidence", _changed(evidence=[]), 409, "evidence_missing", ("NJ-10",)),
    ("an unknown pack", _changed(pack="atlantis"), 422, "unknown_pack", ()),
    ("an unknown ground", _changed(ground="s99"), 422, "unknown_item", ()),
    ("an unknown subject", _changed(subjects=[str(uuid4())]), 422, "unknown_subject", ()),
    ("a history by a unit", _changed(history=True), 403, "history_not_allowed", ()),
    ("out of scope", _out_of_scope, 409, "out_of_scope", ("NJ-02",)),
    ("the wrong level", _changed(to_organ="prefecture-organization"), 409, "wrong_level", ("NJ-09",)),
    ("the wrong county", _of_another_county, 409, "wrong_level", ("NJ-09",)),
)


@pytest.mark.parametrize(("what", "change", "status", "code", "clause"), FILINGS, ids=[row[0] for row in FILINGS])
async def test_a_bad_application_opens_no_case(  # noqa: PLR0913, PLR0917 - a row of the table
    api: ApiClient, what: str, change: Change, status: int, code: str, clause: tuple[str, ...]
) -> None:
    """An application the rules do not admit is told why, and told the same again under the same key."""
    key = uuid4()
    body = api.application(**await change(api))

    answer = await api.act(CONTACT, "/v1/cases", body, key=key)
    again = await api.act(CONTACT, "/v1/cases", body, key=key)
    problem = problem_of(answer)

    assert (answer.status_code, problem.code, problem.clause) == (status, code, clause), what
    assert (again.status_code, problem_of(again).code) == (status, code)
    assert problem.links is None or problem.links.case is None
    assert (await api.get(ORGANISATION, f"/v1/cases/{uuid5(key, 'case')}")).status_code == httpx2.codes.NOT_FOUND


@pytest.mark.parametrize("who", [ORGANISATION, CONTACT])
@pytest.mark.parametrize("path", ["receipts", "duty-completions"])
async def test_a_case_that_is_none_is_unknown(api: ApiClient, who: str, path: str) -> None:
    """An act on an unknown case gets 404, by whoever it is sent, and starts nothing in the engine."""
    bodies: Mapping[str, Body] = {
        "receipts": {"subject": str(uuid4())},
        "duty-completions": {"duty": str(uuid4()), "evidence": [api.documents], "remarks": "已办"},
    }

    answer = await api.act(who, f"/v1/cases/{uuid4()}/{path}", bodies[path], seen=1)

    assert (answer.status_code, problem_of(answer).code) == (404, "not_found")


async def test_another_unit_does_not_learn_of_a_case(api: ApiClient, at_hand: CaseAtHand) -> None:
    """To a unit, the case of another unit does not exist, to read or to act in."""
    body: Body = {"subject": str(api.installed.subject)}

    acted = await api.act(OTHER_CONTACT, f"/v1/cases/{at_hand.id}/receipts", body)
    read = [await api.get(OTHER_CONTACT, f"/v1/cases/{at_hand.id}{part}") for part in ("", "/events", "/agenda")]

    assert [answer.status_code for answer in (acted, *read)] == [404] * 4


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("DELETE", "/v1/cases", 405, "method_not_allowed"),
        ("GET", "/v1/cases/no-uuid", 422, "malformed"),
        ("GET", "/v1/cases?limit=0", 422, "malformed"),
        ("GET", "/v1/cases?limit=99999999999999999999", 422, "malformed"),
        ("GET", "/v1/cases?next=eyJpbmRleCI6OTk5OTk5OTk5OTk5OTk5OTk5OTl9", 422, "malformed"),
        ("GET", "/v1/cases?history=yes", 422, "malformed"),
        ("GET", f"/v1/cases/{UUID(int=1)}/events?after=2147483648", 422, "malformed"),
        ("GET", "/v1/deadlines?day=1761955200", 422, "malformed"),
        ("GET", "/v1/subjects?name=%E2%80%8B", 422, "malformed"),
        ("GET", "/v1/subjects?name=%00", 422, "malformed"),
        ("GET", "/v1/packs/%00", 422, "malformed"),
        ("GET", "/v1/cases?next=%E4%B8%8D", 422, "malformed"),
        ("GET", "/v1/deadlines?state=never", 422, "malformed"),
        ("GET", "/v1/results", 422, "malformed"),
        ("GET", f"/v1/commands/{UUID(int=1)}", 404, "not_found"),
        ("GET", "/v1/packs/atlantis", 404, "not_found"),
        ("GET", "/v1/inbox?organ=nowhere", 404, "not_found"),
    ],
)
async def test_a_request_that_fits_nothing_is_told(
    api: ApiClient, method: str, path: str, status: int, code: str
) -> None:
    """Unknown addresses, methods, parameters and objects are problems too."""
    answer = await api.http.request(method, path, headers=api.as_(ORGANISATION))

    assert (answer.status_code, problem_of(answer).code) == (status, code)
