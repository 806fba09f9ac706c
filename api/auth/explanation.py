"""Why somebody may or may not do something: each rule that is about it, why it fits or not, and who may.

Pure: asked of a world as it is on a day; it is the policy itself that is asked (api/auth/policy.py), not another one.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Literal

from api.auth.policy import (
    Action,
    Forbid,
    Reach,
    Resource,
    Rule,
    When,
    allowed,
    forbidding,
    forbids,
    is_of_kind,
    permitting,
    reaches,
)
from api.http.problems import PostThatMay
from api.identity.personas import Offices, Persona, persona_of
from domain.organs import Organs
from domain.pack.pack import Pack
from domain.pack.playing import doers
from domain.values import Bilingual, Code, Frozen


class TriedRule(Frozen):
    """A rule that is about an action, whether it fits, and why."""

    rule: str
    effect: Literal["forbid", "permit"]
    says: Bilingual
    fits: bool
    because: Bilingual


class AccessExplanation(Frozen):
    """为何可以、为何不可: whether a person may do something, by which rule, why each other one does not fit, who may.

    What the rules of the case itself say of an act, they say when it is done; here is who may call, and of a case whom
    its procedure has do the act at all.
    """

    person: Code
    position: Code
    organ: Code
    name: str
    organ_name: Bilingual
    title: Bilingual
    on: date
    action: str
    allow: bool
    rules: tuple[str, ...]
    because: Bilingual
    tried: tuple[TriedRule, ...]
    who_may: tuple[PostThatMay, ...]


_OUT_OF_REACH: Mapping[Reach, Bilingual] = MappingProxyType(
    {
        Reach.PLACE: Bilingual(
            zh="不在本机关的地区及其下级", en="it lies neither in the organ's jurisdiction nor under it"
        ),
        Reach.PART: Bilingual(zh="本机关没有参与", en="the organ takes no part in it"),
        Reach.WORK: Bilingual(
            zh="本机关不办理其中须了解案情的事项", en="the organ does no work in it that needs its inside"
        ),
        Reach.OWN: Bilingual(zh="不是本单位的", en="it is not of the own unit"),
        Reach.OWN_MATTER: Bilingual(
            zh="现在不是其本人的案件（本人须在当事人登记簿中与人员名册对应）",
            en="it is not their own case now (the register of subjects has to say who they are)",
        ),
        Reach.INVITED: Bilingual(zh="没有通知其列席", en="they are not invited to it"),
        Reach.PUBLIC: Bilingual(zh="现在没有向本单位的地区公示", en="it is not made public in the unit's place now"),
        Reach.LAW: Bilingual(zh="施行的范围超出本机关的地区", en="it holds beyond the organ's jurisdiction"),
        Reach.SEEN: Bilingual(zh="看不到这个案件", en="the case is not theirs to see"),
        Reach.ANY: Bilingual(zh="不限", en="anything"),
    }
)
_FITS = Bilingual(zh="符合", en="it fits")
_OTHER_ROLE = Bilingual(zh="不适用于这类机关", en="it is not for organs of this kind")
_OTHER_DUTY = Bilingual(zh="不适用于这个职务", en="it is not for this post")
_FORBIDS = Bilingual(zh="禁止，胜过一切许可", en="it forbids, which wins over all that permits")
_NOT_FORBIDDEN: Mapping[When, Bilingual] = MappingProxyType(
    {
        When.ALWAYS: _OTHER_DUTY,
        When.PARTY: Bilingual(
            zh="不是其本人的事项，或者属于申请一方的行为",
            en="it is not their own matter, or it is done for the applicant",
        ),
        When.RECUSED: Bilingual(zh="没有回避", en="they are not recused"),
    }
)
_NOBODY = Bilingual(zh="没有一条规则许可", en="no rule permits it")


def explain(
    who: Persona, action: Action, resource: Resource | None, offices: Offices, pack: Pack | None = None
) -> AccessExplanation:
    """Whether somebody may do something, with every rule that is about it; `pack` is the procedure of the case."""
    organs = offices.organs
    decision = allowed(who, action, resource, organs)
    tried_rules = tuple(tried(who, action, resource, organs))
    post = _post(organs, who)
    decisive = next((each for each in tried_rules if each.fits), None)
    by_procedure = _of_others(who, action, organs, pack) if decision.allow else None
    return AccessExplanation(
        person=who.person,
        position=who.position,
        organ=who.organ,
        name=who.name_zh,
        organ_name=post.organ_name,
        title=post.title,
        on=offices.on,
        action=action,
        allow=decision.allow and by_procedure is None,
        rules=decision.rules if decisive else (),
        because=by_procedure or (decisive.says if decisive else _NOBODY),
        tried=tried_rules,
        who_may=posts_that_may(offices, action, resource, near=who.jurisdiction, pack=pack),
    )


def _of_others(who: Persona, action: Action, organs: Organs, pack: Pack | None) -> Bilingual | None:
    """Whom the procedure has do an act of its steps, where that is somebody else's organ."""
    roles = doers(pack, action) if pack else None
    organ = organs.organ(who.organ)
    if pack is None or roles is None or organ is None or organ.role in roles:
        return None
    named = [pack.roles[role] for role in sorted(roles) if role in pack.roles]
    if not named:
        return Bilingual(
            zh="该案适用的程序没有由机关办理的这一事项", en="the procedure of the case has no organ do this"
        )
    return Bilingual(
        zh=f"该案适用的程序规定由{'、'.join(role.zh for role in named)}办理",
        en=f"the procedure of the case has this done by {', '.join(role.en for role in named)}",
    )


