"""When a request is sent again: whatever comes, under the same key, so often and so long at most."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.acts.acceptance import DecideAcceptance
from domain.acts.withdrawal import WithdrawApplication
from rongcuo_client.answers import Recorded
from rongcuo_client.exchange import KEY, Answered, Doing, Lost, Pause, Request, Retry, T, exchanged
from rongcuo_client.operations import Core
from rongcuo_client.problems import (
    ApiError,
    NeverSeen,
    NotOurs,
    RefusedByRules,
    StillPending,
    TooMany,
    Unavailable,
    Unreachable,
)

CASE, KEY_OF_ACT = UUID(int=1), UUID(int=2)
GOOD = Answered(201, {}, b'{"case_id":"%s","first_version":4,"version":5,"events":["a","b"]}' % str(CASE).encode())
KEPT = Answered(202, {"retry-after": "1"}, b"{}")


def problem(status: int, code: str = "some_code", **headers: str) -> Answered:
    """A problem of our API."""
    words = b'{"zh":"\xe4\xb8\x8d","en":"no"}'
    told = b'"sentences":%s,"todo":%s,"clause":["NJ-10"],"request_id":"r1"' % (words, words)
    return Answered(status, headers, b'{"code":"%s","status":%d,%s}' % (code.encode(), status, told))


NOT_YET = problem(404, "not_found")


@dataclass
class Played:
    """What was done as a script of answers came: what was sent, how long was waited."""

    sent: list[Request] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)


def play(doing: Doing[T], script: Sequence[Answered | Lost], played: Played) -> T:
    """Drive what is to be done; after the script nothing comes any more."""
    came: Answered | Lost | None = None
    while True:
        try:
            wanted = doing.send(came)
        except StopIteration as done:
            result: T = done.value
            return result
        if isinstance(wanted, Pause):
            played.pauses.append(wanted.seconds)
            came = None
        else:
            came = script[len(played.sent)] if len(played.sent) < len(script) else Lost("silence")
            played.sent.append(wanted)


def outcome(doing: Doing[T], script: Sequence[Answered | Lost], played: Played) -> T | ApiError:
    """What comes of it, or in place of that."""
    try:
        return play(doing, script, played)
    except ApiError as error:
        return error


def core(retry: Retry | None = None) -> Core:
    """A core whose keys are known."""
    keys = iter(uuid5(KEY_OF_ACT, str(n)) for n in range(100))
    return Core(retry or Retry(jitter=lambda: 0.5), new_key=lambda: next(keys))


transient = st.one_of(
    st.just(Lost("gone")),
    st.builds(
        lambda status, after: Answered(status, {} if after is None else {"retry-after": after}, b""),
        st.sampled_from([408, 425, 429, 502, 503, 504]),
        st.one_of(st.none(), st.integers(0, 100).map(str), st.sampled_from(["", "-1", "soon", "９", "9" * 40])),
    ),
)
final = st.one_of(
    st.just(GOOD), st.sampled_from([problem(409), problem(422), problem(401)]), st.just(Answered(500, {}, b"<html>"))
)
retries = st.builds(
    Retry,
    attempts=st.integers(1, 9),
    first_seconds=st.floats(0, 5),
    most_seconds=st.floats(0, 30),
    patience_seconds=st.floats(0, 120),
    jitter=st.sampled_from([lambda: 0.0, lambda: 0.5, lambda: 0.999]),
)


@given(st.lists(transient, max_size=12), final, retries)
def test_an_act_is_sent_under_one_key_until_something_decides(
    before: list[Answered | Lost], last: Answered, retry: Retry
) -> None:
    """Never two keys, never too often, never too long, never after an answer that decides."""
    played = Played()
    doing = core(retry).act(CASE, WithdrawApplication(reasons="不再申请"), seen=3)
    came = outcome(doing, [*before, last], played)
    if len(played.sent) <= len(before):  # it was given up, and says why
        assert isinstance(came, Unreachable | NotOurs | TooMany | Unavailable)
    else:
        assert isinstance(came, Recorded) == (last is GOOD)
    if isinstance(came, ApiError):
        assert came.command_id == uuid5(KEY_OF_ACT, "0")
    assert len({(request.path, request.content, request.headers[KEY]) for request in played.sent}) == 1
    assert 1 <= len(played.sent) <= min(retry.attempts, len(before) + 1)
    assert len(played.pauses) == len(played.sent) - 1
    assert sum(played.pauses) <= retry.patience_seconds


@given(transient, retries)
def test_what_may_be_done_twice_by_sending_it_twice_is_sent_once(came: Answered | Lost, retry: Retry) -> None:
    """Without a key nothing that changes something is sent again."""
    played = Played()
    with pytest.raises(ApiError):
        play(exchanged(Request("POST", "/v1/tasks"), retry), [came], played)
    assert len(played.sent) == 1


def test_a_pause_that_is_asked_for_is_kept() -> None:
    """Seconds, or a date counted from that of the answer (RFC 9110); a longer one than patience is told."""
    date = {"date": "Mon, 30 Nov 2026 00:00:00 GMT", "retry-after": "Mon, 30 Nov 2026 00:00:07 GMT"}
    played = Played()
    play(exchanged(Request("GET", "/v1/x"), Retry()), [Answered(503, {"retry-after": "3"}, b""), GOOD], played)
    play(exchanged(Request("GET", "/v1/x"), Retry()), [Answered(429, date, b"")] * 2 + [GOOD], Played())
    assert played.pauses == [3.0]
    assert Answered(429, date, b"").retry_after == 7.0

    with pytest.raises(TooMany) as told:
        play(exchanged(Request("GET", "/v1/x"), Retry()), [problem(429, **{"retry-after": "3600"})], Played())
    assert told.value.retry_after == 3600.0


def test_what_is_refused_says_why() -> None:
    """Code, article, request id; the key that it was sent under."""
    with pytest.raises(RefusedByRules) as told:
        play(core().act(CASE, WithdrawApplication(reasons="不"), seen=1), [problem(409, "already_decided")], Played())

    assert (told.value.code, told.value.article, told.value.request_id) == ("already_decided", ("NJ-10",), "r1")


def test_an_act_that_is_kept_is_waited_for() -> None:
    """202, then nobody knows, then it stands; or it is refused; or patience is over."""
    outcome = b'{"command_id":"%s","state":"recorded","case_id":"%s","first_version":2,"version":2,"events":["x"]}'
    stands = Answered(200, {}, outcome % (str(KEY_OF_ACT).encode(), str(CASE).encode()))
    withdrawal = WithdrawApplication(reasons="不再申请")

    played = Played()
    recorded = play(core().act(CASE, withdrawal, key=KEY_OF_ACT, seen=1), [KEPT, NOT_YET, NOT_YET, stands], played)
    assert (recorded.stream_id, recorded.version, recorded.events) == (CASE, 2, ("x",))
    assert [each.path for each in played.sent[1:]] == [f"/v1/commands/{KEY_OF_ACT}"] * 3

    with pytest.raises(StillPending) as told:
        play(core().wait(KEY_OF_ACT, patience_seconds=5), [NOT_YET] * 50, Played())
    assert told.value.command_id == KEY_OF_ACT


def test_who_has_seen_nothing_decides_nothing() -> None:
    """The version seen is never guessed; what this client recorded it has seen."""
    mine, decide = core(), DecideAcceptance(accepted=True, reasons="材料齐全")
    with pytest.raises(NeverSeen):
        play(mine.act(CASE, decide), [], Played())
    mine.saw(CASE, 7)
    played = Played()
    play(mine.act(CASE, decide), [GOOD], played)
    assert played.sent[0].headers["If-Match"] == '"v7"'
    assert mine.seen == {CASE: 7}


@pytest.mark.parametrize("content", [b"", b"<html>", b"[]", b'{"case_id":1}', b"\xff"])
def test_what_is_no_answer_of_ours_is_told(content: bytes) -> None:
    """A proxy that answers 200 with its own page."""
    with pytest.raises(NotOurs):
        play(core().act(CASE, WithdrawApplication(reasons="不"), seen=1), [Answered(200, {}, content)], Played())
