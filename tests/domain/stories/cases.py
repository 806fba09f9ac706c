"""The people, subjects and deeds of one ordinary case in county A, from the application to the last duty."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from uuid import NAMESPACE_URL, UUID, uuid5

from deploy.demo.sample_cases import sample_organs
from domain.acts.determination import CorrectionDemand, Opinion
from domain.acts.endorsement import Endorsement
from domain.acts.investigation import FindingEntry
from domain.case.commands import (
    AnyCommand,
    CastBallot,
    CloseRound,
    CompleteDuty,
    ConfirmReceipt,
    ConfirmSameMatter,
    DecideAcceptance,
    DecideReappraisal,
    DenySameMatter,
    FileApplication,
    FindException,
    FormTeam,
    OpenRound,
    ProposeDetermination,
    RecordDefence,
    RecordFindings,
    ReportInvestigation,
    RequestReappraisal,
    RingAlarm,
    ServeFeedback,
    SignOff,
)
from domain.case.state import Case
from domain.context import DecisionContext, Matters, Slot, ban_key
from domain.pack.pack import Pack
from domain.pack.results import Outcome
from domain.pack.steps import Reappraisal
from domain.streams import CASE
from domain.terms.duty import OpenDuty
from domain.values import CLOCK, Actor, Document, SubjectFacts
from policies.calendars.seed import national_calendar
from policies.packs.loader import bundled_pack, pack_sha256
from tests.domain.given import instant
from tests.domain.scenario import CASE_ID, Deed, Given, deed

MARK = "不得见于事实部分"
"""Everything people write carries it: it must never be found among the facts."""

ORGANS = sample_organs()
PACK: Pack = bundled_pack("nujiang")
CALENDAR = national_calendar().model_copy(update={"version": 7})


def reappraising(**changes: object) -> Reappraisal:
    """What the pack says of reappraisals, changed."""
    assert PACK.reappraisal is not None
    return PACK.reappraisal.model_copy(update=changes)


def post(position_id: str) -> Actor:
    """Whoever holds a post of the sample organs."""
    position = ORGANS.position(position_id)
    holder = next(h for h in (*ORGANS.holdings, *ORGANS.seats) if h.position == position_id)
    assert position is not None
    return Actor(person=holder.person, position=position_id, organ=position.organ)


ORGANISATION, ORGANISATION_2, ORGANISATION_3 = (post(f"county-a-organization-officer-{n}") for n in (1, 2, 3))
DISCIPLINE, DISCIPLINE_2, DISCIPLINE_3 = (post(f"county-a-discipline-officer-{n}") for n in (1, 2, 3))
AUDIT = post("county-a-audit-officer-1")
CONTACT = post("county-a-qingshi-contact")
OTHER_CONTACT = post("county-b-shuanghe-contact")
SECRETARY = post("county-a-committee-secretary")
MEMBERS = tuple(post(f"county-a-committee-member-{n}") for n in range(1, 8))

ANN, TOWN, OUTSIDER = (uuid5(NAMESPACE_URL, f"rongcuo:tests:{name}") for name in ("ann", "town", "outsider"))
EARLIER_MATTER, EARLIER_CASE, EARLIER_OCCURRENCE = (
    uuid5(NAMESPACE_URL, f"rongcuo:tests:earlier-{name}") for name in ("matter", "case", "occurrence")
)
OWN_MATTER = uuid5(CASE_ID, "matter")


def subject(id_: UUID, kind: str, sector: str = "government_organ") -> SubjectFacts:
    """A registered subject of county A."""
    return SubjectFacts(subject_id=id_, kind=kind, sector=sector, jurisdiction="demo-county-a")


CONTEXT = DecisionContext(
    pack=PACK,
    pack_sha256=pack_sha256(PACK),
    calendar=CALENDAR,
    organs=ORGANS,
    subjects={ANN: subject(ANN, "person"), TOWN: subject(TOWN, "unit"), OUTSIDER: subject(OUTSIDER, "unit", "private")},
    matters=Matters(roots={OWN_MATTER: OWN_MATTER}),
)
ELSEWHERE = replace(CONTEXT, pack=PACK.model_copy(update={"jurisdiction": "demo-county-b"}))
"""What is known where the procedure is another county's."""
REGISTERED = replace(CONTEXT, matters=Matters(roots={OWN_MATTER: OWN_MATTER, EARLIER_MATTER: EARLIER_MATTER}))
"""What is known while somebody confirms that this is an earlier matter."""
TOLERATED_BEFORE = replace(
    CONTEXT,
    matters=Matters(
        roots={OWN_MATTER: EARLIER_MATTER, EARLIER_MATTER: EARLIER_MATTER},
        slots=(Slot(ban_key(EARLIER_MATTER, "procedure_flaw"), EARLIER_OCCURRENCE, EARLIER_CASE),),
    ),
)
"""What is known once it is confirmed: the matter was tolerated before."""


