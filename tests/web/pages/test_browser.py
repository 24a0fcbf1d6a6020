"""The pages in a real browser: every screen without a violation, the whole way with and without script, by keyboard, back, files, print."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import uvicorn
from starlette.testclient import TestClient

from tests.card.conftest import PATIENCE, browser
from tests.conftest import ROOT
from tests.web.pages.conftest import Visit
from tests.web.pages.test_routes import pages

__all__ = ["browser"]

WIDTHS = (1280, 640, 390, 320)
HEIGHT = 844
ENOUGH = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}
Open = Callable[..., Any]


@pytest.fixture(scope="module")
def address(client: TestClient) -> Iterator[str]:
    """The same server on a port of its own."""
    server = uvicorn.Server(uvicorn.Config(client.app, port=0, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def tab(browser: Any, address: str) -> Iterator[Open]:
    """Opens a page of the server in a window of a width, with or without script. Nothing may go wrong in it."""
    contexts, wrong = [], []

    def opened(path: str = "/", width: int = 390, *, script: bool = True) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": HEIGHT}, java_script_enabled=script, accept_downloads=True, base_url=address, locale="zh-CN"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


def violations(page: Any) -> list[tuple[str, str]]:
    """What axe finds, with everything open that can be opened."""
    from axe_playwright_python.sync_playwright import Axe

    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    found = Axe().run(page, options=ENOUGH).response["violations"]
    return [(one["id"], one["nodes"][0]["html"][:200]) for one in found]


def sideways(page: Any) -> int:
    """How many pixels stand out at the side."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def go(page: Any, name: str) -> None:
    """Press a button by what it says."""
    with page.expect_navigation(timeout=PATIENCE):
        page.get_by_role("button", name=re.compile(name)).first.click()


def begin(page: Any) -> None:
    """From the first page to the answers of a mother and a child."""
    page.get_by_label("张掖市").check()
    page.get_by_label("有人照料").check()
    page.get_by_label("按哪一天算").fill("2024-06-01")
    go(page, "开始")
    page.get_by_label("共同生活的家庭成员一共几人").fill("2")
    go(page, "下一步")
    first, second = page.get_by_role("group", name="第1个人"), page.get_by_role("group", name="第2个人")
    first.get_by_label("出生日期").fill("1988-05-17")
    first.get_by_label("女", exact=True).check()
    first.get_by_label("有", exact=True).check()
    second.get_by_label("出生日期").fill("7")
    go(page, "看能办什么")


@contextmanager
def shown(page: Any, html: str) -> Iterator[None]:
    """A page that was answered before, as the browser shows it."""
    page.route("**/screen", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    page.goto("/screen")
    yield
    page.unroute("**/screen")


@pytest.mark.parametrize(("lang", "width"), [("zh", 390), ("en", 1280)])
def test_every_screen_in_every_state_has_no_violation(visit: Visit, tab: Open, lang: str, width: int) -> None:
    page = tab(width=width)
    for name, walker in pages(visit, lang).items():
        with shown(page, walker.answer.text):
            assert violations(page) == [], name
            for narrow in WIDTHS:
                page.set_viewport_size({"width": narrow, "height": HEIGHT})
                assert sideways(page) <= 0, (name, narrow)
            page.set_viewport_size({"width": width, "height": HEIGHT})


def test_axe_finds_what_is_wrong(tab: Open) -> None:
    """A page without language and labels does not pass."""
    page = tab()
    with shown(page, "<title>x</title><main><h1>x</h1><input></main>"):
        assert {name for name, _ in violations(page)} >= {"html-has-lang", "label"}


@pytest.mark.parametrize(("width", "script"), [(1280, True), (320, False)])
def test_from_the_place_to_the_card(tab: Open, width: int, script: bool) -> None:
    """Money stands on the first screen of the answers; a correction leads back to the answers."""
    page = tab(width=width, script=script)
    begin(page)
    assert "能办什么" in page.title()
    assert page.get_by_text("现在能办").bounding_box()["y"] < HEIGHT
    assert page.get_by_role("heading", name="给钱的").bounding_box()["y"] < HEIGHT
    go(page, "接着答题")
    go(page, "下一题")
    assert page.title().startswith("有错误：") and page.get_by_role("alert").is_visible()
    for _ in range(2):
        go(page, "不知道")
    go(page, "先看结果")
    go(page, "核对答案")
    go(page, "改.*1988年生的女士，出生日期")
    assert page.get_by_role("textbox").input_value() == "1988-05-17"
    page.get_by_role("textbox").fill("1990-01-01")
    go(page, "存好")
    assert "核对答案" in page.title() and page.get_by_text("1990年1月1日").is_visible()
    go(page, "看能办什么")
    go(page, "明白卡")
    assert "明白卡" in page.title() and page.get_by_text("1990年生的女士").first.is_visible()
    assert sideways(page) <= 0
    go(page, "清空")
    assert page.get_by_role("heading", name="已清空").is_visible()


def test_back_three_times_shows_the_earlier_questions(tab: Open) -> None:
    page = tab()
    begin(page)
    titles = []
    go(page, "接着答题")
    for _ in range(4):
        titles.append(page.title())
        go(page, "不知道")
    for title in reversed(titles[1:]):
        page.go_back()
        assert page.title() == title
    go(page, "不知道")
    assert page.title() == titles[2]


def test_by_keyboard_alone(tab: Open) -> None:
    """The skip link comes first; every control is reached in the order in which it is read; Enter sends the answer."""
    page = tab(width=1280)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    order = []
    for _ in range(24):
        page.keyboard.press("Tab")
        order.append(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))
        if order[-1] == "开始":
            break
    assert [one for one in order if one.startswith(("place", "concern-care", "day", "开始"))] == ["place", "concern-care", "day", "开始"]
    page.get_by_label("张掖市").focus()
    page.keyboard.press("Space")
    page.get_by_label("按哪一天算").focus()
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert outline == "3px"
    page.keyboard.press("Enter")
    page.wait_for_url("**/place")
    page.get_by_label("共同生活").focus()
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/household")
    page.get_by_label("出生日期").focus()
    page.keyboard.type("1950-01-01")
    page.keyboard.press("Enter")
    page.wait_for_url("**/people")
    assert "能办什么" in page.title()


