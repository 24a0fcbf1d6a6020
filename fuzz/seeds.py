"""What fuzzing begins with: small made-up inputs of every kind, good and bad, and the words from which others are made.

Each door has inputs that it answers: from refusals alone, nothing behind the first check would be reached.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

EXAMPLES = Path(__file__).parents[1] / "examples"

MEMBER = {
    "id": "m1", "birth_date": "1990-02-28", "sex": "female", "certified": True, "disabilities": [{"category": "visual", "grade": 1}],
    "needs": ["rehab"], "receives": ["dibao"], "certificate_valid_until": "2030-01-01",
}  # fmt: skip
PROFILE = {
    "as_of": "2024-06-01",
    "locality": {"adcode": "620702", "dibao_standard": {"urban": 700, "rural": "480.5"}, "options": {"nursing_subsidy_other": True}},
    "household": {"area": "rural", "monthly_income_per_capita": 479.99, "size": 3, "members": [MEMBER, {"id": "m2", "age": 4}]},
    "organisations": [{"id": "o1", "type": "enterprise", "employees": 60, "disabled_employees": 1}],
    "dont_know": ["m2.needs", "household.dibao"],
}
PROFILES = (
    json.dumps(PROFILE).encode(),
    *(path.read_bytes() for path in sorted(EXAMPLES.glob("*_*.json"))),
    json.dumps({"household": None, "locality": None, "organisations": None, "dont_know": None}).encode(),
    json.dumps({"household": {"members": []}}).encode(),
    json.dumps({"household": {"members": [{"id": f"m{number}"} for number in range(6)]}}).encode(),
    b'{"household": {"monthly_income_per_capita": 479.99999999999999999, "members": [{"id": "m1", "age": 1e3}]}}',
    b'{"household": {"members": [{"id": "m1", "birth_date": "00000000", "age": 150}]}}',
    b'{"a": 1, "a": 2, "\\ud800": "\\ud800"}',
    b'{"as_of": "9999-12-31", "household": {"members": [{"id": "m1", "birth_date": "0001-01-01"}]}}',
    b"[" * 40,
)

RECEIPT = {
    "engine": "0.1.0", "region": "zhangye", "version": "2022-04-15", "ruleset": "0" * 64, "as_of": "2024-06-01", "facts": "0" * 64,
    "outcomes": "0" * 64, "rules": {"dibao": "0" * 8},
}  # fmt: skip

_AT = {"as_of": "2024-06-01", "profile": PROFILE}
_ASK = {"region": "zhangye", **_AT}
HTTP_ROUTES: dict[str, object] = {
    "/decisions": _ASK,
    "/decisions?view=full&next=true&lang=en": _ASK,
    "/decisions/batch": _ASK,
    "/questions": _ASK,
    "/answers": {**_ASK, "paths": ["m1.tekun"], "value": True},
    "/explanations": {**_ASK, "support": "dibao", "subject": "household"},
    "/cards": {**_ASK, "names": {"m1": "甲"}},
    "/timelines": {**_ASK, "until": "2024-12-31"},
    "/remedies": {**_ASK, "support": "nursing_subsidy"},
    "/comparisons": {**_AT, "regions": ["zhangye", "changji"]},
    "/replays": {"profile": PROFILE, "receipt": RECEIPT},
    "/registers/columns": None,
}
"""The routes that a body is sent to, and what each answers. The last one takes a form with a register, which is read in a process of its
own, by what other targets fuzz: the form alone is fuzzed."""
FORM_TYPE = "multipart/form-data; boundary=b"
_FORM = 'Content-Disposition: form-data; name="{}"'
_BODIES = (
    b'{"region": "zhangye", "as_of": "2024-06-01", "profile": {"household": {"members": [{"id": "m1"}]}}}',
    b'{"profile": {"household": {"members": [' + b'{"id": "m"},' * 30 + b"null]}}}",
    b"",
    b"{}\n{}\n[",
    ("--b\r\n" + _FORM.format("as_of") + "\r\n\r\n2024-06-01\r\n--b\r\n" + _FORM.format("x") + "\r\n\r\n--b--\r\n").encode(),
)
REQUESTS = tuple(
    bytes([number]) + content
    for number, good in enumerate(HTTP_ROUTES.values())
    for content in (*([] if good is None else [json.dumps(good).encode()]), *_BODIES)
)
"""Bodies of requests: the first byte chooses the route."""

EXPRESSIONS = (
    b"certified and (severe or not tekun) and 16 <= age <= 59",
    b"household.monthly_income_per_capita < 1.5 * dibao_standard.urban - 100",
    b"grade_mental in {1, 2} or grade in {3}",
    b"any(certified and age < 18) and count(certified) >= 2",
    b"birth_date < '2020-02-29'",
    b"has.dibao and options.nursing_subsidy_other and receives.work_injury_nursing",
    b"age < 0x10 or age < 1e9999 or age < 1_000",
    b"certified # and severe",
    b"age < " + b"+".join([b"1"] * 70),
    b"----1 < age",
    b"max(700 - household.monthly_income_per_capita, 0)",
    b"min(down(0.5 * 300), 100) * size",
)

RULES = """
- support: cash
  for: person
  routes:
    main:
      when: certified and severe and age < figures.limit
      modality: mandatory
      cite: [one]
      agency: {zh: 残联, en: the federation, cite: [one]}
      papers: [{zh: 残疾人证, en: disability certificate, cite: [one]}]
    other: {when: certified and age >= figures.limit, modality: local_option, cite: [one], notes: [{zh: a, en: b, when: age > 70}]}
  unless: [tekun, receives.card]
  benefit:
    kind: cash
    unit: CNY/month
    amount: {tiers: {grade == 1: "min(figures.paid, 300)", grade == 2: {at_most: 60}, "grade in {0, 3, 4}": 0}}
  paid: {from: application_month, every: month}
  subject_to: [{zh: 符合条件, en: if it meets the conditions}]