def document(title: str = "材料") -> Document:
    """A document of that title, on paper."""
    return Document(sha256=sha256(title.encode()).hexdigest(), title=title + MARK, paper=MARK)


def endorsed(signatory: str, kind: str = "signed", day: str = "2026-01-19") -> Endorsement:
    """An endorsement signed by whoever holds a post."""
    return Endorsement.model_validate(
        {"kind": kind, "signatory": signatory, "signed_on": day, "document": document("背书")}
    )


APPLICATION = FileApplication(
    pack="nujiang",
    to_organ="county-a-organization",
    title=MARK,
    statement=MARK,
    applicant=ANN,
    subjects=(ANN,),
    ground="s2",
    error_class="procedure_flaw",
    occurred_on=date(2025, 11, 3),
    endorsement=endorsed("county-a-qingshi-party-head"),
    evidence=(document(),),
)


def filed(day: str = "2026-01-20", **changes: object) -> Deed:
    """The contact files the application, with changes."""
    return deed(CONTACT, APPLICATION.model_copy(update=changes), day)


def signs(actor: Actor, day: str, key: str, *, consents: bool = True) -> Deed:
    """Somebody signs or disputes what was proposed under a key."""

    def body(case: Case) -> AnyCommand:
        return SignOff(proposal=case.proposals[key].id, consents=consents, reasons=None if consents else MARK)

    return deed(actor, body, day)


def proposed_acceptance(day: str, ground: str | None = None) -> Deed:
    """The organisation department proposes to accept, or not to accept on a ground."""
    body = DecideAcceptance(accepted=ground is None, refusal_ground=ground, reasons=MARK)
    return deed(ORGANISATION, body, day)


def accepted(day: str = "2026-02-04", ground: str | None = None) -> tuple[Deed, ...]:
    """Both organs accept, or not."""
    return proposed_acceptance(day, ground), signs(DISCIPLINE, day, "acceptance")


def team_formed(day: str, members: Sequence[Actor] = (ORGANISATION, DISCIPLINE, AUDIT)) -> Deed:
    """The team is formed."""
    return deed(ORGANISATION, FormTeam(members=tuple(members)), day)


def heard(who: UUID, day: str, mode: str = "oral") -> Deed:
    """A subject is heard."""
    return deed(DISCIPLINE, RecordDefence.model_validate({"subject": who, "mode": mode, "statement": MARK}), day)


def findings(ground: str = "s2", **results: str) -> RecordFindings:
    """A finding on every item of the pack for a ground: met, but for those named."""
    assessment = PACK.assessment
    found = assessment.ground(ground)
    items = [
        *(("condition", item.id) for item in (found.conditions if found else ())),
        *(("criterion", item.id) for item in assessment.criteria),
        *(("factor", item.id) for item in assessment.factors),
    ]
    return RecordFindings(
        findings=tuple(
            FindingEntry.model_validate(
                {"of": of, "item": item, "result": results.get(item, "met"), "reasons": MARK, "evidence": ()}
            )
            for of, item in items
        )
    )


def reported(day: str) -> Deed:
    """The team reports."""
    return deed(AUDIT, ReportInvestigation(report=document("报告"), summary=MARK), day)


def denied(day: str) -> Deed:
    """Nobody finds an earlier matter."""
    return deed(ORGANISATION, DenySameMatter(reasons=MARK), day)


def investigated(subjects: tuple[UUID, ...] = (ANN,), **results: str) -> tuple[Deed, ...]:
    """The team works from 5 to 10 February 2026 and reports."""
    return (
        team_formed("2026-02-05"),
        *(heard(each, "2026-02-06") for each in subjects),
        deed(AUDIT, findings(**results), "2026-02-09"),
        reported("2026-02-10"),
    )


def opinion(who: UUID = ANN, outcome: Outcome = Outcome.EXEMPT, **more: object) -> Opinion:
    """An opinion; a tolerant one waives accountability."""
    waived = ("accountability",) if outcome.tolerated else ()
    return Opinion.model_validate({"subject": who, "outcome": outcome, "liabilities": waived, **more})


def determination(*opinions: Opinion, **changes: object) -> ProposeDetermination:
    """A determination with a demand for each tolerated subject."""
    opinions = opinions or (opinion(),)
    demands = tuple(CorrectionDemand(subject=o.subject, demand=MARK) for o in opinions if o.outcome.tolerated)
    because = None if all(o.outcome.tolerated for o in opinions) else MARK
    proposed = ProposeDetermination(opinions=opinions, demands=demands, not_tolerated_because=because, reasons=MARK)
    return proposed.model_copy(update=changes)


def determined(*opinions: Opinion, day: str = "2026-02-11") -> tuple[Deed, ...]:
    """Both organs propose outcomes to the committee."""
    return deed(ORGANISATION, determination(*opinions), day), signs(DISCIPLINE, day, "determination")


