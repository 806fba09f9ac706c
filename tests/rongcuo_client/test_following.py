"""Following a stream: wherever connections break, each change comes once and in its order."""

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rongcuo_client.answers import CaseChanged, Change, UpTo
from rongcuo_client.exchange import Answered, Lost, Retry
from rongcuo_client.following import Following
from rongcuo_client.problems import NotOurs, SignInNeeded, Unreachable
from tests.rongcuo_client.test_exchange import problem

RETRY = Retry(jitter=lambda: 0.0)
CASE = "00000000-0000-0000-0000-000000000001"


def event(place: int) -> httpx2.ServerSentEvent:
    """A change of a case at each second place; between them there is nothing that the reader sees."""
    if place % 2:
        return httpx2.ServerSentEvent(id=str(place))
    data = f'{{"log_index":{place},"case_id":"{CASE}","version":{place + 1},"case":"/v1/cases/x","later":1}}'
    return httpx2.ServerSentEvent(event="case", id=str(place), data=data)


@given(st.integers(0, 30), st.lists(st.tuples(st.integers(0, 8), st.booleans()), max_size=20), st.integers(0, 3))
def test_each_change_comes_once(length: int, cuts: list[tuple[int, bool]], overlap: int) -> None:
    """Cut after any number of events, and though the other side begins a little before what was asked for."""
    place, told = Following("cases", 0, None, RETRY), list[Change]()
    for taken, lost in [*cuts, (length + overlap, False)]:
        asked = dict(place.request.headers).get("Last-Event-ID")
        begin = max(0, int(asked) + 1 - overlap) if asked is not None else 0
        told += filter(None, [place.took(event(n)) for n in range(begin, min(length, begin + taken))])
        place.ended(Lost("gone") if lost else None)
    told += filter(None, [place.took(event(n)) for n in range(length)])
    assert [each.log_index for each in told] == list(range(length))
    assert all(isinstance(each, UpTo if each.log_index % 2 else CaseChanged) for each in told)


def test_it_goes_on_for_ever_unless_patience_is_set() -> None:
    """The pauses grow up to a bound; something that comes makes them short again."""
    patient = Following("cases", None, None, RETRY)
    pauses = [patient.ended(Lost("gone")) for _ in range(40)]
    assert pauses[0] == RETRY.first_seconds
    assert max(pauses) == pauses[-1] == RETRY.most_seconds
    patient.took(event(2))
    assert patient.ended() == RETRY.first_seconds

    bounded = Following("cases", None, None, RETRY, patience_seconds=1.0)
    with pytest.raises(Unreachable):
        [bounded.ended(Lost("gone")) for _ in range(9)]


def test_who_may_not_read_any_more_is_told() -> None:
    """401 ends it; 503 and 429 do not."""
    place = Following("cases", None, 4, RETRY)
    assert place.ended(Answered(503, {"retry-after": "2"}, b"")) == 2.0
    with pytest.raises(SignInNeeded):
        place.ended(problem(401, "unauthenticated"))
    with pytest.raises(NotOurs):
        place.ended(Answered(404, {}, b"<html>"))


@pytest.mark.parametrize(
    "event",
    [
        httpx2.ServerSentEvent(id="x"),
        httpx2.ServerSentEvent(id="-4"),
        httpx2.ServerSentEvent(id="7", event="case", data="{"),
        httpx2.ServerSentEvent(id="7", event="case", data='{"log_index":7}'),
    ],
    ids=["no number", "below nothing", "no JSON", "half of it"],
)
def test_what_is_no_stream_of_ours_is_told(event: httpx2.ServerSentEvent) -> None:
    """And is never taken for a change."""
    with pytest.raises(NotOurs):
        Following("cases", None, None, RETRY).took(event)
