"""Everything that the client does, once for both kinds: what is sent, what comes of it, what is remembered."""

import hashlib
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import BinaryIO, Final, Generic, Literal, TypeVar
from uuid import UUID, uuid4

from pydantic import BaseModel, ValidationError

from domain.catalogue import COLLECTIONS
from domain.messages import Command, kind_of
from domain.refusals import Refusal
from domain.streams import StreamName, stream_of
from domain.values import Bilingual
from rongcuo_client.answers import (
    ActCheck,
    ActsPossible,
    Case,
    CaseLine,
    CommandOutcome,
    DocumentsOfCase,
    Identified,
    Items,
    Recorded,
    Task,
    TimelineEntry,
    Uploaded,
    Versioned,
)
from rongcuo_client.exchange import (
    KEY,
    Answered,
    Doing,
    Lost,
    Pause,
    Request,
    Retry,
    attempted,
    exchanged,
    failure,
    under,
)
from rongcuo_client.exchange import read as read_as
from rongcuo_client.following import Following, Of
from rongcuo_client.problems import NeverSeen, NotFound, NotOurs, Problem, StillPending, Unreachable, refused

PART_BYTES: Final = 4 * 1024 * 1024
"""So much of a file is sent at once: what a broken connection costs again."""
COPY_BYTES: Final = 256 * 1024
_ACCEPTED: Final = 202
_HALF_SENT: Final = frozenset({"upload_offset_differs", "upload_busy"})
_LOOKS_MAX: Final = 15
"""A page waits two seconds for what it is to show; so often it is asked again."""
_NUMBERED: Final = frozenset[StreamName]({"case", "risk_filing", "work_record"})
"""What a list of can be asked for by a number."""
_NEW: Final = "new"
"""What stands in an address for a stream that an act begins."""
_TUS: Final[Mapping[str, str]] = {"Tus-Resumable": "1.0.0"}

Due = Literal["overdue", "today", "soon", "week", "after"]
Tab = Literal["mine", "unclaimed", "votes", "notices", "later", "done"]
Format = Literal["xlsx", "csv"]
Params = Mapping[str, object]
Told = Callable[[int, int], None]
"""Is told how many bytes of how many have arrived."""

M = TypeVar("M", bound=BaseModel)