- support: card
  for: household
  routes:
    main: {when: any(certified) and area == 'rural', modality: progressive, cite: [one]}
    unit: {for: organisation, when: employees >= 50, modality: encouraged, cite: [one]}
  benefit: {kind: service}
  by: {organisation: {notes: [{zh: a, en: b}]}}
""".encode()
RULE_FILES = (
    RULES,
    RULES.replace(b"{at_most: 60}", b"{between: [0600, 10:30]}"),
    RULES.replace(b"{at_most: 60}", b"{exactly: -600}"),
    RULES.replace(b"certified and severe and age < figures.limit", b">\n        certified # note\n        and severe"),
    b"a: &a [*a]\n",
    b"[" * 50,
    b"? [a]\n: b\n",
    b"a: 2024-13-45\nb: !!python/name:os.system\n",
    b"---\n",
)
RULESET = {
    "toy/2022-01-01/allowances.yaml": RULES.decode(),
    "toy/2022-01-01/ruleset.yaml": """
region: toy
titles: {zh: 玩具市, en: Toytown}
adcode: "990000"
document: {title: 规划, number: 一号, issued: 2022-01-01, issuer: 市政府}
status: in_force
period: {from: 2021-01-01, until: 2025-12-31}
national: 2021-07-01
notices: [{code: draft_text, zh: 草案, en: draft}]
readings: [{zh: 一, en: one}]
options: {winter_heating: {zh: 取暖, en: heating}}
standards: {winter_rate: {unit: CNY/month, zh: 取暖, en: heating}}
conflicts: [{between: [cash, card], cite: [one], better: cash, reason: {zh: 一, en: one}}]
""",
    "toy/2022-01-01/clauses.yaml": 'clauses:\n  one: {starts: "一、现金"}\n',
    "toy/2022-01-01/figures.yaml": """
figures:
  limit: {value: 60, unit: years, cite: [one], zh: 上限, en: limit}
  paid: {unit: CNY/month, is: {tiers: {area == 'urban': 200, area == 'rural': 100}}, cite: [one], zh: 标准, en: rate}
""",
    "supports.yaml": """
supports:
  cash: {area: allowances, zh: 现金, en: Cash}
  card: {area: allowances, zh: 卡, en: Card, public: true}
""",
    "national/2021-07-01/definitions.yaml": """
definitions:
  severe: {for: person, is: 'grade in {1, 2}', zh: 重度, en: severe, source: {document: 标准, locator: "1", seen: true}}
