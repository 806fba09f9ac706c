"""What stands around the flow of a pack: title, legend, duties, reappraisal, shelving, correction, the ladder."""

from collections.abc import Iterator, Sequence
from functools import partial

from domain.pack.pack import Ladder, Pack, RiskFilingTrack
from domain.pack.results import Correction, DutyRule
from domain.pack.steps import ReappraisalRoute, Shelving
from domain.pack.terms import Force, Sourced
from policies.drawing.assessment import has_lists, lists
from policies.drawing.columns import Draw
from policies.drawing.decision import decision_panels
from policies.drawing.looks import DASHES, outline, source, term_stroke
from policies.drawing.records import records
from policies.drawing.results import clarification_panel, results_panel
from policies.drawing.svg import (
    GROUND,
    INK,
    LINE,
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
)
from policies.packs import words

_PAD = 14.0
_ROUTE_WIDTH, _REVIEW_WIDTH = 236.0, 180.0
_STOP_WIDTH_MAX = 420.0


def head(sheet: Sheet, pack: Pack, x: float, y: float, width: float) -> float:
    """The title, and what kind of text this is; returns where it ends."""
    standing = f"性质：{words.STANDINGS[pack.standing]}"
    title = block([(Run(pack.name.zh, 24, bold=True), Run(f"　{pack.name.en}", 14, colour=SOFT))], width - 200)
    facts = f"程序包 {pack.pack}　版本 {pack.edition}　来源：{pack.source}"
    about = block([(Run(facts, colour=SOFT),)], width)
    sheet.text(title, x, y)
    chip = Block(((Run(standing, 15, bold=True),),))
    place = Rect(x + width - chip.width - 28, y, chip.width + 28, chip.height + 10)
    sheet.box(place, "chip", Stroke(INK, 1.6), WHITE, 3)
    sheet.text(chip, place.x + 14, place.y + 5)
    sheet.text(about, x, y + title.height + 2)
    bottom = y + title.height + about.height + 10
    sheet.line([(x, bottom), (x + width, bottom)], Stroke(INK, 2))
    return bottom


def legend(sheet: Sheet, x: float, y: float, width: float) -> float:
    """What lines and boxes mean; returns where it ends."""
    lines = (
        (Stroke(INK, 1.6, DASHES[Force.STATUTORY]), "规定期限 binding term"),
        (Stroke(INK, 1.6, DASHES[Force.ADVISORY]), "参考期限，只提醒 advisory"),
        (Stroke(INK, 1.6, DASHES[Force.WINDOW]), "期间，期满即止 window"),
        (Stroke(PALE, 1.6), "浅色：本系统默认，不是原文所定 our default"),
        (Stroke(INK, 0.7), "没有期限 no term"),
    )
    left, said = x, Block(())
    for stroke, meaning in lines:
        said = block([(Run(meaning, SMALL + 1, colour=SOFT),)], width)
        if left + 42 + said.width > x + width:
            left, y = x, y + said.height
        middle = y + said.height / 2
        sheet.line([(left, middle), (left + 36, middle)], stroke)
        sheet.text(said, left + 43, y)
        left += said.width + 70
    return y + said.height


def panels(pack: Pack) -> Iterator[Draw]:
    """All but the duties, in their order."""
    yield lambda sheet, at: _reappraisal(sheet, pack, at)
    if shelving := pack.shelving:
        yield lambda sheet, at: _shelving(sheet, pack, shelving, at)
    if has_lists(pack):
        yield lambda sheet, at: _text_panel(sheet, at, list(lists(pack)), Stroke(LINE))
    given: list[tuple[Sourced, Sequence[Paragraph]]] = [*decision_panels(pack)]
    given += [(pack.correction, _correction(pack, pack.correction))] if pack.correction else []
    given += [*results_panel(pack), *clarification_panel(pack)]
    given += [(pack.risk_filing, _risk_filing(pack, pack.risk_filing))] if pack.risk_filing else []
    given += [(pack, records(pack))] if pack.records else []
    for rule, lines in given:
        yield partial(_text_panel, lines=lines, stroke=outline(pack, rule))


def duties(pack: Pack) -> Draw:
    """The panel of the duties that each outcome opens."""
    return partial(_text_panel, lines=_duties(pack), stroke=Stroke(LINE))


def _text_panel(sheet: Sheet, at: Rect, lines: Sequence[Paragraph], stroke: Stroke) -> float:
    """A panel of lines; returns where it ends."""
    text = block(lines, at.width - 2 * _PAD)
    place = Rect(at.x, at.y, at.width, text.height + 2 * _PAD)
    _panel(sheet, place, stroke)
    sheet.text(text, place.x + _PAD, place.y + _PAD)
    return place.bottom


