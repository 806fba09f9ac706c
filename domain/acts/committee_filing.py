"""Filing with a committee (报备, ZS-10, ZS-27): it is told of the result, not asked; being filed approves nothing."""

from typing import ClassVar, Literal

from domain.acts.investigation import require_ready
from domain.acts.terms import lead_on
from domain.case.act import Act, Events
from domain.guards import guard
from domain.messages import EXAMPLE_DOCUMENT, Command, Dispatch, Event
from domain.pack.steps import Step, StepKind
from domain.values import Document, FreeText, OrganId, Sha256, StepId, Text


class FileWithCommittee(
    Command, path="committee-filing", summary="File the result with the committee", tag="publicity"
):
    """报备 (ZS-10, ZS-27): the committee is told of the result; it is not asked, and nothing is approved by it."""

    example: ClassVar = {"document": EXAMPLE_DOCUMENT, "remarks": "认定结果报党委备案。"}
    kind: Literal["file_with_committee"] = "file_with_committee"
    document: Document
    remarks: Text | None = None


class FiledWithCommittee(Event, group="material", zh="报备（已告知，不是批准）", en="Filed: told, not asked"):
    """备案 (ZS-10, ZS-27): the result was laid before an organ, which was told and not asked."""

    dispatch: ClassVar = Dispatch("容备", "报备函", "Letter of filing")
    facts: ClassVar = {"报备机关": "with_organ", "材料": "document"}
    kind: Literal["filed_with_committee"] = "filed_with_committee"
    step: StepId
    with_organ: OrganId
    document: Sha256


@guard(FileWithCommittee)
def _may_file(act: Act) -> tuple[str, Step]:
    step_id, _, step = act.open_step(StepKind.FILING)
    act.require_role(*act.body_roles(step))
    act.require_fresh(step_id)
    require_ready(act, step_id)
    return step_id, step


def file_with_committee(act: Act, command: FileWithCommittee) -> Events:
    """Lay the result before the organ that the pack names (ZS-10)."""
    step_id, step = _may_file(act)
    filed = FiledWithCommittee(
        on=act.on,
        private=FreeText(statement=command.remarks, document_titles=(command.document.title,)),
        step=step_id,
        with_organ=act.organ_of(step.filed_with or ""),
        document=command.document.sha256,
    )
    return [filed, *act.meet_step(step_id), *lead_on(act, step_id, "filed")]