""",
    "national/2021-07-01/conflicts.yaml": "conflicts: []\n",
    "national/2021-07-01/implies.yaml": """
implies:
  young:
    {for: person, when: age < 9, fact: employment, in: [none], zh: 幼, en: young, source: {document: 法, locator: 一, seen: true, en: law}}
""",
    "national/2021-07-01/basis.yaml": """
basis:
  cash: {core: certified and severe, sources: [{document: 意见, number: 一号, since: 2016-01-01, seen: false}]}
  card: {core: local, sources: [{document: 办法, until: 2027-12-31, seen: false}]}
""",
}
"""A ruleset of its own, file by file, and below it a household for it."""
TOY_PROFILE = json.dumps(
    {**PROFILE, "household": {"area": "rural", "members": [{**MEMBER, "receives": []}, {"id": "m2", "age": 4}]}}
).encode()
RULESETS = (
    *(b"\0" + content for content in RULE_FILES),
    *(bytes([number]) + content for number, written in enumerate(RULESET.values()) for content in (written.encode(), b"null")),
)
"""One file of the ruleset: the first byte chooses which."""

MAPPING = """
columns: {户情: household.dibao, x: ignore, 编号: about.household}
headings: {person.tekun: [a, b]}
supports: {living_allowance: [c]}
values: {person.self_care: {none: [x], partial: [y]}}
every: {person.certified: true}
blank_means_no: [person.receives.living_allowance]
yes: [y]
no: [n]
unknown: ['?']
ignored: [q]
not_persons: [z]
several:
  x: {headings: [k], values: [{says: [a], facts: {household.dibao: true}}]}
""".encode()
MAPPINGS = (
    MAPPING,
    b"columns: {a: 2024-13-45}",
    b"columns: " + b"[" * 60,
    b"values: {person.self_care: &a {none: [x]}, x: {n: [*a, *a]}}",
    MAPPING.replace(b"headings: [k]", b"heading: [k]"),
    b"columns: {a: null}\nvalues: {person.self_care: 3}",
    b"!!int xno: [n]",
    b"",
)

BOOKS = (
    (EXAMPLES / "book" / "620702.yaml").read_bytes(),
    """
area: "620702"
name: {zh: 甘州区, en: Ganzhou}
sources: {one: {document: 标准, number: 一号, issued: 2024-01-10, seen: true}}
standards: {dibao_standard.urban: [{from: 2024-01-01, is: 720, unit: CNY/person/month, source: one}]}
rates:
  nursing_subsidy:
    - {from: 2024-01-01, is: {tiers: {grade == 1: 150, grade == 2: 110}}, unit: CNY/month, paid: {from: approval_month}, source: one}
""".encode(),
    *RULE_FILES[4:],
)

CSV = (
    "姓名,残疾类别,残疾等级,出生日期,户号,低保,人均月收入\n"
    "张三,肢体,一级,1990-02-28,1,是,479.99\n"
    "李四,视力,2,2020/3/1 0:00,1,,\n合计,2人,,,,,\n"
)
REGISTERS = (
    CSV.encode(),
    CSV.encode("gb18030"),
    ("\ufeff" + CSV.replace("\n", "\r")).encode(),
    CSV.replace("张三", '"张三').encode(),
    CSV.replace(",", "\t").encode("utf-16"),
    CSV.replace("残疾类别", '"残疾\n类别"').encode(),
    b"a,b\n1,2\n",
    b"",
)

ANSWER = {"support": "dibao", "subject": {"id": "m1"}, "status": "eligible", "route": "main", "routes": {"main": {"status": "eligible"}}}
RECEIPTS = (
    json.dumps(RECEIPT).encode(),
    json.dumps({"receipt": RECEIPT, "outcomes": [{**ANSWER, "benefit": {"kind": "cash", "amount": None}}]}).encode(),
    json.dumps({**RECEIPT, "region": "../zhangye/2022-04-15"}).encode(),
    json.dumps({"receipt": RECEIPT, "outcomes": [{"status": "maybe"}]}).encode(),
    b'{"engine":' + b"[" * 60,
)


@cache
def workbook_parts() -> dict[str, bytes]:
    """The files inside a small workbook."""
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("名册")
    for number, line in enumerate(CSV.splitlines()):
        sheet.write_row(number, 0, line.split(","))
    sheet.write_number(1, 6, 479.99)
    sheet.write_formula(2, 6, "=1/0", None, "#DIV/0!")
    sheet.merge_range("E2:E6", "1")
    sheet.write_datetime(1, 3, date(1990, 2, 28), book.add_format({"num_format": "yyyy-mm-dd"}))
    book.add_worksheet("空").hide()
    book.close()
    with zipfile.ZipFile(stream) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def packed(sheet: bytes) -> bytes:
    """The workbook with another content of its first sheet."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in workbook_parts().items():
            book.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else content)
    return stream.getvalue()


