"""Receipts of queries of results: read again by who asked and who supervises, and checked by who holds one."""

import hmac
from datetime import datetime
from typing import Final, Literal

import structlog
from fastapi import Request

from api.auth.callers import Hidden, require
from api.auth.context import AppContext, context_of
from api.auth.disclosure import disclose
from api.auth.policy import Resource, allowed
from api.identity.personas import Persona
from api.installed import installed_of
from api.labels.naming import masked
from api.result_queries.asking import Inquirer, LookedUp, Question, Told, answer_of, look_up
from api.results.views import results_of
from domain.pack.results import Purpose
from domain.result_queries.answer import Answer, AnswerKind
from domain.result_queries.matching import TAIL_MIN
from domain.values import Code, Frozen
from eventlog.result_queries.receipts import Receipt

Verdict = Literal["stands", "changed", "unknown"]
"""The answer was given, and is the same today; it was given, and another one would be given today; it was not given."""

_MASK: Final = "*"

_logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


class ResultReceipt(Frozen):
    """回执: an answer to a query of results, who got it, when and for what; `digest` is the SHA-256 of all of it."""

    number: str
    code: str
    asked_at: datetime
    organ: Code
    position: Code
    person: Code
    for_person: Code | None
    purpose: Purpose
    reference: str
    name: str
    unit: str
    number_end: str
    answer: Answer
    digest: str


class ReceiptCheck(Frozen):
    """核验回执: whether an answer was given under a number, and whether it still stands; without it nothing is told."""

    state: Verdict
    receipt: ResultReceipt | None = None


async def receipt_of(request: Request, who: Persona, number: str) -> ResultReceipt:
    """A receipt, for whoever asked, personnel readers of the same organ, and supervisors of the place.

    Raises:
        ProblemRaised: 403 who has nothing to do with receipts; 404 there is none such for the reader.
    """
    rules = require(request, who, "verify_result_queries")
    found = await intact_receipt(context_of(request), number)
    if found is None or not await _may_read(request, who, found):
        raise Hidden(who, "verify_result_queries", exists=found is not None)
    told = Told.model_validate_json(found.content)
    disclose(
        request,
        who,
        "query_results" if found.reader.person == who.person else "verify_result_queries",
        "results",
        *((told.subject_id,) if told.subject_id else ()),
        resource="subject",
        basis=rules,
        asked={"name": told.name, "reference": told.reference},
    )
    return shown(found)


async def intact_receipt(context: AppContext, number: str) -> Receipt | None:
    """The receipt of a number; one that was changed in the database is none, and the process says so in its log."""
    found = await context.receipts.find(number)
    if found is not None and not found.intact:
        _logger.error("receipt of a query was changed", number=found.number)
        return None
    return found


async def _may_read(request: Request, who: Persona, found: Receipt) -> bool:
    if allowed(who, "query_results").allow:
        return who.organ == found.reader.organ
    organs = await installed_of(request).organs()
    return allowed(who, "verify_result_queries", Resource(found.reader.place), organs).allow


async def check(request: Request, who: Persona, number: str, code: str) -> ReceiptCheck:
    """Whether a receipt was given, for whoever holds its number and code; who is of another place reads no full name.

    A wrong number and a wrong code are told alike, and each try counts as a look-up.
    """
    rules = require(request, who, "verify_result_queries")
    context = context_of(request)
    found = await intact_receipt(context, number.strip())
    genuine = found is not None and hmac.compare_digest(_letters(found.code), _letters(code))
    told = Told.model_validate_json(found.content) if found is not None and genuine else None
    disclose(
        request,
        who,
        "verify_result_queries",
        "results",
        *((told.subject_id,) if told and told.subject_id else ()),
        resource="subject",
        look_ups=1,
        basis=rules,
        asked={"words": number[:40]},
    )
    if found is None or told is None:
        return ReceiptCheck(state="unknown")
    inquirer = await Inquirer.of(context, installed_of(request), _reader_of(found, who))
    stands = told.answer.still(await answer_now(inquirer, told))
    own = (await installed_of(request).organs()).within(found.reader.place, who.jurisdiction)
    receipt = shown(found)
    if not own:
        receipt = receipt.model_copy(update={"name": masked(receipt.name), "number_end": _MASK * TAIL_MIN})
    return ReceiptCheck(state="stands" if stands else "changed", receipt=receipt)


async def answer_now(inquirer: Inquirer, told: Told) -> Answer:
    """What the same query would be answered at this moment."""
    context = inquirer.context
    if told.subject_id is not None:
        families = await context.subjects.families([told.subject_id])
        entries = await context.subjects.get([family.root for family in families.values()])
        subjects = [entry.subject for entry in entries.values() if entry.subject.jurisdiction in inquirer.places]
        results = await results_of(context.pool, context.subjects, subjects)
        return answer_of(results[0], told.purpose) if results else Answer(kind=AnswerKind.NO_RIGHT)
    question = Question(name=told.name, unit=told.unit, number=told.number_end)
    (looked,) = await look_up(inquirer, [question])
    return await _nobody_or(inquirer, looked, told)


async def _nobody_or(inquirer: Inquirer, looked: LookedUp, told: Told) -> Answer:
    """Where nobody was meant: what would be answered of whoever is meant beyond doubt by now."""
    subject = looked.subject(looked.meant) if looked.meant else None
    if subject is None or "none_of_them" in told.answer.remarks:
        return Answer(kind=AnswerKind.NO_RIGHT if looked.organ else AnswerKind.NONE)
    results = await results_of(inquirer.context.pool, inquirer.context.subjects, [subject])
    return answer_of(results[0], told.purpose)


def shown(found: Receipt) -> ResultReceipt:
    """A receipt as it is read."""
    told = Told.model_validate_json(found.content)
    kept = dict(told)
    del kept["subject_id"]
    return ResultReceipt(number=found.number, code=found.code, digest=found.digest.hex(), **kept)


def _reader_of(found: Receipt, who: Persona) -> Persona:
    """Whoever checks, in the place of who asked: the answer is held against what that one would be told."""
    return who.model_copy(update={"jurisdiction": found.reader.place})


def _letters(code: str) -> bytes:
    """A code without what is put between its letters."""
    return "".join(each for each in code.upper() if each.isascii() and each.isalnum()).encode()
