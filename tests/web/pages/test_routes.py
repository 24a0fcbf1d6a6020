"""The pages without a browser: the whole way from the place to the card, one question a page, correcting, saving, opening, clearing."""

from __future__ import annotations

import json
import re
from copy import copy
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

import eligibility as el
from eligibility.durable.cross_check import DerivationMismatch
from eligibility.web.pages.routes import router
from eligibility.web.pages.state import PageState
from eligibility.web.settings import Settings
from tests.conftest import ROOT
from tests.web.pages.conftest import Visit
from tests.web.pages.walker import Reader, Walker

MOTHER = {"m1.birth_date": "1988-05-17", "m1.sex": "female", "m1.certified": "yes"}
CHILD = {"m2.birth_date": "7", "m2.sex": "male"}


def state_of(walker: Walker) -> PageState:
    """The state that the page carries."""
    form = next(form for form in walker.at.forms if "profile" in form.values)
    return PageState.of({name: values[0] for name, values in form.values.items()})


def family(visit: Visit, path: str = "/") -> Walker:
    """A mother and a child, up to their answers."""
    return visit(path).begin(people=2).submit("/people", MOTHER | CHILD)


def opened(walker: Walker, content: bytes | str) -> Walker:
    """Open a saved file."""
    files = {"file": ("household.json", content, "application/json")}
    walker.answer = walker.client.post("/open", files=files, headers={"accept": "text/html"})
    walker.at = Reader(walker.answer.text)
    return walker


# -- the way


def test_from_the_place_to_the_card(visit: Visit) -> None:
    walker = family(visit)
    assert re.search(r"现在能办\d+项，其中给钱的\d+项。", walker.text)
    assert "张政发〔2022〕32号" in walker.text and "1988年生的女士" in walker.text
    assert walker.text.endswith("按规划条文逐项对照，不替代主管部门的决定。")
    for _ in range(4):
        walker.submit("/question" if "/answer" not in [form.action for form in walker.at.forms] else "/answer", {"do": "dont_know"})
    walker.submit("/answers").submit("/check")
    assert "7岁的男孩" in walker.text and "不知道" in walker.text
    walker.submit("/answers").submit("/card")
    assert "明白卡：您家可以得到的支持" in walker.text and "残疾人服务热线12385" in walker.text


def test_the_day_is_the_visitors_own_and_stands_in_the_profile(visit: Visit) -> None:
    assert str(state_of(family(visit)).profile.as_of) == "2024-06-01"


def test_money_comes_first_and_what_weighs_most_before_the_rest(visit: Visit) -> None:
    """What weighs most puts in order and hides nothing: the same titles are there."""
    plain = family(visit)
    chosen = visit().begin(people=2, concerns=["work"]).submit("/people", MOTHER | CHILD)
    titles = [re.findall(r"<h3>([^<]+?)(?: <span|</h3>)", walker.answer.text) for walker in (plain, chosen)]
    assert sorted(titles[0]) == sorted(titles[1]) and titles[0] != titles[1]
    assert chosen.answer.text.index("group-money") < chosen.answer.text.index("group-other")
    assert "您看重的" in chosen.text and "您看重的" not in plain.text


def test_the_answers_are_those_of_the_library(visit: Visit) -> None:
    """Law: every claim of the decision stands on the page, under the same title, once for those who share it."""
    from eligibility.card.content import card_of

    walker = family(visit)
    profile = state_of(walker).profile
    decision = el.decide(profile, el.load_ruleset("zhangye", as_of=profile.as_of), as_of=profile.as_of)
    titles = re.findall(r"<h3>([^<]+)</h3>\n<p class=\"who\">", walker.answer.text)
    assert sorted(titles) == sorted(claim.title.zh for claim in card_of(decision).claims)


