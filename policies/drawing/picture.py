"""The flow of a procedure pack as a picture (程序流程图): who acts in which order, and by when.

Pure: a pack in, SVG text out, the same for the same pack. What else a pack says stands in `panels`, as words. Meaning
is never in a colour alone: forces are told by dashes and in words, our own defaults are lighter and say so. A drawing
of this size needs no library.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from domain.pack.pack import Pack
from domain.pack.steps import Route, Step
from domain.pack.terms import Force, Standing
from policies.drawing.graph import CLOSED, Graph, Lead, graph, start
from policies.drawing.layout import BETWEEN, Layout, Size, layout
from policies.drawing.looks import DASHES, ON_INK, is_default, source, tag, term_stroke
from policies.drawing.svg import (
    GROUND,
    INK,
    PALE,
    SMALL,
    SOFT,
    WHITE,
    Block,
    Paragraph,
    Rect,
    Run,
    Sheet,
    Stroke,
    block,
    document,
)
from policies.packs import words

_WIDTH, _PAD = 520.0, 12.0
_ASIDE_WIDTH = 250.0
"""How wide a way in is that leads past the first steps, beside them."""
_ROUND = 22.0
_NOTE_WIDTH, _NOTE_AWAY = 210.0, 18.0


@dataclass(frozen=True, slots=True)
class _Note:
    """What is attached to a step: a supplement, an extension."""

    words: Block
    force: Force | None
    is_default: bool

    @property
    def height(self) -> float:
        return self.words.height + 12


@dataclass(frozen=True, slots=True)
class _Content:
    """The words of a node, and its notes."""

    words: Block
    notes: tuple[_Note, ...] = ()
    is_default: bool = False
    width: float = _WIDTH

    @property
    def size(self) -> Size:
        notes = sum(note.height + 6 for note in self.notes)
        return Size(
            self.width,
            max(self.words.height + 14, notes),
            _NOTE_AWAY + _NOTE_WIDTH if self.notes else 0.0,
        )


def draw(pack: Pack) -> str:
    """The flow of a pack as an SVG document."""
    track = graph(pack.tolerance)
    contents = _contents(pack, track)
    sizes = {node: content.size for node, content in contents.items()}
    sizes |= {CLOSED: Size(150, 32)} if CLOSED in track.places else {}
    flow = layout(track, sizes, partial(_label, pack))
    sheet = Sheet()
    _flow(sheet, pack, flow, contents)
    return document(sheet, flow.width, flow.height, pack.name.zh, _description(pack, track))


def _contents(pack: Pack, track: Graph) -> dict[str, _Content]:
    widths = _widths_of_starts(track)
    contents = {
        start(index): _Content(_route(pack, route, widths[start(index)]), width=widths[start(index)])
        for index, route in enumerate(pack.tolerance.opens)
    }
    for name, step in pack.tolerance.steps.items():
        is_default = pack.standing_of(step) is Standing.DEFAULT
        contents[name] = _Content(_step(pack, step), tuple(_notes(pack, step)), is_default)
    return {node: content for node, content in contents.items() if node in track.places}


def _widths_of_starts(track: Graph) -> dict[str, float]:
    """Ways in that lead to the same step stand side by side above it; one beside other steps is narrow."""
    widths: dict[str, float] = {}
    for row in track.rows:
        starts = [node for node in row if _is_start(node)]
        share = (_WIDTH - BETWEEN * (len(starts) - 1)) / max(len(starts), 1)
        widths |= dict.fromkeys(starts, share if len(starts) == len(row) else _ASIDE_WIDTH)
    return widths


def _is_start(node: str) -> bool:
    return node.startswith("start.")


def _route(pack: Pack, route: Route, width: float) -> Block:
    asking = "、".join(words.actor(pack, each) for each in route.by)
    name = Run(words.ROUTES[route.route].zh, 15, bold=True, colour=WHITE)
    to = words.actor(pack, route.to)
    who = [Run(asking, colour=WHITE)]
    who += [Run(f"　→　{to}", colour=WHITE, whole=True)] if asking != to else []
    asked = [*(words.NEEDS.get(each, each.value) for each in route.needs), words.documents(route.documents)]
    needs = "、".join(filter(None, asked))
    sourced = source(pack, route, colour=ON_INK)
    lines: list[Paragraph] = [(name, *sourced), (*who,)]
    if width >= _WIDTH:
        lines = [(name, Run("　", colour=WHITE), *who, *sourced)]
    lines += [(Run(f"须附：{needs}", colour=WHITE),)] if needs else []
    lines += [(Run(words.alongside(route.alongside), colour=WHITE),)] if route.alongside else []
    return block(lines, width - 2 * _PAD - 12)


def _step(pack: Pack, step: Step) -> Block:
    name = [Run(step.name.zh, 16, bold=True)]
    name += [Run(f"  {step.name.en}", SMALL, colour=SOFT)] if step.name.en != step.name.zh else []
    lines: list[Paragraph] = [(*name, *source(pack, step))]
    if step.body in pack.bodies:
        body = pack.bodies[step.body]
        how, who = words.body(pack, body)
        lines.append((Run(how, bold=True), Run(f"　{who}"), *tag(pack, body)))
        if body.kind == "joint" and body.on_disagreement:
            said = f"　{words.disagreement(pack, body.on_disagreement)}"
            lines.append((Run("意见不一致", bold=True, colour=SOFT), Run(said, colour=SOFT)))
    if step.decided_by in pack.bodies:
        how, who = words.body(pack, pack.bodies[step.decided_by])
        lines.append((Run("决定", bold=True), Run(f"　{how}，{who}"), *tag(pack, pack.bodies[step.decided_by])))
    lines += _asked(pack, step)
    for told in (rule for kind, rule in sorted(pack.told.items()) if kind == step.kind.value):
        said = f"　{told.name.zh}（{words.actor(pack, told.by)}）"
        lines.append((Run("告知", bold=True, colour=SOFT), Run(said, colour=SOFT), *source(pack, told)))
    for each in step.duties:
        said = f"　{words.step_duty(pack, step, each)}"
        lines.append((Run("职责", bold=True, colour=SOFT), Run(said, colour=SOFT), *source(pack, each)))
    return block(lines, _WIDTH - 2 * _PAD)


def _asked(pack: Pack, step: Step) -> Iterator[Paragraph]:
    """What a step asks for, who is told of it and who may be consulted."""
    if step.needs:
        needs = " · ".join(words.NEEDS.get(each, each.value) for each in step.needs)
        yield (Run("须备", bold=True, colour=SOFT), Run(f"　{needs}", colour=SOFT))
    if step.anew:
        anew = " · ".join(words.NEEDS[each] for each in step.anew)
        yield (Run("重新", bold=True, colour=SOFT), Run(f"　{anew}（在本环节内）", colour=SOFT))
    if step.documents:
        asked = Run(f"　{words.documents(step.documents)}", colour=SOFT)
        yield (Run("须交", bold=True, colour=SOFT), asked)
    if step.filed_with is not None:
        said = f"　{words.actor(pack, step.filed_with)}（告知，不须批准）"
        yield (Run("报备", bold=True, colour=SOFT), Run(said, colour=SOFT))
    if step.may:
        may = " · ".join(words.CONSULTATIONS[each].zh for each in step.may)
        yield (Run("可以", bold=True, colour=SOFT), Run(f"　{may}", colour=SOFT))


def _notes(pack: Pack, step: Step) -> list[_Note]:
    notes: list[_Note] = []
    if step.supplement:
        supplement, within = step.supplement, step.supplement.within
        standing = pack.standing_of(supplement, step)
        said = f"：{words.actor(pack, supplement.by)}一次性告知，申请人{words.term(within)}内补齐，中止计时"
        line = (Run("补正", SMALL + 1, bold=True), Run(said, SMALL + 1), *source(pack, supplement, within, step))
        notes.append(_Note(block([line], _NOTE_WIDTH - 16), within.force, standing is Standing.DEFAULT))
    if step.within and step.within.extension:
        extension = step.within.extension
        standing = pack.standing_of(extension, step.within, step)
        said = f"：{words.extension(pack, step.within)}"
        line = (Run("延长", SMALL + 1, bold=True), Run(said, SMALL + 1), *source(pack, extension, step.within, step))
        notes.append(_Note(block([line], _NOTE_WIDTH - 16), None, standing is Standing.DEFAULT))
    return notes


def _label(pack: Pack, lead: Lead, width: float) -> Block:
    """What an arrow says: the outcome, and the term of the step that it ends."""
    step = pack.tolerance.steps.get(lead.source)
    if step is None:
        return Block(())
    named = " / ".join(words.outcome(step, each) for each in lead.outcomes) or "各项职责完成"
    line: list[Run] = [Run(named, bold=True)]
    within = step.within
    if within and lead.outcomes:
        is_main = min(step.leads, key=words.outcome_rank) in lead.outcomes
        colour = SOFT if is_default(pack, within, step) else INK
        said = f"　{words.term(within)}" if is_main else f" {words.amount(within.amount, within.unit)}"
        line.append(Run(said, colour=colour, whole=not is_main))
        if is_main:
            line.append(Run(words.counted_from(pack, within, "本环节开始"), colour=colour))
            line.append(Run(f"  {words.FORCES[within.force]}", SMALL, colour=SOFT, whole=True))
            line += source(pack, within, step)
    return block([tuple(line)], width)


def _stroke(pack: Pack, lead: Lead) -> Stroke:
    step = pack.tolerance.steps.get(lead.source)
    return term_stroke(pack, step.within if step and lead.outcomes else None, *([step] if step else []))


def _flow(sheet: Sheet, pack: Pack, flow: Layout, contents: Mapping[str, _Content]) -> None:
    """Draw boxes, notes and arrows."""
    for arrow in flow.arrows:
        sheet.arrow(arrow.points, _stroke(pack, arrow.lead))
        sheet.text(arrow.label, *arrow.label_at, "end" if arrow.flush else "start")
    for node, box in flow.boxes.items():
        if node in contents:
            _box(sheet, node, box, contents[node])
        else:
            sheet.box(box, "node", Stroke(INK), INK, box.height / 2)
            ended = Block(((Run("办结", 15, bold=True, colour=WHITE), Run("  closed", SMALL, colour=ON_INK)),))
            sheet.text(ended, box.x + (box.width - ended.width) / 2, box.y + (box.height - ended.height) / 2)


def _box(sheet: Sheet, node: str, box: Rect, content: _Content) -> None:
    is_start = _is_start(node)
    stroke = Stroke(PALE if content.is_default else INK, 1.2)
    sheet.box(box, "node", stroke, INK if is_start else WHITE, min(box.height / 2, _ROUND) if is_start else 6)
    top = box.y + (box.height - content.words.height) / 2
    sheet.text(content.words, box.x + (_PAD + 8 if is_start else _PAD), top)
    y = box.y
    for note in content.notes:
        place = Rect(box.right + _NOTE_AWAY, y, _NOTE_WIDTH, note.height)
        dashes = DASHES[note.force] if note.force else ""
        middle = y + note.height / 2
        sheet.line([(box.right, middle), (place.x, middle)], Stroke(PALE, 1))
        sheet.box(place, "note", Stroke(PALE if note.is_default else INK, 1, dashes), GROUND, 2)
        sheet.text(note.words, place.x + 8, place.y + 6)
        y = place.bottom + 6


def _description(pack: Pack, track: Graph) -> str:
    """The flow in sentences, for those who do not see the picture."""
    names = {name: step.name.zh for name, step in pack.tolerance.steps.items()} | {CLOSED: "办结"}
    said: list[str] = []
    for lead in track.leads:
        step = pack.tolerance.steps.get(lead.source)
        if step is None:
            route = pack.tolerance.opens[int(lead.source.partition(".")[2])]
            said.append(f"{words.ROUTES[route.route].zh}进入{names[lead.target]}")
            continue
        how = "、".join(words.outcome(step, each) for each in lead.outcomes)
        by = f"（{words.term(step.within)}，{words.FORCES[step.within.force]}）" if step.within and how else ""
        said.append(f"{step.name.zh}{by}{how}后进入{names[lead.target]}")
    return "；".join(said) + "。"