def _silent(_done: int, _size: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """A page of a list, and what is asked for the next one; None: it is the last."""

    items: tuple[M, ...]
    following: "Listing[M] | None"


@dataclass(frozen=True, slots=True)
class Listing(Generic[M]):
    """A list that is read page after page.

    Attributes:
        cursor: What the parameter is called that says where a page begins.
    """

    path: str
    model: type[M]
    retry: Retry
    params: Sequence[tuple[str, str]] = ()
    cursor: str = "next"

    def page(self) -> Doing[Page[M]]:
        """The page at this place."""
        answer = yield from exchanged(Request("GET", self.path, self.params), self.retry)
        found = read_as(answer, Items)
        try:
            items = tuple(self.model.model_validate(item, extra="ignore") for item in found.items)
        except ValidationError as error:
            raise NotOurs(f"{self.path} holds no {self.model.__name__}: {error.error_count()} faults") from error
        if found.next is None:
            return Page(items, None)
        others = [each for each in self.params if each[0] != self.cursor]
        return Page(items, replace(self, params=(*others, (self.cursor, str(found.next)))))


@dataclass(frozen=True, slots=True)
class Core:
    """What both clients do.

    Attributes:
        seen: The newest version of each stream that was read or recorded: what acts were decided on, and what a page
            read later has to show.
        new_key: Makes the key of an act.
    """

    retry: Retry = field(default_factory=Retry)
    seen: dict[UUID, int] = field(default_factory=dict)
    new_key: Callable[[], UUID] = uuid4

    def saw(self, stream_id: UUID, version: int) -> None:
        """Remember that a version exists."""
        self.seen[stream_id] = max(version, self.seen.get(stream_id, 0))

    def act(
        self, stream: UUID | None, command: Command, *, seen: int | None = None, key: UUID | None = None
    ) -> Doing[Recorded]:
        """Perform an act on a stream, or begin one (None), and wait until it stands.

        Args:
            stream: The case, risk filing, work record or meeting.
            command: One of the domain's own.
            seen: The version on which it was decided; else the newest that this client has seen.
            key: The key it is sent under; a fresh one, unless an act is sent once more whose outcome is not known.

        Raises:
            NeverSeen: It needs a version, and none was seen.
            Refused: The rules refuse it, or its sender may not do it.
            StillPending, Unavailable, Unreachable: Nobody here knows whether it was done; `command_id` is its key.
        """
        key = key or self.new_key()
        path = path_of(type(command), stream)
        headers = {KEY: str(key), "Content-Type": "application/json", **self._seen_by(stream, command, seen)}
        content = command.model_dump_json(exclude_none=True).encode()
        with under(key):
            answer = yield from exchanged(Request("POST", path, headers=headers, content=content), self.retry)
            if answer.status == _ACCEPTED:
                return (yield from self.wait(key))
            return self._recorded(read_as(answer, Recorded), key)

    def begin(self, command: Command, *, key: UUID | None = None) -> Doing[Recorded]:
        """Begin a case, a risk filing, a work record or a meeting."""
        return self.act(None, command, key=key)

    def check(
        self, stream: UUID | None, command: Command, *, seen: int | None = None, key: UUID | None = None
    ) -> Doing[ActCheck]:
        """What an act on a stream would record, or one that begins one (None), and which deadlines would begin.

        Nothing is recorded.

        Raises:
            Refused: As the act itself would be.
        """
        path = f"{form_path(type(command), stream)}/check"
        key = key or self.new_key()
        headers = {KEY: str(key), "Content-Type": "application/json", **self._seen_by(stream, command, seen)}
        content = command.model_dump_json(exclude_none=True).encode()
        asked = Request("POST", path, headers=headers, content=content)
        return read_as((yield from exchanged(asked, self.retry)), ActCheck)

    def wait(self, command_id: UUID, *, patience_seconds: float | None = None) -> Doing[Recorded]:
        """Wait for the outcome of an act that was kept (202), or of which no answer came; as long as for anything.

        Raises:
            Refused: It was refused.
            StillPending: Patience is over, and nobody knows.
        """
        waited, patience = 0.0, self.retry.patience_seconds if patience_seconds is None else patience_seconds
        with under(command_id):
            for asked in count(1):
                try:
                    answer = yield from exchanged(Request("GET", f"/v1/commands/{command_id}"), self.retry)
                except NotFound:  # not yet
                    pause = self.retry.backoff(asked)
                else:
                    return self._outcome(read_as(answer, CommandOutcome))
                waited += pause
                if waited > patience:
                    raise StillPending(f"nobody knows of {command_id} after {patience:.0f} s")
                yield Pause(pause)
        raise AssertionError("counting never ends")

    def get(self, path: str, model: type[M], params: Params | None = None) -> Doing[M]:
        """Read anything of the API into a model; a parameter may have several values."""
        answer = yield from exchanged(Request("GET", path, _pairs(params)), self.retry)
        return read_as(answer, model)

    def post(self, path: str, body: BaseModel | None, model: type[M], *, key: UUID | None = None) -> Doing[M]:
        """Send anything else that is done once for its key."""
        return self._sent("POST", path, body, model, key or self.new_key())

    def put(self, path: str, body: BaseModel, model: type[M]) -> Doing[M]:
        """Say how something is from now on."""
        return self._sent("PUT", path, body, model, None)

    def hand_in(
        self, path: str, model: type[M], content: bytes = b"", media_type: str = "application/json"
    ) -> Doing[M]:
        """Send what is not done once for a key, a file or an approval; so it is sent once, whatever comes of it."""
        headers = {"Content-Type": media_type} if content else {}
        return read_as((yield from exchanged(Request("POST", path, (), headers, content), self.retry)), model)

    def fetch(self, path: str, params: Params | None = None) -> Doing[bytes]:
        """Read anything of the API as it is."""
        return (yield from exchanged(Request("GET", path, _pairs(params)), self.retry)).content

    def stream(self, name: StreamName, stream_id: UUID, model: type[M]) -> Doing[M]:
        """A case, risk filing, work record or meeting, with everything that this client did on it."""
        path, wanted = f"/v1/{COLLECTIONS[name]}/{stream_id}", self.seen.get(stream_id, 1)
        asked = Request("GET", path, [("seen", str(wanted))])
        for _ in range(_LOOKS_MAX):
            answer = yield from exchanged(asked, self.retry)
            version = read_as(answer, Versioned).version
            if version >= wanted:
                break
        else:
            raise Unreachable(f"{path} does not show version {wanted} yet", _LOOKS_MAX)
        self.saw(stream_id, version)
        return read_as(answer, model)

    def case(self, case: UUID | str) -> Doing[Case]:
        """A case, by its id or any number that it bears."""
        return (yield from self.stream("case", (yield from self.case_id(case)), Case))

    def case_id(self, case: UUID | str) -> Doing[UUID]:
        """The id of a case, by its id or any number that it bears."""
        return (yield from self.stream_id("case", case))

    def stream_id(self, name: StreamName, called: UUID | str) -> Doing[UUID]:
        """The id of a case, a risk filing or a work record, by its id or a number that it bears; meetings have none."""
        if isinstance(called, UUID):
            return called
        try:
            return UUID(called)
        except ValueError:
            pass
        if name in _NUMBERED:
            found = yield from self.listed(f"/v1/{COLLECTIONS[name]}", Identified, {"number": called}).page()
            if found.items:
                return found.items[0].stream_id
        raise refused(_nothing_of_that_number(called))

    def acts(self, stream_id: UUID, of: StreamName = "case") -> Doing[ActsPossible]:
        """What the caller may do on a stream now, and why not the rest."""
        found = yield from self.get(f"/v1/{COLLECTIONS[of]}/{stream_id}/acts", ActsPossible)
        self.saw(stream_id, found.version)
        return found

    def inbox(
        self, view: Tab = "mine", *, due: Due | None = None, stage: str | None = None, limit: int = 50
    ) -> Listing[Task]:
        """What the caller has to do (待办), the earliest due first."""
        return self.listed("/v1/tasks", Task, {"view": view, "due": due, "stage": stage, "limit": limit})

    def cases(  # noqa: PLR0913 - each is one filter of the list
        self,
        *,
        jurisdiction: str | None = None,
        stage: str | None = None,
        state: Literal["open", "closed"] | None = None,
        history: bool | None = None,
        number: str | None = None,
        limit: int = 50,
    ) -> Listing[CaseLine]:
        """The cases that the caller sees, the newest first."""
        asked = {"jurisdiction": jurisdiction, "stage": stage, "state": state, "number": number, "limit": limit}
        return self.listed("/v1/cases", CaseLine, {**asked, "history": history})

    def timeline(self, case_id: UUID, *, after: int = 0, limit: int = 200) -> Listing[TimelineEntry]:
        """The events of a case, from the first on."""
        path = f"/v1/cases/{case_id}/events"
        return replace(self.listed(path, TimelineEntry, {"after": after, "limit": limit}), cursor="after")

    def listed(self, path: str, model: type[M], params: Params | None = None) -> Listing[M]:
        """Any other list, its items read into a model."""
        return Listing(path, model, self.retry, _pairs(params))

    def documents(self, case_id: UUID) -> Doing[DocumentsOfCase]:
        """The documents in the file of a case."""
        return self.get(f"/v1/cases/{case_id}/documents", DocumentsOfCase)

    def download(self, case_id: UUID, sha256: str, into: BinaryIO) -> Doing[int]:
        """Write a document of a case into an open file that can be read back; the number of its bytes.

        Raises:
            NotOurs: what came is not the document of that SHA-256.
        """
        yield from exchanged(Request("GET", f"/v1/cases/{case_id}/documents/{sha256}", into=into), self.retry)
        digest = hashlib.sha256()
        into.seek(0)
        while part := into.read(COPY_BYTES):
            digest.update(part)
        if digest.hexdigest() != sha256:
            raise NotOurs(f"what came is not the document {sha256}")
        return into.tell()

    def export(self, path: str, into: BinaryIO, *, kind: Format = "xlsx", params: Params | None = None) -> Doing[int]:
        """Write a list (`/v1/cases`) as a file; the number of its bytes."""
        asked = (*_pairs(params), ("format", kind))
        yield from exchanged(Request("GET", path, asked, into=into), self.retry)
        return into.seek(0, 2)

    def upload(
        self, content: BinaryIO, name: str, *, case_id: UUID | None = None, told: Told = _silent
    ) -> Doing[Uploaded]:
        """Send a file (tus 1.0.0), going on where a broken connection left it; without a case, for one to be begun.

        That it comes into the file of the case is an act: `AddDocument`, with its SHA-256.

        Raises:
            Refused: It was not taken, as the API says why.
        """
        size = content.seek(0, 2)
        path = f"/v1/cases/{case_id}/uploads" if case_id else "/v1/evidence/uploads"
        said = {"Upload-Length": str(size), "Upload-Metadata": f"filename {b64encode(name.encode()).decode()}"}
        # an upload that was begun and never heard of goes by itself
        begun = yield from exchanged(Request("POST", path, headers={**_TUS, **said}, harmless=True), self.retry)
        return (yield from self._sending(content, size, read_as(begun, Uploaded), told))

    def _sending(self, content: BinaryIO, size: int, upload: Uploaded, told: Told) -> Doing[Uploaded]:
        path = f"/v1/evidence/uploads/{upload.upload_id}"
        failed, waited = 0, 0.0
        while upload.sha256 is None:
            content.seek(upload.offset)
            headers = {**_TUS, "Upload-Offset": str(upload.offset), "Content-Type": "application/offset+octet-stream"}
            part = Request("PATCH", path, headers=headers, content=content.read(PART_BYTES), harmless=True)
            came = _as_lost((yield from attempted(part)))
            if isinstance(came, Answered) and came.good:
                failed, waited = 0, 0.0
                arrived = upload.model_copy(update={"offset": _offset(came)})
                upload = read_as(came, Uploaded) if came.content else arrived
                told(upload.offset, size)
                continue
            failed += 1
            pause = self.retry.pause(part, came, failed, waited)
            if pause is None:
                raise failure(came, failed)
            waited += pause
            yield Pause(pause)
            upload = read_as((yield from exchanged(Request("GET", path), self.retry)), Uploaded)
        return upload

    def following(self, of: Of, since: int | None, after: int | None, patience_seconds: float | None) -> Following:
        """A place in the stream of changes."""
        return Following(of, since, after, self.retry, patience_seconds)

    def _sent(
        self, method: Literal["POST", "PUT"], path: str, body: BaseModel | None, model: type[M], key: UUID | None
    ) -> Doing[M]:
        content = body.model_dump_json().encode() if body else b""
        headers = {"Content-Type": "application/json"} if body else {}
        if key is None:
            return read_as((yield from exchanged(Request(method, path, (), headers, content), self.retry)), model)
        with under(key):
            keyed = Request(method, path, (), {**headers, KEY: str(key)}, content)
            return read_as((yield from exchanged(keyed, self.retry)), model)

    def _seen_by(self, stream: UUID | None, command: Command, seen: int | None) -> Mapping[str, str]:
        endpoint = command.endpoint
        if stream is None or endpoint is None or not endpoint.seen:
            return {}
        version = seen or self.seen.get(stream)
        if version is None:
            raise NeverSeen(f"{kind_of(type(command))}: read {stream} first, or give the version that was seen")
        return {"If-Match": f'"v{version}"'}

    def _recorded(self, recorded: Recorded, key: UUID) -> Recorded:
        self.saw(recorded.stream_id, recorded.version)
        for each in recorded.cases:
            self.saw(each.case_id, each.version or 0)
        return recorded.model_copy(update={"command_id": key})

    def _outcome(self, outcome: CommandOutcome) -> Recorded:
        if outcome.refusal is not None:
            raise refused(_problem(outcome.refusal))
        return self._recorded(Recorded.model_validate(outcome.model_dump()), outcome.command_id)


def form_path(command: type[Command], stream: UUID | None) -> str:
    """Where the form of an act is asked for; below it, its check."""
    kind = kind_of(command)
    return f"/v1/{COLLECTIONS[stream_of(kind)]}/{stream or _NEW}/acts/{kind}"


def path_of(command: type[Command], stream: UUID | None) -> str:
    """Where an act is sent.

    Raises:
        TypeError: nobody may send it (it is the clock's), or it begins a stream and one is given, or none is.
    """
    endpoint = command.endpoint
    if endpoint is None:
        raise TypeError(f"{kind_of(command)} is for the clock alone")
    if endpoint.opens != (stream is None):
        raise TypeError(f"{kind_of(command)} {'begins a stream' if endpoint.opens else 'is done on a stream'}")
    if endpoint.opens:
        return f"/v1{endpoint.path}"
    return f"/v1/{COLLECTIONS[stream_of(kind_of(command))]}/{stream}/{endpoint.path}"


def _pairs(params: Params | None) -> tuple[tuple[str, str], ...]:
    """Parameters as they stand in an address: one that is None is left out, of a list each value stands by itself."""
    found: list[tuple[str, str]] = []
    for name, value in (params or {}).items():
        values = value if isinstance(value, list | tuple | set | frozenset) else (value,)
        found += [(name, _text(each)) for each in values if each is not None]
    return tuple(found)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _as_lost(came: Answered | Lost) -> Answered | Lost:
    """A part that did not come where the file was: how far it is has to be asked, as after a broken connection."""
    if isinstance(came, Answered) and not came.good:
        try:
            code = Problem.model_validate_json(came.content, extra="ignore").code
        except ValidationError:
            return came
        return Lost(code) if code in _HALF_SENT else came
    return came


def _offset(came: Answered) -> int:
    given = came.headers.get("upload-offset", "")
    if not (given.isascii() and given.isdigit()):
        raise NotOurs("no Upload-Offset")
    return int(given)


def _nothing_of_that_number(called: str) -> Problem:
    return Problem(
        code="not_found",
        status=404,
        detail=called,
        sentences=Bilingual(
            zh="没有这个编号的案卷，或您无权知悉。", en="There is none of that number, or you may not know of it."
        ),
        todo=Bilingual(zh="请核对编号。", en="Check the number."),
    )


def _problem(refusal: Refusal) -> Problem:
    return Problem(
        code=refusal.code,
        status=refusal.status,
        detail=refusal.detail,
        sentences=Bilingual(zh=refusal.zh, en=refusal.en),
        todo=Bilingual(zh=refusal.todo_zh, en=refusal.todo_en),
        clause=refusal.cite,
        earlier_case=refusal.earlier_case,
    )