def test_english_stays_english(visit: Visit) -> None:
    walker = family(visit, "/?lang=en")
    assert "You can apply for" in walker.text and "Woman born 1988" in walker.text
    marked = r'<span lang="zh-CN">.*?</span>|<button class="link" lang="zh-CN">.*?</button>'
    outside = re.sub(marked, "", walker.answer.text)
    assert set(re.findall("[\u4e00-\u9fff]", outside)) <= set("张政发号专栏指标、一二三四五六七八九十")


# -- questions


def test_an_empty_answer_is_an_error_and_no_no(visit: Visit) -> None:
    walker = family(visit).submit("/question")
    before = state_of(walker).profile
    walker.submit("/answer", {"do": "next"})
    assert "<title>有错误：" in walker.answer.text and 'href="#q"' in walker.answer.text
    assert state_of(walker).profile == before


def test_nothing_is_chosen_beforehand(visit: Visit) -> None:
    """On no question is anything filled in that is an answer."""
    walker = family(visit).submit("/question")
    for _ in range(6):
        form = walker.form("/answer")
        assert {name for name, values in form.values.items() if values != [""]} <= {"profile", "concerns", "trail", "waiting", "asked"}
        walker.submit("/answer", {"do": "dont_know"})


def test_what_is_not_known_is_recorded_and_not_asked_again(visit: Visit) -> None:
    """To the end of the questions: none twice, none that only the office can answer."""
    walker = opened(visit(), (ROOT / "examples" / "severe_mental.json").read_bytes()).submit("/question")
    asked: list[str] = []
    while "问完了" not in walker.text:
        key = walker.form("/answer").values["asked"][0]
        assert key not in asked and not re.search(r"locality|recognised|applied", key)
        asked.append(key)
        walker.submit("/answer", {"do": "dont_know"})
    assert {path for key in asked for path in key.split("+")} <= set(state_of(walker).profile.dont_know)
    assert "不用您跑" in walker.text


def test_one_step_back_shows_the_answer_and_keeps_the_others(visit: Visit) -> None:
    walker = family(visit).submit("/question")
    first = walker.form("/answer").values["asked"][0]
    none = f"{first}/none"  # it is one of several choices
    walker.submit("/answer", {none: "1", "do": "next"})
    second = walker.form("/answer").values["asked"][0]
    assert second != first
    walker.submit("/answer", {"do": "dont_know"}).submit("/answer", {"do": "back"})
    assert walker.form("/answer").values["asked"] == [second] and "上次答的是" in walker.text
    walker.submit("/answer", {"do": "back"})
    assert walker.form("/answer").values[none] == ["1"]
    assert second.split("+")[0] in state_of(walker).profile.dont_know


def test_one_answer_is_corrected_and_leads_back_to_the_answers(visit: Visit) -> None:
    walker = family(visit).submit("/check").submit("/question", {"change": "m1.sex"})
    assert walker.form("/answer").values["m1.sex"] == ["female"]
    walker.submit("/answer", {"m1.sex": "male", "do": "next"})
    assert "核对答案" in walker.text and "1988年生的男士" in walker.text
    assert str(state_of(walker).profile.household.members[0].birth_date) == "1988-05-17"  # type: ignore[union-attr, index]


def test_none_of_them_and_one_of_them_contradict(visit: Visit) -> None:
    walker = family(visit).submit("/question", {"change": "m1.needs"})
    walker.submit("/answer", {"m1.needs": ["rehab_training"], "m1.needs/none": "1", "do": "next"})
    assert "就不能再选别的" in walker.text
    assert walker.form("/answer").values["m1.needs"] == ["rehab_training"]


@pytest.mark.parametrize("typed", ["200", "151岁", "999"])
def test_an_age_that_nobody_has_is_told(visit: Visit, typed: str) -> None:
    """On the page of people, at the desk, and where the one answer is corrected."""
    at_desk = visit("/desk").submit("/desk/told", {"place": "620700", "m1.birth_date": typed, "do": "answers"})
    corrected = family(visit).submit("/question", {"change": "m1.birth_date"}).submit("/answer", {"m1.birth_date": typed, "do": "next"})
    for walker in (visit().begin().submit("/people", {"m1.birth_date": typed}), at_desk, corrected):
        assert "<title>有错误：" in walker.answer.text and "没有人活到150岁以上" in walker.text


