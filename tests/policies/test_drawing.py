"""The drawing of a pack: its flow without overlaps whatever the graph, and flow and panels true to what it says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise, product
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.pack.pack import Pack
from domain.pack.steps import Need, Route, Step, StepKind, Supplement, Track
from domain.pack.terms import Extension, Force, Standing, Within
from domain.values import Bilingual
from policies.drawing.graph import CLOSED, graph
from policies.drawing.layout import Size, layout
from policies.drawing.panels import panels
from policies.drawing.picture import draw
from policies.drawing.svg import Point, Rect, Run, block
from policies.packs import words as pack_words
from policies.packs.loader import bundled_pack, bundled_packs, pack_bytes
from tests.domain.stories.corrections import CORRECTION, VISITS, context
from tests.domain.stories.results_used import BARE
from tests.domain.stories.results_used import PACK as USED

NUJIANG = bundled_pack("nujiang")
PACKS = tuple(bundled_packs())
SVG = "{http://www.w3.org/2000/svg}"
NEAR = 0.25
"""Numbers are written to a tenth."""


@dataclass(frozen=True)
class Seen:
    """What an eye finds: boxes with their kind, arrows by their corners, words with where they stand; the panels."""

    root: Element
    boxes: tuple[tuple[str, Rect], ...]
    arrows: tuple[tuple[Point, ...], ...]
    texts: tuple[tuple[Rect, str], ...]
    panels: tuple[str, ...]

    @property
    def words(self) -> str:
        """All words, a line of the picture or of a panel a line."""
        return "\n".join([*(text for _, text in self.texts), *self.panels])

    def dashes(self, colour: str | None = None) -> list[str | None]:
        """How the arrows are dashed, those of a colour or all."""
        arrows = (each for each in self.root.iter(f"{SVG}path") if each.get("class") == "arrow")
        return [each.get("stroke-dasharray") for each in arrows if colour in {None, each.get("stroke")}]


def seen(pack: Pack) -> Seen:
    """Look at a pack's drawing."""
    root = fromstring(draw(pack))  # noqa: S314 - our own text
    rects = [each for each in root.iter(f"{SVG}rect") if each.get("class")]
    arrows = [each for each in root.iter(f"{SVG}path") if each.get("class") == "arrow"]
    return Seen(
        root,
        tuple((str(each.get("class")), Rect(*(float(each.get(key, "0")) for key in SIDES))) for each in rects),
        tuple(tuple(corners(str(each.get("d")))) for each in arrows),
        tuple((extent(each), "".join(each.itertext())) for each in root.iter(f"{SVG}text")),
        tuple(told(pack)),
    )


def told(pack: Pack) -> Iterator[str]:
    """The lines of the panels as they read, each with its force, its articles and its standing."""
    for panel in panels(pack):
        for group in panel.groups:
            for line in (panel.head, *([group.head] if group.head else []), *group.lines):
                for each in (line, *line.notes):
                    yield "  ".join(filter(None, (each.text, each.force_word, *each.cites, each.standing)))


SIDES = ("x", "y", "width", "height")


def corners(path: str) -> Iterator[Point]:
    """The corners of a path: where it begins, bends, and ends."""
    parts = re.findall(r"([MLQ])([-\d. ]+)", path)
    for index, (kind, numbers) in enumerate(parts):
        x, y = map(float, numbers.split()[:2])
        if kind != "L" or index == len(parts) - 1:
            yield x, y


def extent(text: Element) -> Rect:
    """About where a line of text stands."""
    runs = [
        Run(each.text or "", float(each.get("font-size", "0")), bold=each.get("font-weight") is not None)
        for each in text
    ]
    width, size = sum(run.width() for run in runs), max(run.size for run in runs)
    x = float(text.get("x", "0")) - (width if text.get("text-anchor") == "end" else 0)
    return Rect(x, float(text.get("y", "0")) - size * 0.8, width, size)


def overlap(one: Rect, other: Rect) -> bool:
    """Whether two places share more than a border."""
    return (
        one.x < other.right - NEAR
        and other.x < one.right - NEAR
        and one.y < other.bottom - NEAR
        and other.y < one.bottom - NEAR
    )


def holds(outer: Rect, inner: Rect) -> bool:
    """Whether one place lies in another."""
    return (
        outer.x <= inner.x + NEAR
        and outer.y <= inner.y + NEAR
        and inner.right <= outer.right + NEAR
        and inner.bottom <= outer.bottom + NEAR
    )


