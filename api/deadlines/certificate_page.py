"""GET /cases/{case}/deadlines/{duty}/explain: how a due date came about (期限是怎样算出来的), with its two files."""

from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.auth.context import context_of, today_of
from api.deadlines.certificate_words import day_lines, months, sentence, weekdays
from api.deadlines.certificates import Certified, certified
from api.http.language import say, spoken, told
from api.http.problems import NOT_FOUND, ProblemRaised
from api.identity.personas import Persona
from api.installed import installed_of
from api.labels.due_words import length_words, term_words
from api.labels.event_facts import Fact, document
from api.labels.naming import Names
from api.labels.words import DISPATCHES, FORCES, STANDINGS, word
from api.web.frame import PageRoute, Reader, page
from domain.pack.pack import Pack
from projections.cases import case_page
from projections.dispatches.model import DispatchView

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/cases/{case_id}/deadlines/{duty_id}/explain")
async def explain(request: Request, who: Reader, case_id: str, duty_id: str) -> Response:
    """The certificate as people read it: a sentence, months, and a line for every day."""
    found = await _certified(request, who, case_id, duty_id)
    shown = await case_page.get(context_of(request).pool, UUID(case_id))
    names = Names(await installed_of(request).organs(), pack=found.pack)
    recorded, counted = found.asked.duty.due_on, found.certificate.due_on
    return await page(
        request,
        "certificate.html",
        case_id=case_id,
        number=shown.number if shown else "",
        found=found,
        sentence=sentence(found),
        months=months(found.certificate, today_of(request) if found.counted.duty.state == "open" else None),
        weekdays=weekdays(),
        lines=tuple(day_lines(found.certificate)),
        facts=_facts(found, names, case_id),
        differs=counted is not None and counted != recorded,
        files=(_certificate_name(found), _calendar_name(found)),
    )


@router.get("/cases/{case_id}/deadlines/{duty_id}/certificate.json")
async def certificate_file(request: Request, who: Reader, case_id: str, duty_id: str) -> Response:
    """The certificate as a file to keep."""
    found = await _certified(request, who, case_id, duty_id)
    return _file(found.certificate.model_dump_json(indent=1).encode(), _certificate_name(found))


@router.get("/cases/{case_id}/deadlines/{duty_id}/calendar.json")
async def calendar_file(request: Request, who: Reader, case_id: str, duty_id: str) -> Response:
    """The calendar that the certificate was counted by, as a file to keep."""
    found = await _certified(request, who, case_id, duty_id)
    return _file(found.calendar.canonical_bytes(), _calendar_name(found))


async def _certified(request: Request, who: Persona, case_id: str, duty_id: str) -> Certified:
    try:
        return await certified(request, who, UUID(case_id), UUID(duty_id))
    except ValueError:
        raise ProblemRaised(NOT_FOUND) from None


def _facts(found: Certified, names: Names, case_id: str) -> tuple[Fact, ...]:
    duty, extension = found.counted.duty, found.counted.extension
    pin = found.certificate.calendar
    place = duty.locality
    local = told(f"，含{place}地方放假", f", with days off of {place}") if place else ""
    zh = spoken() != "en"
    brackets = "（{}）" if zh else " ({})"
    facts = [
        Fact("事项", say(found.asked.duty.name)),
        Fact("责任", names.organ(found.asked.duty.responsible)),
        Fact("期限", term_words(duty.amount, duty.unit) + brackets.format(say(word(FORCES, duty.force)))),
        Fact("依据", ("" if duty.cite else "—") + brackets.format(say(word(STANDINGS, duty.standing))), cite=duty.cite),
        Fact("适用程序", _edition(found.pack)),
        Fact(
            "起算", told(f"{duty.starts_on.isoformat()}，当日不计", f"{duty.starts_on.isoformat()}, not counted itself")
        ),
    ]
    began_with, settled_with = found.sent
    facts += [_document("起算文书", each, case_id) for each in began_with]
    facts += [_document("办结文书", each, case_id) for each in settled_with]
    if found.first is not None:
        since = told("，此后改变，见案卷时间线", ", changed since: see the timeline of the case")
        facts.append(Fact("立案时的程序", _edition(found.first) + since))
    if extension is not None:
        by = length_words(extension.by, duty.unit)
        on, organ = extension.on.isoformat(), names.organ(extension.approved_by)
        facts.append(Fact("延长", told(f"{by}，{on} {organ}批准", f"{by}, approved on {on} by {organ}")))
        facts.append(document("延长的批准文件", extension.document))
    facts += [Fact("改期前", day.isoformat()) for day in found.counted.moved]
    if duty.not_before is not None:
        day = duty.not_before.isoformat()
        facts.append(Fact("不早于", told(f"{day}（改期时已告知）", f"{day} (as it was told when it moved)")))
    version = told(f"{pin.name} 第{pin.version}版", f"{pin.name} version {pin.version}")
    return (*facts, Fact("日历", version + local), Fact("日历 SHA-256", pin.sha256))


def _document(label: str, sent: DispatchView, case_id: str) -> Fact:
    """A document that went out, by its number, with a way to the entry in the case file."""
    called = f"{say(word(DISPATCHES, sent.sent_kind))} {sent.number}"
    return Fact(label, called, href=f"/cases/{case_id}?part=timeline#e{sent.version}")


def _edition(pack: Pack) -> str:
    return told(f"{say(pack.name)}（版本 {pack.edition}）", f"{say(pack.name)} (edition {pack.edition})")


def _certificate_name(found: Certified) -> str:
    return f"certificate-{str(found.counted.duty.duty_id)[:8]}.json"


def _calendar_name(found: Certified) -> str:
    pin = found.certificate.calendar
    return f"calendar-{pin.name.replace('+', '-')}-{pin.version}.json"


def _file(content: bytes, name: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, headers=headers, media_type="application/json")