def tried(who: Persona, action: Action, resource: Resource | None, organs: Organs) -> Iterator[TriedRule]:
    """Every rule that is about an action, in the order in which they are asked."""
    for against in forbidding(action):
        fits = forbids(against, who, action, resource)
        because = _FORBIDS if fits else _not_forbidden(against, who)
        yield TriedRule(rule=against.id, effect="forbid", says=against.says, fits=fits, because=because)
    for rule in permitting(action):
        fits = is_of_kind(rule, who) and reaches(rule, who, resource, organs)
        yield TriedRule(rule=rule.id, effect="permit", says=rule.says, fits=fits, because=_why(rule, who, fits=fits))


def posts_that_may(
    offices: Offices, action: Action, resource: Resource | None, *, near: str, pack: Pack | None = None
) -> tuple[PostThatMay, ...]:
    """The posts held on a day that may do something; of a case, those whose organs its procedure has do it.

    Looked for among the organs of what it is about and of its place, else of a place; where none of these has such a
    post, in the place above, and so on.
    """
    place = (resource.jurisdiction if resource else None) or near
    concerned = [*sorted(resource.works), *sorted(resource.parts), *resource.organs] if resource else []
    organs, held, found = offices.organs, _posts_by_organ(offices), dict[str, PostThatMay]()
    for at in _upwards(organs, place):
        around = [organ.id for organ in organs.organs if organ.jurisdiction == at]
        for who in (who for organ_id in dict.fromkeys((*concerned, *around)) for who in held.get(organ_id, ())):
            if who.position in found or not allowed(who, action, resource, organs).allow:
                continue
            if _of_others(who, action, organs, pack) is None:
                found[who.position] = _post(organs, who)
        if found:
            break
    return tuple(found.values())


def _posts_by_organ(offices: Offices) -> Mapping[str, list[Persona]]:
    held: dict[str, list[Persona]] = {}
    for holding in (*offices.organs.holdings, *offices.organs.seats):
        if holding.covers(offices.on):
            who = persona_of(offices.organs, holding, offices.parts)
            held.setdefault(who.organ, []).append(who)
    return held


def _upwards(organs: Organs, place: str) -> Iterable[str]:
    """A jurisdiction and those above it, the nearest first."""
    superiors = {each.id: each.superior for each in organs.jurisdictions}
    found: dict[str, None] = {}
    at: str | None = place
    while at is not None and at not in found:
        found[at] = None
        at = superiors.get(at)
    return found


def _not_forbidden(against: Forbid, who: Persona) -> Bilingual:
    return _OTHER_DUTY if against.duties and who.duty not in against.duties else _NOT_FORBIDDEN[against.when]


def _why(rule: Rule, who: Persona, *, fits: bool) -> Bilingual:
    if fits:
        return _FITS
    if who.role not in rule.roles:
        return _OTHER_ROLE
    return _OTHER_DUTY if who.duty not in rule.duties else _OUT_OF_REACH[rule.reach]


def _post(organs: Organs, who: Persona) -> PostThatMay:
    organ, position = organs.organ(who.organ), organs.position(who.position)
    if organ is None or position is None:
        raise TypeError(f"{who.position}: a post is one of the organs it was looked up in")
    return PostThatMay(organ=organ.id, position=position.id, organ_name=organ.name, title=position.title)
