"""The Nujiang procedure with other bodies: a committee that votes on a determination, an organ that approves alone."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from domain.acts.voting.approving import DecideApproval
from domain.pack.pack import Pack
from domain.pack.steps import OrganBody
from policies.packs.loader import pack_sha256
from tests.domain.scenario import Deed, Given, deed
from tests.domain.stories import cases
from tests.domain.stories.cases import MARK


def under(steps: Mapping[str, Mapping[str, Any]], **changes: Any) -> Given:
    """Nothing has happened yet, under the Nujiang procedure with some keys of its steps, and of itself, changed."""
    track, organ = cases.PACK.tolerance, OrganBody(organ="organization")
    changed = {**track.steps} | {name: track.steps[name].model_copy(update=dict(keys)) for name, keys in steps.items()}
    update = {
        "bodies": {**cases.PACK.bodies, "alone": organ},
        "tolerance": track.model_copy(update={"steps": changed}),
        **changes,
    }
    pack = Pack.model_validate(cases.PACK.model_copy(update=update).model_dump(by_alias=True))
    return cases.NOTHING.knowing(replace(cases.CONTEXT, pack=pack, pack_sha256=pack_sha256(pack)))


def determined_under(given: Given, day: str = "2026-02-11") -> Given:
    """Filed, accepted and investigated; the determination is put forward by both organs."""
    return given.given(
        cases.filed(), *cases.accepted(), cases.denied("2026-02-05"), *cases.investigated(), *cases.determined(day=day)
    )


def approves(result: str = "approved", day: str = "2026-02-12") -> Deed:
    """The organisation department decides on the approval."""
    body = DecideApproval.model_validate({"result": result, "reasons": MARK})
    return deed(cases.ORGANISATION, body, day)


BY_ORGAN = determined_under(under({"approval": {"body": "alone"}}))
"""Before an organ that approves by itself."""
TO_VOTE = under({"determination": {"body": "meeting"}}).given(
    cases.filed(),
    *cases.accepted(),
    cases.denied("2026-02-05"),
    *cases.investigated(),
    deed(cases.SECRETARY, cases.determination(), "2026-02-11"),
)
"""A determination that the committee's secretary has put forward, and the committee votes on."""
OF_UNITS = under(
    {},
    tolerance=cases.PACK.tolerance.model_copy(
        update={"opens": (cases.PACK.tolerance.opens[0].model_copy(update={"by": ("unit",)}),)}
    ),
)
"""Where units apply, and no person by themselves."""
