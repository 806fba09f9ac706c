"""What somebody is told who may not do something: the rule in words, and who may; and that it was refused is kept.

Who may is told of the case asked about where the caller sees it, and else of the caller's own place: of what they may
not know of, not even that is told.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from uuid import UUID

from starlette.requests import Request

from api.auth.callers import Denied, Hidden
from api.auth.context import context_of, today_of
from api.auth.disclosure import disclose
from api.auth.explanation import posts_that_may
from api.auth.law import procedure_of
from api.auth.policy import Resource
from api.auth.visibility import case_seen
from api.auth.visits import credentials_of
from api.http.language import language_of
from api.http.problems import FORBIDDEN, Language, Particulars, PostThatMay, ProblemRaised
from domain.values import Bilingual

_TOLD = 6
"""Posts that a denial names; there may be a hundred."""


async def told(request: Request, denied: Denied) -> ProblemRaised:
    """A denial in words, with the organs and posts that may."""
    decision, offices = denied.decision, await credentials_of(request).offices_now(today_of(request))
    resource = denied.resource or await _case_of(request, denied)
    context = context_of(request)
    pack = await procedure_of(context.pool, context.event_log, _case_id(request)) if resource else None
    disclose(
        request,
        denied.who,
        denied.action,
        "access",
        *_ids_of(request),
        basis=decision.rules,
        result="refused",
        place=resource.jurisdiction if resource else None,
    )
    posts = posts_that_may(offices, denied.action, resource, near=denied.who.jurisdiction, pack=pack)[:_TOLD]
    detail = _in_words(denied, posts, language_of(request))
    return ProblemRaised(FORBIDDEN, Particulars(policy=decision.rules, detail=detail, who_may=posts))


def hidden(request: Request, raised: Hidden) -> None:
    """Keep that something was asked for which is not there for its reader: whether or not it exists, alike."""
    disclose(
        request,
        raised.who,
        raised.action,
        "access",
        *raised.ids,
        basis=(),
        result="hidden" if raised.exists else "none",
        place=raised.place,
    )


def _in_words(denied: Denied, posts: Sequence[PostThatMay], language: Language) -> str:
    """The rule that forbids, or the kinds of posts that those which permit are for; and such posts by name."""
    zh, decision = language == "zh", denied.decision

    def told(words: Bilingual) -> str:
        return words.zh if zh else words.en

    said = [told(decision.forbidden)] if decision.forbidden else []
    if decision.who_may:
        said.append(("可以的是：" if zh else "For: ") + ("；" if zh else "; ").join(map(told, decision.who_may)))
    if posts:
        between, opened, closed = ("、", "（", "）") if zh else (", ", " (", ")")
        named = [told(name) + opened + between.join(map(told, titles)) + closed for name, titles in _by_organ(posts)]
        said.append(("如" if zh else "such as ") + ("；" if zh else "; ").join(named))
    return ("。" if zh else ". ").join(filter(None, said)) or ("没有人" if zh else "nobody")


def _by_organ(posts: Sequence[PostThatMay]) -> Iterator[tuple[Bilingual, list[Bilingual]]]:
    for organ_id in dict.fromkeys(post.organ for post in posts):
        of_organ = [post for post in posts if post.organ == organ_id]
        yield of_organ[0].organ_name, [post.title for post in of_organ]


async def _case_of(request: Request, denied: Denied) -> Resource | None:
    """The case that the address names, if its caller sees it."""
    case_id = _case_id(request)
    return await case_seen(request, denied.who, case_id) if case_id else None


def _case_id(request: Request) -> UUID | None:
    return next((id_ for name, id_ in _named(request) if name == "case_id"), None)


def _ids_of(request: Request) -> list[UUID]:
    """The things that the address names."""
    return [id_ for _, id_ in _named(request)]


def _named(request: Request) -> Iterator[tuple[str, UUID]]:
    for name, value in request.path_params.items():
        with suppress(ValueError):
            yield name, UUID(str(value))