def sheets() -> Sequence[bytes]:
    """The XML of a sheet, and a few that go wrong: it is packed anew, so that fuzzing does not stop at a check sum."""
    sheet = workbook_parts()["xl/worksheets/sheet1.xml"]
    return (
        sheet,
        sheet.replace(b'<row r="3"', b'<row r="3" hidden="1"'),
        sheet.replace(b'r="A2"', b'r="XFD1048576"'),
        sheet.replace(b'r="G1"', b'r="BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBG1"'),
        sheet.replace(b'ref="E2:E6"', b'ref="E2:E1048576"'),
        sheet.replace(b'spans="1:7"', b'spans="1:16384"'),
        packed(sheet),
    )


def parquets() -> Sequence[bytes]:
    """A small register, as Parquet of several kinds."""
    import polars as pl

    made = []
    lines = [line.split(",") for line in CSV.splitlines()]
    texts = pl.DataFrame({name: [line[at] for line in lines[1:]] for at, name in enumerate(lines[0])})
    for frame in (texts, texts.with_columns(pl.Series("残疾等级", [1, 2, None]), pl.Series("低保", [True, None, False]))):
        for compression in ("uncompressed", "zstd"):
            stream = io.BytesIO()
            frame.write_parquet(stream, compression=compression)
            made.append(stream.getvalue())
    return made


WORDS: tuple[bytes, ...] = (
    b"null", b"true", b"[]", b"{}", b'"', b"'", b":", b",", b"\n", b"\r", b"\r\n", b"#", b"&a ", b"*a", b"!!int ", b"- ", b"? ", b"0x10",
    b"1e9999", b"1e-9999", b"-1", b"0600", b"10:30", b".nan", b".inf", b"NaN", b"Infinity", b"9" * 30, b"0." + b"1" * 30, b"2024-02-30",
    b"0", b"00000000", b"9999-12-31", b"0001-01-01", b"\\ud800", b"\xed\xa0\x80", b"\xff", b"\x00", b"\xef\xbb\xbf", b"\xe3\x80\x80",
    "一级".encode(), "合计".encode(), "张三".encode(), b"[[[[[[[[[[", b"((((((((((", b"----------", b"not not not ", b" and ", b" or ",
    b"certified", b"age", b"any(", b"count(", b"has.", b"in {", b"figures.", b"household.", b'"id"', b'"members"', b'"m1"', b"../",
    b"<row>", b"</c>", b't="e"', b't="s"', b'r="XFD1048576"', b"&#55296;", b"&amp;", b"<v>1e400</v>", b"<v>#N/A</v>",
    b"_xD800_", b'encoding="UTF-x"', b"PAR1", b"tiers: {", b"between: [", b"at_most: ", b"for: household", b"unless: [",
    b"when: ", b"figures.paid",
    b'"dont_know": [', b'"organisations": [', b'"receives": {', b'"needs": [', b'"size": ', b'"value": ', b'"paths": [', b'"nobody": true',
    "同上".encode(), "户号".encode(), "状态".encode(), "注销".encode(), "身份证号".encode(), "补贴10月".encode(),
    "万元".encode(), "4200元/年".encode(),
    "肢体、智力".encode(), "备注".encode(), "户主".encode(), "二〇二〇年".encode(), b"45000", b"3.61002E+17", b"620702199002281234",
)  # fmt: skip
"""What goes wrong somewhere, and what the formats are made of."""