def test_an_answer_that_contradicts_stays_on_the_page(visit: Visit) -> None:
    walker = family(visit).submit("/question", {"change": "m1.birth_date"})
    walker.submit("/answer", {"m1.birth_date": "2030-01-01", "do": "next"})
    assert "<title>有错误：" in walker.answer.text
    assert walker.form("/answer").values["m1.birth_date"] == ["2030-01-01"]


def test_of_whom_it_concerns_more_is_asked(visit: Visit) -> None:
    walker = family(visit).submit("/question", {"asked": "m1.disabilities+m2.disabilities"})
    walker.submit("/answer", {"m1.disabilities+m2.disabilities": "m1", "do": "next"})
    assert walker.form("/answer").values["asked"] == ["m1.disabilities"]
    walker.submit("/answer", {"m1.disabilities": "physical", "m1.disabilities/physical": "1", "do": "next"})
    members = state_of(walker).profile.household.members  # type: ignore[union-attr]
    assert members is not None and [one.grade for one in members[0].disabilities or ()] == [1] and members[1].disabilities == ()


def test_of_whom_a_yes_is_true_nothing_more_is_asked(visit: Visit) -> None:
    walker = family(visit).submit("/question", {"asked": "m1.tekun+m2.tekun"})
    walker.submit("/answer", {"m1.tekun+m2.tekun": "m2", "do": "next"})
    members = state_of(walker).profile.household.members  # type: ignore[union-attr]
    assert members is not None and [one.tekun for one in members] == [False, True]


# -- files


@pytest.mark.parametrize("name", ["rural_family", "severe_mental", "student", "two_children", "firm_of_60", "public_institution"])
def test_every_example_opens_and_saves_as_it_was(visit: Visit, name: str) -> None:
    content = (ROOT / "examples" / f"{name}.json").read_bytes()
    walker = opened(visit(), content)
    assert "能办什么" in walker.text or "家在哪里" in walker.text
    if "能办什么" in walker.text:
        walker.submit("/save")
        assert "attachment" in walker.answer.headers["content-disposition"]
        assert el.read_profile(walker.answer.content) == el.read_profile(content)


def test_organisations_of_a_file_are_not_left_out(visit: Visit) -> None:
    walker = opened(visit(), (ROOT / "examples" / "firm_of_60.json").read_bytes())
    assert "单位的责任和扶持" in walker.text


def test_what_no_longer_exists_is_named_before_it_is_left_out(visit: Visit) -> None:
    data = json.loads((ROOT / "examples" / "rural_family.json").read_text("utf-8"))
    data["household"]["members"][0].update(shoe_size=43, needs=["flying"])
    walker = opened(visit(), json.dumps(data))
    assert "第1个人：“shoe_size”" in walker.text and "第1个人，需求：“flying”" in walker.text
    walker.submit("/open")
    assert "能办什么" in walker.text and "shoe_size" not in walker.answer.text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "请先选文件"),
        (b"\xff\xd8\xff\xe0", "有错误"),
        (b"[]", "有错误"),
        (b'{"household": {"members": [{"id": "m1", "certified": "yes"}]}}', "持有效残疾人证：应为"),
        (b"{" + b" " * 250_000 + b"}", "文件太大"),
    ],
)
def test_a_wrong_file_is_told_on_the_page(visit: Visit, content: bytes, said: str) -> None:
    walker = opened(visit(), content)
    assert said in walker.answer.text and "选存下的文件" in walker.text