def on_border(point: Point, box: Rect) -> bool:
    """Whether a point lies on the border of a box."""
    x, y = point
    return holds(box, Rect(x, y, 0, 0)) and (
        min(abs(x - box.x), abs(x - box.right)) <= NEAR or min(abs(y - box.y), abs(y - box.bottom)) <= NEAR
    )


def strips(arrow: tuple[Point, ...]) -> Iterator[Rect]:
    """The straight parts of an arrow, as places a little wide."""
    for (x, y), (to_x, to_y) in pairwise(arrow):
        yield Rect(min(x, to_x) - 1, min(y, to_y) - 1, abs(to_x - x) + 2, abs(to_y - y) + 2)


def grown(box: Rect, by: float) -> Rect:
    """A place with a margin around it, or without its own border where that is below zero."""
    return Rect(box.x - by, box.y - by, box.width + 2 * by, box.height + 2 * by)


NAMES = st.builds(
    Bilingual,
    zh=st.text("容错纠错认定（）、受理核查反馈公示备案", min_size=1, max_size=40),
    en=st.text("abcdefghij klmno", min_size=1, max_size=60) | st.just("w" * 120),
)
STANDINGS = st.sampled_from([None, *Standing])
CITES = st.lists(st.sampled_from(["NJ-12", "NJ-13", "NJ-14", "A-01", "第十七条第二款"]), max_size=5).map(tuple)
EXTENSIONS = st.builds(Extension, at_most=st.integers(1, 90), by=st.just("committee"), cite=CITES, standing=STANDINGS)
UNITS = st.sampled_from(["working_days", "months", "calendar_days", "promptly"])
MOMENTS = st.sampled_from(["opened", "s0.accepted", "s1.decided_on", "application.received"])


@st.composite
def withins(draws: st.DrawFn, force: Force | None = None) -> Within:
    """A term."""
    return Within.model_validate(
        {
            "amount": draws(st.integers(1, 365)),
            "unit": draws(UNITS),
            "from": draws(MOMENTS),
            "force": force or draws(st.sampled_from(Force)),
            "cite": draws(CITES),
            "standing": draws(STANDINGS),
            "extension": draws(st.none() | EXTENSIONS),
        }
    )


@st.composite
def tracks(draws: st.DrawFn) -> Track:
    """A small graph: branches, rings, steps nobody comes to, several ways in."""
    names = [f"s{index}" for index in range(draws(st.integers(1, 7)))]
    outcomes = st.sampled_from(["accepted", "refused", "approved", "returned", "served", "objection", "quiet"])
    supplements = st.builds(Supplement, by=st.just("organization"), within=withins(Force.WINDOW), standing=STANDINGS)
    steps = {
        name: Step(
            kind=draws(st.sampled_from(StepKind)),
            name=draws(NAMES),
            body=draws(st.sampled_from([None, "both", "team", "meeting"])),
            needs=tuple(draws(st.lists(st.sampled_from(Need), max_size=8))),
            within=draws(st.none() | withins()),
            leads=draws(st.dictionaries(outcomes, st.sampled_from([*names, "end"]), max_size=4)),
            returns_max=1,
            supplement=draws(st.none() | supplements),
            cite=draws(CITES),
        )
        for name in names
    }
    routes = st.builds(
        Route,
        route=st.sampled_from(["application", "own_motion"]),
        by=st.just(("unit", "person")),
        to=st.just("organization"),
        needs=st.lists(st.sampled_from(Need), max_size=8).map(tuple),
        first=st.sampled_from(names),
    )
    return Track(opens=tuple(draws(st.lists(routes, min_size=1, max_size=3))), steps=steps)


def with_track(track: Track) -> Pack:
    """The Nujiang pack with another flow."""
    return NUJIANG.model_copy(update={"tolerance": track})


def found_wrong(picture: Seen) -> list[str]:
    """What is the matter with a picture."""
    return [*boxes_wrong(picture), *arrows_wrong(picture), *lines_wrong(picture), *words_wrong(picture)]


def boxes_wrong(picture: Seen) -> Iterator[str]:
    """Boxes that overlap or touch."""
    for (kind, box), (other_kind, other) in combinations(picture.boxes, 2):
        if overlap(grown(box, 2), other):
            yield f"{kind} {box} and {other_kind} {other} overlap"


