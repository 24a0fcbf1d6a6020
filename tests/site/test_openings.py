"""The picture of what opens what."""

from __future__ import annotations

from xml.etree import ElementTree

from eligibility.site.openings import ROW, openings_svg, width_of

SVG = "{http://www.w3.org/2000/svg}"


def drawn(first: list[tuple[str, str]], then: list[tuple[str, str]]) -> ElementTree.Element:
    text = openings_svg(first, "自己", then, "先后 & more")
    return ElementTree.fromstring(text.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def test_every_support_has_a_box_and_a_line() -> None:
    picture = drawn([("低保", "a.html"), ("<b>", "b.html")], [("补贴", "c.html")])
    assert [text.text for text in picture.iter(f"{SVG}text")] == ["低保", "<b>", "自己", "补贴"]
    assert [link.get("href") for link in picture.iter(f"{SVG}a")] == ["a.html", "b.html", "c.html"]
    assert len([path for path in picture.iter(f"{SVG}path") if path.get("class") == "edge"]) == 3
    assert picture.find(f"{SVG}title").text == "先后 & more"  # type: ignore[union-attr]


def test_boxes_stand_apart_and_hold_their_words() -> None:
    picture = drawn([(f"项目{number}" * 3, f"{number}.html") for number in range(5)], [("补贴", "c.html")])
    boxes = [tuple(float(box.get(name) or 0) for name in ("x", "y", "width")) for box in picture.iter(f"{SVG}rect")]
    words = [text.text or "" for text in picture.iter(f"{SVG}text")]
    assert all(width >= width_of(word) for (_, _, width), word in zip(boxes, words, strict=True))
    for number, (x, y, width) in enumerate(boxes):
        for ox, oy, other in boxes[number + 1 :]:
            assert x + width < ox or ox + other < x or abs(y - oy) > ROW
    _, _, right, bottom = (float(one) for one in (picture.get("viewBox") or "").split())
    assert all(x + width <= right and y + ROW <= bottom for x, y, width in boxes)


def test_nothing_to_draw() -> None:
    assert openings_svg([], "自己", [], "先后") == ""