def test_a_huge_file_is_refused_on_a_page(visit: Visit) -> None:
    walker = visit()
    answer = walker.client.post("/open", files={"file": ("x.json", b" " * 400_000)}, headers={"accept": "text/html"})
    assert answer.status_code == 413 and "text/html" in answer.headers["content-type"]


def test_a_state_that_was_tampered_with_is_told_without_its_values(visit: Visit) -> None:
    walker = visit()
    for broken in ("{", '{"household": {"aria": "ZHANGSAN"}}', "[1]"):
        answer = walker.client.post("/answers", data={"profile": broken}, headers={"accept": "text/html"})
        assert answer.status_code == 422 and "从头开始" in answer.text and "ZHANGSAN" not in answer.text


# -- the end


def test_clearing_tells_the_browser(visit: Visit) -> None:
    walker = family(visit).submit("/clear")
    assert walker.answer.headers["clear-site-data"] == '"cache"'
    assert "已清空" in walker.text and "1988" not in walker.answer.text


def test_a_page_is_kept_for_the_back_button_alone(visit: Visit) -> None:
    walker = family(visit)
    assert walker.answer.headers["cache-control"] == "private, no-cache"
    assert "script-src 'self'" in walker.answer.headers["content-security-policy"]


def test_the_card_allows_its_own_style_only(visit: Visit) -> None:
    walker = family(visit).submit("/card")
    assert re.search(r"style-src 'self' 'sha256-[A-Za-z0-9+/=]{44}'", walker.answer.headers["content-security-policy"])


def test_the_card_as_a_file_says_what_the_page_says(client: TestClient, visit: Visit) -> None:
    """Without what ends slow requests: on a busy machine fonts take their time."""
    pypdfium2 = pytest.importorskip("pypdfium2")
    walker = family(visit).submit("/card")
    page = re.sub(r"\s", "", walker.text)
    bare = FastAPI()
    bare.include_router(router)
    bare.state = client.app.state  # type: ignore[attr-defined]
    walker.client = TestClient(bare)
    walker.submit("/card.pdf")
    assert walker.answer.headers["content-type"] == "application/pdf"
    document = pypdfium2.PdfDocument(walker.answer.content)
    text = re.sub(r"\s", "", document[0].get_textpage().get_text_bounded())
    assert len(document) == 1 and "明白卡" in text
    assert [line for line in ("辅助器具适配补贴", "1988年生的女士", "残疾人服务热线12385") if line not in text or line not in page] == []