def arrows_wrong(picture: Seen) -> Iterator[str]:
    """Arrows that hang in the air, or cross a box."""
    nodes = [box for kind, box in picture.boxes if kind == "node"]
    for arrow in picture.arrows:
        for end in (arrow[0], arrow[-1]):
            if not any(on_border(end, box) for box in nodes):
                yield f"{end} is at no border"
        for _, box in picture.boxes:
            if any(overlap(strip, grown(box, -2)) for strip in strips(arrow)):
                yield f"{arrow} crosses {box}"


def lines_wrong(picture: Seen) -> Iterator[str]:
    """Arrows that run on one line, so that one could not tell them apart; they may cross."""
    for one, other in combinations(picture.arrows, 2):
        for strip, again in product(strips(one), strips(other)):
            shared_x = min(strip.right, again.right) - max(strip.x, again.x)
            shared_y = min(strip.bottom, again.bottom) - max(strip.y, again.y)
            if min(shared_x, shared_y) > 1 and max(shared_x, shared_y) > 6:
                yield f"{one} runs on {other}"


def words_wrong(picture: Seen) -> Iterator[str]:
    """Words that leave their box or the sheet, run into another box, or lie on other words."""
    sheet = Rect(*map(float, picture.root.get("viewBox", "").split()))
    places = [*(box for _, box in picture.boxes), sheet]
    for at, text in picture.texts:
        begun = Rect(at.x, at.y, 0, 0)
        around = min((box for box in places if holds(box, begun)), key=lambda box: box.width * box.height)
        if not holds(around, at) or any(overlap(at, box) for _, box in picture.boxes if box is not around):
            yield f"{text} leaves its place"
    for (at, text), (other, again) in combinations(picture.texts, 2):
        if overlap(at, other):
            yield f"{text} lies on {again}"


@settings(deadline=None, max_examples=60)
@given(tracks())
def test_no_graph_makes_a_muddle(track: Track) -> None:
    """Nothing overlaps, no arrow hangs or crosses a box, and all words stay where they belong."""
    assert found_wrong(seen(with_track(track))) == []


@settings(deadline=None, max_examples=100)
@given(tracks(), st.data())
def test_an_arrow_joins_the_boxes_it_belongs_to(track: Track, data: st.DataObject) -> None:
    """Every lead of the track is an arrow from the border of its own step to the border of where it leads."""
    plan = graph(track)
    sizes = {
        node: Size(data.draw(st.floats(200, 500)), data.draw(st.floats(30, 120))) for row in plan.rows for node in row
    }
    found = layout(plan, sizes, lambda lead, width: block([(Run(" ".join(lead.outcomes)),)], width))

    assert {(f"start.{index}", route.first) for index, route in enumerate(track.opens)} <= {
        (arrow.lead.source, arrow.lead.target) for arrow in found.arrows
    }
    for name, step in track.steps.items():
        for outcome, target in step.leads.items():
            (arrow,) = (a for a in found.arrows if a.lead.source == name and outcome in a.lead.outcomes)
            assert arrow.lead.target == (CLOSED if target == "end" else target)
    for arrow in found.arrows:
        assert on_border(arrow.points[0], found.boxes[arrow.lead.source])
        assert on_border(arrow.points[-1], found.boxes[arrow.lead.target])


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.pack)
def test_the_bundled_packs_are_drawn_well(pack: Pack) -> None:
    """What ships looks right, and an installed edition, whose keys are sorted, looks like its file."""
    assert found_wrong(seen(pack)) == []
    assert draw(Pack.model_validate_json(pack_bytes(pack))) == draw(pack) == draw(pack)


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.pack)
def test_no_code_is_left_without_words(pack: Pack) -> None:
    """Outcomes, ways in and needs of what ships are told in Chinese."""
    outcomes = {pack_words.outcome(step, code) for step in pack.tolerance.steps.values() for code in step.leads}

    assert set(pack_words.NEEDS) == set(Need)
    assert {route.route for route in pack.tolerance.opens} <= set(pack_words.ROUTES)
    assert not [words for words in outcomes if re.search("[a-z]", words)]


def test_the_picture_can_be_read_aloud() -> None:
    """It has a role, a title, and the flow in sentences; its words are text, its fonts those of the system."""
    root = seen(NUJIANG).root
    title, described = (root.findtext(f"{SVG}{tag}") or "" for tag in ("title", "desc"))

    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "drawing-title drawing-desc"
    assert title == NUJIANG.name.zh
    assert "受理（15个工作日，规定期限）不予受理后进入实施与办结" in described
    assert "sans-serif" in str(root.get("font-family"))
    assert not [each for each in root.iter() if each.get("style") or each.tag in {f"{SVG}style", f"{SVG}script"}]


