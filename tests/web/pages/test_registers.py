"""A register in the browser without a browser: columns shown and mended, the result that the command gives, downloads, deletion."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient

import eligibility as el
from eligibility.facts.profile import Locality
from eligibility.register.options import ScreenOptions
from eligibility.register.run import screen_file
from tests.conftest import ROOT
from tests.web.pages.walker import Reader

HTML = {"accept": "text/html"}
LINES = 60
STANDARDS = {"urban": 885, "rural": 655}


@pytest.fixture(scope="module")
def register() -> bytes:
    """The first persons of the example."""
    lines = (ROOT / "examples" / "register.csv").read_text("utf-8-sig").splitlines(keepends=True)
    return "".join(lines[: LINES + 1]).encode()


def sent(client: TestClient, content: bytes, name: str = "register.csv", **fields: str) -> httpx.Response:
    data = {"region": "fuzhou_jx", "as_of": "2024-06-01", **fields}
    return client.post("/register/columns", files={"register": (name, content)}, data=data, headers=HTML)


def form_of(answer: httpx.Response) -> tuple[str, dict[str, list[str]]]:
    """Where the page's own form leads, and what it says as it stands."""
    [form] = [form for form in Reader(answer.text).forms if not form.tongue]
    return form.action, form.values


@pytest.fixture
def started(client: TestClient, register: bytes) -> Iterator[tuple[httpx.Response, str, dict[str, list[str]]]]:
    """A register whose columns are shown; it is deleted afterwards."""
    answer = sent(client, register)
    action, values = form_of(answer)
    yield answer, action, values
    client.post(action.replace("/start", "/delete"), headers=HTML)


def test_a_register_from_file_to_result(
    client: TestClient, started: tuple[httpx.Response, str, dict[str, list[str]]], register: bytes, tmp_path: Path
) -> None:
    """Law: the result is that of the command on the same file, and after deletion nothing is left."""
    answer, action, values = started
    page = Reader(answer.text)
    names = {line.split(",")[5] for line in register.decode().splitlines()[1:]}
    assert not [name for name in names if name in page.text] and "361002********" in page.text
    assert values["col/J"] == ["残疾类别"] and values["col/A"] == ["不用这一列"]

    wrong = client.post(action, data={**values, "col/A": ["什么"], "standard/urban": ["多少"]}, headers=HTML)
    assert form_of(wrong)[1]["col/A"] == ["什么"] and form_of(wrong)[1]["standard/urban"] == ["多少"]
    at = Reader(wrong.text)
    links = dict(re.findall(r'<li><a href="#([^"]+)">([^<]+)</a></li>', wrong.text))
    assert links["col-A"].startswith("A列“序号”：没有这样的项") and links["standard-urban"].startswith("低保标准（城市）：")
    assert set(links) <= set(at.ids) and set(at.refers) <= set(at.ids) and wrong.text.count('aria-invalid="true"') == 2
    again = client.get(action.removesuffix("/start"), params={"lang": "en"}, headers=HTML)
    assert "How the columns are read" in again.text and form_of(again)[1]["region"] == ["fuzhou_jx"]
    kept = client.post(action.replace("/start", "/columns.yaml"), data=values)
    assert kept.text.startswith("head:") and "attachment" in kept.headers["content-disposition"]

    given = {**values, **{f"standard/{area}": [str(amount)] for area, amount in STANDARDS.items()}}
    place = client.post(action, data=given, headers=HTML).headers["location"]
    assert place == action.removesuffix("/start")
    for _ in range(600):
        shown = client.get(place, headers=HTML)
        if 'http-equiv="refresh"' not in shown.text:
            break
        time.sleep(0.1)
    text = Reader(shown.text).text

    path = tmp_path / "register.csv"
    path.write_bytes(register)
    ruleset = el.load_ruleset("fuzhou_jx", as_of=date(2024, 6, 1))
    place_of = Locality.model_validate({"adcode": ruleset.adcode, "dibao_standard": STANDARDS})
    report = screen_file(path, ScreenOptions(ruleset, date(2024, 6, 1), place_of, picture=None), tmp_path / "out.csv").report
    assert f"判定{report.register.screened}人" in text
    for counts in report.focused:
        assert counts.title.zh in text
        row = re.search(rf"{re.escape(counts.title.zh)}</th>(.*?)</tr>", shown.text, re.DOTALL)
        assert row is not None
        numbers = re.findall(r'class="number"[^>]*>([^<]*)<', row[1])
        assert numbers[2] == str(counts.gaps["missed"]) and numbers[7] == str(counts.gaps["undetermined"])

    links = [link for link in Reader(shown.text).links if "/files/" in link]
    assert links[0].endswith("/answers.csv") and len(links) == 4
    assert client.get(links[-1]).status_code == 200
    [calls] = [link for link in links if link.endswith("/answers.calls.xlsx")]
    assert client.get(calls).content.startswith(b"PK")
    gone = client.post(f"{place}/delete", headers=HTML)
    assert "已删除" in gone.text and gone.headers["clear-site-data"] == '"cache"'
    assert client.get(place, headers=HTML).status_code == 404


@pytest.mark.parametrize(
    ("content", "name", "fields", "said"),
    [
        (b"x", "register.txt", {}, "应为"),
        (b"", "", {}, "请先选名册文件"),
        (b"a,b\n1,2\n", "register.csv", {"region": ""}, "请选地区"),
        (b"a,b\n1,2\n", "register.csv", {"as_of": "soon"}, "不是真实的日期"),
    ],
)
def test_what_is_wrong_is_told_beside_the_file(client: TestClient, content: bytes, name: str, fields: dict[str, str], said: str) -> None:
    answer = sent(client, content, name, **fields)
    assert "<title>有错误：" in answer.text and said in answer.text
    kept = {"region": "fuzhou_jx", "as_of": "2024-06-01", **fields}
    assert form_of(answer)[1].get("region", [""]) == [kept["region"]] and form_of(answer)[1]["as_of"] == [kept["as_of"]]


def test_what_is_no_register_is_told(client: TestClient) -> None:
    answer = sent(client, b"a,b\n1,2\n")
    assert "<title>有错误：" in answer.text and "名册文件" in answer.text
    assert form_of(answer)[1]["region"] == ["fuzhou_jx"] and form_of(answer)[1]["as_of"] == ["2024-06-01"]


@pytest.mark.parametrize("name", ["x" * 22, "..%2f..%2fetc", "short"])
def test_an_unknown_register_is_not_found(client: TestClient, name: str) -> None:
    answer = client.get(f"/register/{name}", headers=HTML)
    assert answer.status_code == 404 and ('href="/register"' in answer.text or "/" in name or "%" in name)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_pages_are_well_formed(client: TestClient, lang: str) -> None:
    page = Reader(client.get(f"/register?lang={lang}", headers=HTML).text)
    assert page.tags.count("h1") == 1 and len(page.ids) == len(set(page.ids)) and set(page.refers) <= set(page.ids)
    assert {str(one["id"]) for one in page.named} <= page.labelled
    if lang == "zh":
        assert set(re.findall(r"[A-Za-z]{2,}", page.text)) <= {"English", "Excel", "xlsx", "csv", "parquet"}