def opened_round(day: str = "2026-02-12") -> Deed:
    """The secretary opens a round."""
    return deed(SECRETARY, OpenRound(), day)


def ballot(member: Actor, choice: str = "agree", day: str = "2026-02-12") -> Deed:
    """A member casts or changes a ballot."""

    def body(case: Case) -> AnyCommand:
        assert case.round is not None
        reasons = MARK if choice in {"disagree", "postpone"} else None
        return CastBallot.model_validate({"round": case.round.id, "choice": choice, "reasons": reasons})

    return deed(member, body, day)


def closed_round(day: str = "2026-02-12") -> Deed:
    """The secretary closes the round."""

    def body(case: Case) -> AnyCommand:
        assert case.round is not None
        return CloseRound(round=case.round.id)

    return deed(SECRETARY, body, day)


def voted(choice: str = "agree", day: str = "2026-02-12") -> tuple[Deed, ...]:
    """Five of seven members vote alike, and the round is closed."""
    return opened_round(day), *(ballot(member, choice, day) for member in MEMBERS[:5]), closed_round(day)


def served(day: str = "2026-02-13") -> Deed:
    """The written feedback is sent."""
    return deed(ORGANISATION, ServeFeedback(notice=document("反馈")), day)


def received(who: UUID = ANN, day: str = "2026-02-24") -> Deed:
    """A subject's unit confirms receipt."""
    return deed(CONTACT, ConfirmReceipt(subject=who), day)


def done(duty: str, actor: Actor, day: str, **more: object) -> Deed:
    """The oldest open duty of that name is done."""

    def body(case: Case) -> AnyCommand:
        id_ = next(id_ for id_, each in case.open_duties.items() if each.opened.duty == duty)
        return CompleteDuty.model_validate({"duty": id_, "evidence": (document(),), "remarks": MARK, **more})

    return deed(actor, body, day)


def confirmed_same(day: str = "2026-01-22") -> Deed:
    """A person confirms that this is the earlier matter."""
    return deed(ORGANISATION, ConfirmSameMatter(earlier_matter=EARLIER_MATTER, reasons=MARK), day)


def excepted(day: str) -> tuple[Deed, ...]:
    """Both organs find that a natural disaster caused the recurrence."""
    body = FindException(cause="natural_disaster", evidence=(document(),), reasons=MARK)
    return deed(ORGANISATION, body, day), signs(DISCIPLINE, day, "exception")


def asked(day: str = "2026-03-10", route: str = "request", actor: Actor = CONTACT, who: UUID = ANN) -> Deed:
    """Somebody asks for reappraisal."""
    return deed(actor, RequestReappraisal(route=route, subject=who, reasons=MARK, evidence=(document(),)), day)


def reappraisal(*opinions: Opinion, day: str = "2026-03-20", actor: Actor = ORGANISATION_2, **more: object) -> Deed:
    """Somebody proposes a decision on the newest reappraisal; none of the opinions = upheld."""

    def body(case: Case) -> AnyCommand:
        id_ = list(case.reappraisals)[-1]
        return DecideReappraisal.model_validate({"reappraisal": id_, "opinions": opinions, "reasons": MARK, **more})

    return deed(actor, body, day)


def rings(duty: str, rung: str, day: str, hour: int = 0) -> Deed:
    """The clock rings for the newest duty of that name, at the first instant of a day unless an hour is given."""

    def body(case: Case) -> AnyCommand:
        id_, each = [(id_, each) for id_, each in case.duties.items() if each.opened.duty == duty][-1]
        due_on = each.due_on if isinstance(each, OpenDuty) else each.opened.due_on
        return RingAlarm(duty=id_, due_on=due_on, rung=rung)

    return Deed(CLOCK, body, instant(day, hour))


NOTHING = Given(CASE, CASE_ID, CONTEXT)
FILED = NOTHING.given(filed())
ACCEPTED = FILED.given(*accepted())
INVESTIGATED = ACCEPTED.given(denied("2026-02-05"), *investigated())
DETERMINED = INVESTIGATED.given(*determined())
APPROVED = DETERMINED.given(*voted())
SERVED = APPROVED.given(served())
RECEIVED = SERVED.given(received())
BARRED = FILED.knowing(REGISTERED).given(confirmed_same()).knowing(TOLERATED_BEFORE)
NOT_ACCEPTED = FILED.given(*accepted(ground="not_in_scope"))
DUTIES = (("acceptance_notice", ORGANISATION), ("announcement", ORGANISATION), ("talk", ORGANISATION))
CLOSED = RECEIVED.given(
    *(done(duty, actor, "2026-02-25") for duty, actor in (*DUTIES, ("tracking", ORGANISATION), ("correction", CONTACT)))
)