@pytest.mark.parametrize(
    "words",
    [
        "申请启动　单位、个人　→　组织人事部门",
        "须附：签字背书、证据材料",
        "会同　组织人事部门（牵头）、纪检监察机关",
        "联合　组织人事部门（牵头）、纪检监察机关、相关部门",
        "表决　同级党委（党组），实到须达应到2/3，同意过应到半数，提出人不表决",
        "受理　15个工作日，自实际收件次日起  规定期限  NJ-12",
        "提交报告　30个工作日，自受理次日起  参考期限  A-02  A-03  本系统默认",
        "送达　7个工作日，以发出为准，自报批决定次日起  规定期限  NJ-19",
        "退回（至多1次）",
        "批准 / 不予批准",
        "须备　成立联合组 · 听取申辩 · 综合因素研判",
        "减轻责任、从轻处理",
        "纠错整改并反馈（当事人）  NJ-24～NJ-28",
        "上报 → 同级党委（党组）",
    ],
)
def test_it_says_what_the_pack_says(words: str) -> None:
    """Who acts, what is needed, by when, from when, by which article, and how firm that is."""
    assert words in seen(NUJIANG).words


@pytest.mark.parametrize(
    "words",
    [
        "组织人事部门10个工作日内评估整改",
        "评估未通过的，再次整改，20个工作日内；不改变认定",
        "整改不力的，由纪检监察机关视情采取：",
        "拒不整改的，职责refused_correction（纪检监察机关）",
        "复议改为免责、减轻责任、从轻处理",
        "完成后6个月内再办一次，共3次",
    ],
)
def test_it_says_how_corrections_are_evaluated_and_urged(words: str) -> None:
    """Who evaluates, what follows a failure, what is done where it is weak; what is restored; what is repeated."""
    found = seen(context(CORRECTION, VISITS).pack)

    assert words in found.words
    assert found_wrong(found) == []


@pytest.mark.parametrize(
    "words",
    [
        "单位考核一般不扣分（保护所在单位）",
        "组织人事部门知悉确认（各领域）  BT-14",
        "及时（10个工作日）  参考期限  A-16  本系统默认",
        "纪检监察机关知悉确认（党风廉政考核不予一票否决）  R-07",
        "5个工作日  参考期限",
        "违反结果运用的报告：监督结果运用，责令整改（纪检监察机关）  NJ-39",
        "由组织人事部门作出",
        "超出所在单位和结果运用单位的，须经当事人同意",
    ],
)
def test_it_says_who_uses_results_and_who_clarifies(words: str) -> None:
    """By when and by which article, our own default told as such; nothing of it where a pack has none."""
    picture = seen(USED)

    assert words in picture.words
    assert found_wrong(picture) == []
    assert words not in seen(BARE).words


def changed(**changes: object) -> Pack:
    """The Nujiang pack with another term of acceptance."""
    step = NUJIANG.step("acceptance")
    assert step.within is not None
    within = step.within.model_copy(update=changes)
    steps = {**NUJIANG.tolerance.steps, "acceptance": step.model_copy(update={"within": within})}
    return with_track(NUJIANG.tolerance.model_copy(update={"steps": steps}))


def test_a_force_is_told_by_dashes() -> None:
    """Both arrows out of acceptance are solid while its term is statutory, dotted once it is a window."""
    before, after = seen(NUJIANG), seen(changed(force=Force.WINDOW))

    assert before.dashes("#1f2329").count("2 4") == 0
    assert after.dashes("#1f2329").count("2 4") == 2
    assert "期间" in after.words


def test_our_own_default_is_lighter_and_says_so() -> None:
    """A term that becomes our default leaves the dark lines, and its words gain the mark."""
    before, after = seen(NUJIANG), seen(changed(standing=Standing.DEFAULT))

    assert len(before.dashes("#1f2329")) - len(after.dashes("#1f2329")) == 2
    assert after.words.count("本系统默认") == before.words.count("本系统默认") + 1


def test_what_leads_back_does_not_move_a_step() -> None:
    """A return goes up again; the way of steps is the same with it and without."""
    order = [node for row in graph(NUJIANG.tolerance).rows for node in row]

    assert order == [
        "start.0",
        "acceptance",
        "investigation",
        "determination",
        "approval",
        "feedback",
        "settlement",
        CLOSED,
    ]
