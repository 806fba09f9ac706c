"""The folds of a case page's parts that run side by side: steps, opinions, joint acts, rounds, reappraisals."""

from datetime import date
from typing import assert_never

from domain.case import events
from domain.case.decisions import OpinionFact
from projections.cases.view import (
    CasePage,
    ClosedRoundView,
    DigestView,
    EditionView,
    OpenRoundView,
    ProposalView,
    ReappraisalView,
    StepView,
)
from projections.projector.logged import LoggedEvent
from projections.projector.rows import changed


def step_opened(page: CasePage, event: events.StepOpened) -> CasePage:
    """Open a step, or open it again in its old place."""
    steps = {view.step: view for view in page.steps}
    steps[event.step] = StepView(step=event.step, kind=event.step_kind, state="open", opened_on=event.on)
    return changed(page, steps=tuple(steps.values()))


def step_done(page: CasePage, step: str, on: date) -> CasePage:
    """Close a step."""
    steps = tuple(changed(view, state="done", closed_on=on) if view.step == step else view for view in page.steps)
    return changed(page, steps=steps)


def case_closed(page: CasePage, event: events.CaseClosed) -> CasePage:
    """Close the case with every step still open."""
    for view in page.steps:
        if view.state == "open":
            page = step_done(page, view.step, event.on)
    return changed(page, closed=True, closed_on=event.on)


def subjects_with(page: CasePage, opinions: tuple[OpinionFact, ...], *, decided: bool) -> CasePage:
    """Put opinions beside their subjects, as proposed or as decided."""
    by_subject = {opinion.subject: opinion for opinion in opinions}
    subjects = tuple(
        changed(view, opinion=opinion, decided=decided)
        if (opinion := by_subject.get(view.facts.subject_id)) is not None
        else view
        for view in page.subjects
    )
    return changed(page, subjects=subjects)


def proposals_after(
    page: CasePage,
    logged: LoggedEvent,
    event: events.JointActProposed | events.JointActSigned | events.JointActDisputed,
) -> CasePage:
    """Follow a joint act from its proposal to the last signature or the first dispute; an organ alone awaits nobody."""
    proposals = {view.proposal_id: view for view in page.proposals}
    match event:
        case events.JointActProposed(awaited=()):
            return page
        case events.JointActProposed():
            proposals[logged.id] = ProposalView(
                proposal_id=logged.id,
                version=logged.version,
                step=event.step,
                decision=event.decision,
                organ=event.organ,
                awaited=event.awaited,
            )
        case events.JointActSigned():
            view = proposals.pop(event.proposal)
            if awaited := tuple(organ for organ in view.awaited if organ != event.organ):
                proposals[event.proposal] = changed(view, awaited=awaited)
        case events.JointActDisputed():
            del proposals[event.proposal]
        case _:
            assert_never(event)
    return changed(page, proposals=tuple(proposals.values()))


def rounds_after(
    page: CasePage,
    logged: LoggedEvent,
    event: events.RoundOpened | events.BallotCast | events.MemberRecused | events.RoundClosed,
) -> CasePage:
    """Follow a round; a ballot leaves a count behind, never its choice."""
    if isinstance(event, events.RoundOpened):
        return changed(page, round=_opened_round(logged, event))
    round_ = page.round
    if round_ is None or round_.round_id != event.round_id:
        raise TypeError(f"case {page.case_id}: {event.kind} outside its round")
    match event:
        case events.BallotCast():
            return changed(page, round=_after(round_, event.member, round_.recused))
        case events.MemberRecused():
            return changed(page, round=_after(round_, event.member, (*round_.recused, event.member)))
        case events.RoundClosed():
            return changed(page, round=None, rounds=(*page.rounds, _closed_round(round_, event)))
        case _:
            assert_never(event)


def _opened_round(logged: LoggedEvent, event: events.RoundOpened) -> OpenRoundView:
    return OpenRoundView(
        round_id=logged.id,
        step=event.step,
        committee=event.committee,
        opened_on=event.on,
        quorum=event.quorum,
        entitled=event.entitled,
        awaited=event.entitled,
    )


def _after(round_: OpenRoundView, member: str, recused: tuple[str, ...]) -> OpenRoundView:
    awaited = tuple(other for other in round_.awaited if other != member)
    cast = len(round_.entitled) - len(awaited) - len(recused)
    return changed(round_, awaited=awaited, recused=recused, cast=cast)


def _closed_round(round_: OpenRoundView, event: events.RoundClosed) -> ClosedRoundView:
    return ClosedRoundView(
        round_id=round_.round_id,
        step=round_.step,
        committee=round_.committee,
        opened_on=round_.opened_on,
        closed_on=event.on,
        quorum=round_.quorum,
        tally=event.tally,
        result=event.result,
    )


def reappraisals_after(
    page: CasePage, logged: LoggedEvent, event: events.ReappraisalOpened | events.ReappraisalDecided
) -> CasePage:
    """Follow a reappraisal: a closed case is open again with it, and a decision may change opinions."""
    if isinstance(event, events.ReappraisalOpened):
        asked = ReappraisalView(
            reappraisal_id=logged.id,
            version=logged.version,
            route=event.route,
            subject=event.subject,
            opened_on=event.on,
        )
        return changed(page, reappraisals=(*page.reappraisals, asked), closed=False, closed_on=None)
    reappraisals = tuple(
        changed(view, result=event.result, decided_on=event.on) if view.reappraisal_id == event.reappraisal else view
        for view in page.reappraisals
    )
    page = changed(subjects_with(page, event.opinions, decided=True), reappraisals=reappraisals)
    if event.result != "upheld":
        page = changed(page, digest=None)
    if event.result != "reopened":
        return page
    done = tuple(view for view in page.steps if view.state == "done")
    return changed(page, steps=done, accepted=None, refusal_ground=None)


def digest_after(
    page: CasePage,
    logged: LoggedEvent,
    event: events.DigestWritten | events.DigestApproved | events.DigestWithdrawn,
) -> CasePage:
    """Follow the digest of a concluded case: a draft, and beside it what is in the collection."""
    digest = page.digest or DigestView()
    match event:
        case events.DigestWritten():
            return changed(page, digest=changed(digest, draft=logged.version))
        case events.DigestApproved():
            draft = None if digest.draft == event.digest else digest.draft
            return changed(page, digest=DigestView(draft=draft, approved=event.digest, published=event.published))
        case events.DigestWithdrawn():
            if digest.draft == event.digest:
                return changed(page, digest=changed(digest, draft=None))
            return changed(page, digest=changed(digest, approved=None, published=False))
        case _:
            assert_never(event)


def transition_chosen(page: CasePage, logged: LoggedEvent, event: events.TransitionChosen) -> CasePage:
    """Note a choice between editions; the page shows the one that the case goes on under."""
    view = EditionView(
        version=logged.version,
        choice=event.choice,
        on=event.on,
        edition=event.edition,
        pack_sha256=event.pack_sha256,
        was_edition=event.was_edition,
        document=event.document,
    )
    page = changed(page, transitions=(*page.transitions, view))
    return changed(page, edition=event.edition, pack_sha256=event.pack_sha256) if event.moves else page
