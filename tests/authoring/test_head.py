"""What a text says of itself: taken where it stands, and never guessed."""

from __future__ import annotations

from datetime import date

from eligibility.authoring.head import Head, read_head

NOTICE = """柳河市人民政府文件

柳政发〔2026〕3号

关于印发《柳河市“十五五”残疾人保障
和发展规划》的通知

各县区人民政府：
现将规划印发给你们。

柳河市人民政府
2026年2月28日

"""


def test_a_notice_that_prints_a_plan() -> None:
    assert read_head(NOTICE, len(NOTICE)) == Head(
        title="柳河市“十五五”残疾人保障和发展规划",
        number="柳政发〔2026〕3号",
        issued=date(2026, 2, 28),
        issuer="柳河市人民政府",
        period=(date(2026, 1, 1), date(2030, 12, 31)),
        place="柳河市",
    )


def test_a_draft_without_a_day() -> None:
    text = "青山区残疾人事业规划\n（讨论稿）\n（2021-2025年）\n"
    assert read_head(text, len(text)) == Head(
        title="青山区残疾人事业规划", period=(date(2021, 1, 1), date(2025, 12, 31)), place="青山区", draft=True
    )


def test_nothing_is_guessed() -> None:
    assert read_head("正文\n", 3) == Head()
    assert read_head("印发于2026年13月40日\n", 12).issued is None


def test_what_stands_after_the_head_is_not_read() -> None:
    text = "青山区规划\n一、2020年1月1日起施行\n"
    assert read_head(text, 6).issued is None


def test_a_decision_that_amends_a_plan() -> None:
    text = "柳河市人民政府关于修改《柳河市“十五五”规划》的决定\n柳政发〔2027〕1号\n柳河市人民政府\n2026年12月20日\n"
    head = read_head(text, len(text))
    assert (head.title, head.number) == ("柳河市人民政府关于修改《柳河市“十五五”规划》的决定", "柳政发〔2027〕1号")


def test_the_day_from_which_a_text_holds_is_not_that_of_its_issue() -> None:
    for said in ("本决定自2027年7月1日起施行。", "2027年7月1日前已批准的不再重复。", "2027年7月1日施行。"):
        text = f"关于修改规划的决定\n{said}\n"
        assert read_head(text, len(text)).issued is None
    text = "关于修改规划的决定\n2027年5月6日\n本决定自2027年7月1日起施行。\n"
    assert read_head(text, len(text)).issued == date(2027, 5, 6)