def test_after_an_error_the_summary_has_the_focus_and_leads_to_the_field(tab: Open) -> None:
    page = tab()
    go(page, "开始")
    assert page.evaluate("document.activeElement.id") == "errors"
    page.get_by_role("link", name="请选家在哪里").click()
    assert page.evaluate("document.activeElement.id") == "place"


@pytest.mark.parametrize("script", [True, False])
def test_what_is_saved_opens_to_the_same_answers(tab: Open, script: bool) -> None:
    page = tab(script=script)
    begin(page)
    before = page.get_by_role("main").inner_text()
    with page.expect_download() as download:
        page.get_by_role("button", name="存到自己的电脑").first.click()
    assert download.value.suggested_filename == "家庭资料.json"
    other = tab(script=script)
    other.get_by_label("选存下的文件").set_input_files(download.value.path())
    go(other, "打开")
    plain = re.compile(r"您看重的|\s")
    assert sorted(plain.sub("", other.get_by_role("main").inner_text())) == sorted(plain.sub("", before))


def test_wrong_old_and_huge_files_are_told_on_a_page(tab: Open, tmp_path: Any) -> None:
    for content, said in [
        (b"\xff\xd8", "有错误"),
        (b"x" * 230_000, "文件太大"),
        (b'{"household": {"members": [{"id": "m1", "shoe_size": 43}]}}', "去掉这些再打开"),
    ]:
        page = tab()
        path = tmp_path / "file.json"
        path.write_bytes(content)
        page.get_by_label("选存下的文件").set_input_files(path)
        go(page, "打开")
        assert said in page.content()
    go(page, "去掉这些再打开")
    assert "家在哪里" in page.content()


def test_printed_pages_are_read_as_text(tab: Open) -> None:
    """Of the answers nothing is folded and no button is printed; the card is one page."""
    pypdfium2 = pytest.importorskip("pypdfium2")

    def printed(page: Any) -> tuple[int, str]:
        document = pypdfium2.PdfDocument(page.pdf(format="A4"))
        return len(document), re.sub(r"\s", "", "".join(one.get_textpage().get_text_bounded() for one in document))

    page = tab()
    page.goto("/")
    page.get_by_label("选存下的文件").set_input_files(ROOT / "examples" / "rural_family.json")
    go(page, "打开")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    _, text = printed(page)
    assert "给钱的" in text and "依据：" in text and "重度残疾人护理补贴" in text
    assert "核对答案" not in text and "接着答题" not in text
    go(page, "明白卡")
    count, text = printed(page)
    assert count == 1 and "明白卡" in text and "存成PDF" not in text


def test_the_desk_shows_a_family_on_one_page(tab: Open) -> None:
    page = tab("/desk", 1280)
    page.get_by_label("家在哪里").select_option(label="张掖市")
    page.get_by_label("按哪一天算").fill("2024-06-01")
    page.get_by_label("残疾人证号").fill("11010519491231002X41")
    go(page, "加一个人")
    assert page.get_by_label("出生日期").first.input_value() == "1949-12-31"
    assert page.get_by_label("残疾人证号").first.input_value() == ""
    page.get_by_label("出生日期").nth(1).press("Enter")
    page.wait_for_url("**/desk/told")
    assert "能办什么" in page.title() and page.get_by_text("最多再问").is_visible()
    go(page, "回登记表")
    assert page.get_by_role("group", name="第2个人").is_visible()


@pytest.mark.parametrize(("width", "script"), [(1280, True), (320, False)])
def test_a_register_from_file_to_result(tab: Open, tmp_path: Any, width: int, script: bool) -> None:
    """Columns shown and mended, progress that renews itself, the result, a download, deletion; every screen without a violation."""
    lines = (ROOT / "examples" / "register.csv").read_text("utf-8-sig").splitlines(keepends=True)
    path = tmp_path / "register.csv"
    path.write_text("".join(lines[:40]), "utf-8")
    page = tab("/register", width, script=script)

    def look() -> None:
        assert sideways(page) <= 0
        assert not script or violations(page) == []

    look()
    page.get_by_label("名册文件").set_input_files(path)
    page.get_by_label("地区").select_option(label="抚州市")
    page.get_by_label("按哪一天算").fill("2024-06-01")
    go(page, "看各列怎么读")
    assert "各列怎么读" in page.title() and page.get_by_label("J列").input_value() == "残疾类别"
    look()
    page.get_by_label("A列").fill("什么")
    go(page, "开始判定")
    assert page.title().startswith("有错误：")
    look()
    page.get_by_label("A列").fill("不用这一列")
    go(page, "开始判定")
    page.get_by_role("heading", name="名册的结果").wait_for()
    look()
    with page.expect_download() as download:
        page.get_by_role("link", name="入户问题单").click()
    assert download.value.suggested_filename == "answers.calls.xlsx"
    go(page, "现在删除")
    assert "已删除" in page.title()
    look()