@pytest.mark.parametrize("path", ["/place", "/people", "/answers", "/answer", "/card", "/card.pdf", "/open", "/clear", "/desk/told"])
def test_an_address_that_only_answers_a_form_leads_to_the_beginning(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


# -- the desk


def test_the_desk_reads_a_whole_family(visit: Visit) -> None:
    walker = visit("/desk").submit("/desk/told", {"place": "620700", "day": "2024-06-01", "do": "add"})
    walker.submit(
        "/desk/told",
        {
            "number/m1": "11010519491231002X41",
            "m2.birth_date": "2017-09-30",
            "household.dibao": "?",
            "household.area": "rural",
            "do": "answers",
        },
    )
    profile = state_of(walker).profile
    assert profile.household is not None and profile.household.members is not None
    first, second = profile.household.members
    assert (str(first.birth_date), first.sex, first.certified) == ("1949-12-31", "female", True)
    assert [(one.category, one.grade) for one in first.disabilities or ()] == [("physical", 1)]
    assert first.certificate_no is None and str(second.birth_date) == "2017-09-30"
    assert set(profile.dont_know) == {"household.dibao"}
    assert "11010519491231002" not in walker.answer.text
    assert "最多再问" in walker.text
    walker.submit("/desk")
    assert walker.form("/desk/told").values["m2.birth_date"] == ["2017-09-30"]


def test_the_desk_keeps_what_was_typed_beside_what_is_wrong(visit: Visit) -> None:
    walker = visit("/desk").submit(
        "/desk/told", {"place": "620700", "day": "2024-06-01", "number/m1": "123", "m1.birth_date": "1988-13-01", "do": "answers"}
    )
    assert "<title>有错误：" in walker.answer.text
    values = walker.form("/desk/told").values
    assert (values["m1.birth_date"], values["number/m1"]) == (["1988-13-01"], ["123"])
    walker.submit("/desk/told", {"place": "", "do": "answers"})
    assert "请选家在哪里" in walker.text


def test_the_desk_keeps_all_that_was_typed_where_the_place_is_missing(visit: Visit) -> None:
    walker = visit("/desk").submit("/desk/told", {"day": "2024-06-01", "m1.birth_date": "1988-05-17", "m1.sex": "female", "do": "add"})
    values = walker.form("/desk/told").values
    assert "请选家在哪里" in walker.text and (values["m1.birth_date"], values["m1.sex"]) == (["1988-05-17"], ["female"])
    walker.submit("/desk/told", {"place": "620700", "m2.birth_date": "7", "do": "answers"})
    assert "7岁" in walker.text and "1988年生的女士" in walker.text


def test_a_person_added_beside_a_mistake_is_not_lost(visit: Visit) -> None:
    walker = visit("/desk").submit("/desk/told", {"place": "620700", "day": "2024-06-01", "m1.birth_date": "x", "do": "add"})
    assert walker.text.count("去掉这个人") == 2
    walker.submit("/desk/told", {"m1.birth_date": "1988-05-17", "m2.birth_date": "7", "do": "answers"})
    household = state_of(walker).profile.household
    assert household is not None and [one.birth_date is not None or one.age for one in household.members or ()] == [True, 7]


@pytest.mark.parametrize(
    ("lang", "who"), [("zh", ("第1个人，出生日期", "第2个人，出生日期")), ("en", ("Person 1, date of", "Person 2, date of"))]
)
def test_two_people_with_the_same_mistake_are_told_apart(visit: Visit, lang: str, who: tuple[str, str]) -> None:
    """At the family's page and at the desk: each link names its person and leads to that person's field."""
    wrong = {"m1.birth_date": "200", "m2.birth_date": "1999-13-01"}
    at_desk = visit(f"/desk?lang={lang}").submit("/desk/told", {"place": "620700", "day": "2024-06-01", "do": "add"})
    for walker in (visit(f"/?lang={lang}").begin(people=2).submit("/people", wrong), at_desk.submit("/desk/told", wrong)):
        links = re.findall(r'<li><a href="#([^"]+)">([^<]+)</a></li>', walker.answer.text)
        assert [(place, text[: len(named)]) for (place, text), named in zip(links, who, strict=True)] == [
            ("p1-birth_date", who[0]),
            ("p2-birth_date", who[1]),
        ]
        [first, second] = [one for one in walker.at.named if str(one.get("id", "")).endswith("-birth_date")]
        assert first["aria-invalid"] == second["aria-invalid"] == "true"


def test_people_are_added_and_removed_at_the_desk(visit: Visit) -> None:
    walker = visit("/desk")
    for _ in range(2):
        walker.submit("/desk/told", {"place": "620700", "day": "2024-06-01", "do": "add"})
    assert walker.text.count("去掉这个人") == 3
    walker.submit("/desk/told", {"do": "remove-m2"})
    assert walker.text.count("去掉这个人") == 2


def test_a_public_server_shows_no_desk(client: TestClient, visit: Visit) -> None:
    assert "登记表" in visit().text
    state = client.app.state  # type: ignore[attr-defined]
    own, state.settings = state.settings, Settings(public=True)
    try:
        assert "登记表" not in visit().text
    finally:
        state.settings = own


def test_where_the_two_derivations_differ_nothing_is_shown(live: None, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    walker = family(visit)

    def differs(decision: el.Decision) -> None:
        raise DerivationMismatch(decision.ruleset, decision.as_of, ["nursing_subsidy"])

    monkeypatch.setattr("eligibility.web.pages.sitting.agree", differs)
    walker.submit("/card")
    assert walker.answer.status_code == 500 and "没有给出答案" in walker.text and "nursing" not in walker.text


# -- every page


def pages(visit: Visit, lang: str) -> dict[str, Walker]:
    """Every page, by what it is."""
    start = visit(f"/?lang={lang}")

    def at_answers(action: str, given: dict[str, Any] | None = None) -> Walker:
        return copy(answered).submit(action, given)

    def at_start() -> Walker:
        return copy(start)

    answered = family(visit, f"/?lang={lang}")
    question = at_answers("/question")
    people = at_start().begin(people=2)
    return {
        "start": start,
        "start wrong": at_start().submit("/place", {"day": "x"}),
        "household": at_start().submit("/place", {"place": "620700", "day": "2024-06-01"}),
        "people": people,
        "people wrong": copy(people).submit("/people", {"m1.birth_date": "x"}),
        "answers": answered,
        "question": question,
        "question wrong": copy(question).submit("/answer", {"do": "next"}),
        "disabilities": at_answers("/question", {"change": "m1.disabilities"}),
        "check": at_answers("/check"),
        "refused": at_answers("/refused"),
        "card": at_answers("/card"),
        "cleared": at_answers("/clear"),
        "desk": visit(f"/desk?lang={lang}"),
        "desk wrong": visit(f"/desk?lang={lang}").submit("/desk/told", {"place": "620700", "m1.birth_date": "x", "number/m1": "12"}),
    }


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_is_well_formed(visit: Visit, lang: str) -> None:
    """One heading, every field with its label, every id once, every reference leads somewhere, and in Chinese no Latin word."""
    for name, walker in pages(visit, lang).items():
        at = walker.at
        assert at.tags.count("h1") == 1, name
        assert len(at.ids) == len(set(at.ids)), name
        assert set(at.refers) <= set(at.ids), name
        assert {str(one["id"]) for one in at.named} <= at.labelled, name
        assert "Text(" not in walker.text, name
        assert {link[1:] for link in at.links if link.startswith("#")} <= set(at.ids), name
        if lang == "zh":
            assert set(re.findall(r"[A-Za-z]{2,}", walker.text)) <= {"English", "PDF"}, name


def test_what_pages_load_is_here_and_kept(client: TestClient) -> None:
    page = client.get("/").text
    for path in re.findall(r'(?:href|src)="(/static/[^"]+)"', page):
        answer = client.get(path)
        assert answer.status_code == 200 and "immutable" in answer.headers["cache-control"]
    assert client.get("/static/other.css").status_code == 404


def test_nothing_of_a_family_is_in_the_log_or_in_an_error(visit: Visit, caplog: pytest.LogCaptureFixture) -> None:
    """Marker values through good, bad and crashing requests: the page that was asked for may show them, no log and no refusal does."""
    marker = "WANGXIAOMING"
    good = json.dumps({"locality": {"adcode": "620700"}, "as_of": "2024-06-01", "household": {"members": [{"id": marker, "age": 40}]}})
    bad = good.replace('"age": 40', f'"age": "{marker}"')
    client = visit().client
    with caplog.at_level("DEBUG"):
        for path in (
            "/answers",
            "/question",
            "/answer",
            "/check",
            "/refused",
            "/card",
            "/save",
            "/desk",
            "/desk/told",
            "/people",
            "/household",
        ):
            client.post(
                path,
                data={"profile": good, "asked": f"{marker}.sex", f"{marker}.sex": marker, "do": "next"},
                headers={"accept": "text/html"},
            )
            answer = client.post(path, data={"profile": bad, marker: marker}, headers={"accept": "text/html"})
            assert answer.status_code == 422 and marker not in answer.text, path
        opened(visit(), bad)
        client.post("/place", data={"place": marker, "day": marker})
    assert marker not in caplog.text