def _panel(sheet: Sheet, at: Rect, stroke: Stroke) -> None:
    sheet.box(at, "panel", stroke, GROUND, 6)


def _title(zh: str, en: str, *more: Run) -> Paragraph:
    return (Run(zh, 15, bold=True), Run(f"  {en}", SMALL, colour=SOFT), *more)


def _duties(pack: Pack) -> list[Paragraph]:
    lines = [_title("后续职责", "duties that each outcome opens")]
    for outcomes, duties in words.outcomes_alike(pack):
        named = "、".join(words.OUTCOMES[each] for each in outcomes)
        lines += [(Run(" ", 5),), (Run(named, 14, bold=True),)]
        lines += [line for index in duties for line in _duty(pack, pack.duties[index])]
        lines += [] if duties else [(Run("没有后续职责", colour=SOFT),)]
    for rule in pack.reappraisal.duties:
        named = "、".join(words.OUTCOMES[each] for each in rule.outcomes)
        lines += [(Run(" ", 5),), (Run(f"复议改为{named}", 14, bold=True),), *_duty(pack, rule)]
    return lines


def _duty(pack: Pack, rule: DutyRule) -> list[Paragraph]:
    more: list[Paragraph] = []
    if rule.recipients:
        more = [(Run(f"　{words.recipients(rule)}", SMALL + 1, colour=SOFT),)]
    if rule.repeats is not None:
        said = f"　{words.repeats(rule)}"
        more += [(Run(said, SMALL + 1, colour=SOFT), *source(pack, rule.repeats, rule))]
    return [*_duty_once(pack, rule), *more]


def _duty_once(pack: Pack, rule: DutyRule) -> tuple[Paragraph, Paragraph]:
    what = (Run(f"· {rule.name.zh}（{words.actor(pack, rule.by)}）"), *source(pack, rule))
    if rule.within is None:
        return what, (Run("　与书面反馈同时", SMALL + 1, colour=SOFT),)
    said = f"{words.term(rule.within)}{words.counted_from(pack, rule.within, '决定')}"
    force = Run(f"  {words.FORCES[rule.within.force]}", SMALL, colour=SOFT, whole=True)
    return what, (Run(f"　{said}", SMALL + 1, colour=SOFT), force, *source(pack, rule.within, rule))


def _reappraisal(sheet: Sheet, pack: Pack, at: Rect) -> float:
    """The small lane of reappraisal: its ways in, each with its window, and the review they lead to."""
    again = pack.reappraisal
    title = block([_title("复议", "reappraisal", *source(pack, again))], at.width - 2 * _PAD)
    ways = [block(_way(pack, each), _ROUTE_WIDTH - 28) for each in again.opens]
    review = block(_review(pack), _REVIEW_WIDTH - 20)
    rows = sum(way.height + 10 for way in ways) + 6 * max(len(ways) - 1, 0)
    stretch = max(0.0, review.height + 16 - rows)
    inside = at.y + _PAD + title.height + 6
    box = Rect(at.x + at.width - _PAD - _REVIEW_WIDTH, inside, _REVIEW_WIDTH, rows + stretch)
    _panel(sheet, Rect(at.x, at.y, at.width, box.bottom + _PAD - at.y), Stroke(LINE))
    sheet.text(title, at.x + _PAD, at.y + _PAD)
    y = inside
    for each, way in zip(again.opens, ways, strict=True):
        place = Rect(at.x + _PAD, y, _ROUTE_WIDTH, way.height + 10 + stretch / len(ways))
        middle = y + place.height / 2
        sheet.arrow([(place.right, middle), (box.x, middle)], term_stroke(pack, each.within, each, again))
        sheet.box(place, "node", outline(pack, each, again), WHITE, min(place.height / 2, 18))
        sheet.text(way, place.x + 14, middle - way.height / 2)
        y = place.bottom + 6
    sheet.box(box, "node", outline(pack, again))
    sheet.text(review, box.x + 10, box.y + (box.height - review.height) / 2)
    return box.bottom + _PAD


def _way(pack: Pack, route: ReappraisalRoute) -> Sequence[Paragraph]:
    if route.within is None:
        return [(Run(route.name.zh),)]
    from_when = words.runs_from(pack, route.within, route.name.zh)
    window = f"{from_when}{words.term(route.within)}内"
    return [
        (Run(route.name.zh),),
        (Run(window, SMALL + 1, colour=SOFT), *source(pack, route.within)[: len(words.cites(route.within))]),
    ]


