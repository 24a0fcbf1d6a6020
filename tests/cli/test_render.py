"""A report on the terminal: plain lines in files and pipes, styled and wrapped where somebody looks."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from eligibility.cli.render import print_report, screen_lines, show
from eligibility.views.report import Group, Item, Report, Section

CASH = Item("●", "Cash [b]x[/b]", ("200 yuan", "two\nlines"))
GROUPS = (Group("member 1", (CASH,)), Group("", (Item("?", "Card", ()),)))
REPORT = Report("Toytown", (Section("Applies", "green", GROUPS), Section("Nothing", "", ())))


class Terminal(io.StringIO):
    """Something that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_plain_lines_have_no_signs_of_a_terminal() -> None:
    stream = io.StringIO()
    print_report(REPORT, stream)
    assert stream.getvalue().splitlines() == [
        "Toytown",
        "",
        "== Applies ==",
        "member 1",
        "  ● Cash [b]x[/b]",
        "      200 yuan",
        "      two",
        "      lines",
        "? Card",
        "",
        "== Nothing ==",
    ]


def test_a_terminal_gets_the_same_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """No text is taken for markup, and no colour is the only sign."""
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("TERM", "dumb")
    stream, plain = Terminal(), io.StringIO()
    print_report(REPORT, stream)
    print_report(REPORT, plain)
    assert stream.getvalue().split() == plain.getvalue().split()


def test_the_only_detail_of_an_item_follows_it_where_the_report_says_so() -> None:
    """In one paragraph on a screen, each in its colour; on lines of their own elsewhere, and where there are several."""
    items = (Item("●", "现金补贴，三（一）5", ("还须：符合有关规定的条件",)), CASH)
    report = Report("某地", (Section("现在", "green", (Group("", items),)),), "；")
    assert list(screen_lines(report, 30))[3:6] == [
        ("● 现金补贴，三（一）5", "；还须：", "green"),
        ("", "  符合有关规定的条件", "green"),
        ("● Cash [b]x[/b]", "", "green"),
    ]
    assert [coloured + plain for coloured, plain, _ in screen_lines(replace(report, joint=""), 40)][3:5] == [
        "● 现金补贴，三（一）5",
        "    还须：符合有关规定的条件",
    ]
    stream = io.StringIO()
    print_report(report, stream)
    assert "● 现金补贴，三（一）5\n    还须：" in stream.getvalue()


def test_markdown_is_escaped(capsys: pytest.CaptureFixture[str]) -> None:
    show(REPORT, markdown_=True)
    said = capsys.readouterr().out
    assert said.startswith("# Toytown\n") and said.endswith("\n") and not said.endswith("\n\n")
    assert "- ● **Cash \\[b\\]x\\[/b\\]**" in said