def _review(pack: Pack) -> list[Paragraph]:
    again = pack.reappraisal
    lines: list[Paragraph] = [(Run("复议决定", 15, bold=True),)]
    if again.body in pack.bodies:
        how, who = words.body(pack, pack.bodies[again.body])
        lines.append((Run(how, bold=True), Run(f" {who}")))
    lines.append((Run(f"{words.runs_from(pack, again.within, '启动')}{words.term(again.within)}内"),))
    lines += [(Run(f"· {words.RULES.get(rule, rule)}", colour=SOFT),) for rule in again.rules]
    return lines


def _shelving(sheet: Sheet, pack: Pack, rule: Shelving, at: Rect) -> float:
    said = f"　由{words.actor(pack, rule.by)}决定，中止计时；{words.term(rule.within)}内再次核查并作出决定"
    title = _title("暂缓认定（搁置）", "shelving", *source(pack, rule))
    longer = words.extension(pack, rule.within)
    lines: list[Paragraph] = [title, (Run(said.strip("　")), *source(pack, rule.within, rule))]
    lines += [(Run(longer, colour=SOFT),)] if longer else []
    return _text_panel(sheet, at, lines, outline(pack, rule))


def _correction(pack: Pack, rule: Correction) -> Sequence[Paragraph]:
    title = _title("纠错评估与督促", "correction", *source(pack, rule))
    return [title, *((Run(f"· {said}"),) for said in words.correction(pack))]


def _risk_filing(pack: Pack, rule: RiskFilingTrack) -> Sequence[Paragraph]:
    """What comes before the act, and so before the whole flow."""
    by = "、".join(words.actor(pack, role) for role in rule.by)
    complex_ = f"；复杂的提交{words.actor(pack, rule.complex_to)}会商" if rule.complex_to else ""
    length = f"{rule.valid.amount}{'个月' if rule.valid.unit == 'months' else '日'}"
    change = "，重大变化须变更报备" if rule.amend else ""
    late = "开工后报备的标明" if rule.late == "accepted_flagged" else "开工后不再受理"
    return [
        _title("事前容错报备", "risk filing before the act", *source(pack, rule)),
        (Run(f"开工前由{by}向{words.actor(pack, rule.to)}报备{complex_}"),),
        (Run(f"{words.term(rule.reply)}内反馈并存档"), *source(pack, rule.reply, rule)),
        (Run(f"有效期至多{length}{change}；{late}"), *source(pack, rule.valid, rule)),
        (Run("在以后的案件中作为证据，不是免责承诺", colour=SOFT),),
    ]


def ladder(sheet: Sheet, pack: Pack, at: Rect) -> float:
    """The rungs of escalation as a strip, in working days from the due date; returns where it ends."""
    rule = pack.ladder
    title = block(
        [_title("逾期督办", "escalation"), (Run("不发给逾期的机关", SMALL, colour=SOFT), *source(pack, rule))], 190
    )
    stops = _stops(pack, rule)
    left = at.x + _PAD + 212
    width = min((at.x + at.width - _PAD - left + 24) / max(len(stops), 1), _STOP_WIDTH_MAX)
    texts = [block(stop, width - 48) for stop in stops]
    height = max(text.height for text in (title, *texts)) + 2 * _PAD
    _panel(sheet, Rect(at.x, at.y, at.width, height), Stroke(LINE))
    sheet.text(title, at.x + _PAD, at.y + (height - title.height) / 2)
    for index, text in enumerate(texts):
        place = Rect(left + index * width, at.y + 8, width - 24, height - 16)
        if index:
            sheet.arrow([(place.x - 24, at.y + height / 2), (place.x, at.y + height / 2)], Stroke(PALE, 1.6))
        sheet.box(place, "node", outline(pack, rule), WHITE, 3)
        sheet.text(text, place.x + 12, at.y + (height - text.height) / 2)
    return at.y + height


def _stops(pack: Pack, rule: Ladder) -> list[list[Paragraph]]:
    stops = [
        _stop(f"到期前{days}个工作日", Run("到期提醒", 14, bold=True))
        for days in sorted(rule.remind_before, reverse=True)
    ]
    for rung in rule.rungs:
        when = f"逾期{rung.after_due}个工作日" if rung.after_due else "到期未办"
        stops.append(_stop(when, Run(rung.name.zh, 14, bold=True), Run(f" → {words.actor(pack, rung.to)}", whole=True)))
    return stops


def _stop(when: str, *what: Run) -> list[Paragraph]:
    return [(Run(when, SMALL + 1, colour=SOFT),), what]
