"""Inputs that once went wrong, where they are at hand: `ELIGIBILITY_TRIALS=DIR`, or `--trials DIR`, a folder with `doors` and `reports`.

The same kinds are tested everywhere with small inputs of our own; here the given ones are tried as they are.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

import eligibility as el
from eligibility.guidance.interview import Interview
from eligibility.register.spellings import words_of
from tests.cli.command_line import FAMILY, PROGRAM, run, run_apart
from tests.conftest import DAY, ROOT

RULES = Path("zhangye") / "2022-04-15"


@pytest.fixture
def trials(pytestconfig: pytest.Config) -> Path:
    given = pytestconfig.getoption("--trials")
    if given is None:
        pytest.skip("no folder of trials is given")
    return Path(given)


@pytest.fixture
def case(trials: Path, tmp_path: Path) -> Any:
    """A file of a trial, copied where it may be written."""

    def copied(name: str) -> Path:
        (found,) = trials.glob(name)
        target = tmp_path / found.name
        target.write_bytes(found.read_bytes())
        return target

    return copied


def bounded(*args: str, seconds: float, megabytes: int) -> subprocess.CompletedProcess[bytes]:
    """A command that ends, and its peak of memory. The system's own record of a process that was forked begins with its parent's."""
    peak = "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')), file=sys.stderr)"
    program = f"import sys; from eligibility.cli import main\ntry: main()\nfinally: {peak}"
    done = subprocess.run([sys.executable, "-c", program, *args], capture_output=True, timeout=seconds, check=False)
    assert int(done.stderr.split()[-1]) < megabytes << 10
    assert b"internal error" not in done.stderr and b"Traceback" not in done.stderr
    return done


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("doors/01*/twelve.json", "changyi"),
        ("doors/01*/real12.json", "changji"),
        ("doors/01*/real14.json", "changji"),
        ("reports/03*/p.json", "zhangye"),
    ],
)
def test_any_household_is_answered_within_its_memory(case: Any, name: str, region: str) -> None:
    for extra in ((), ("--format", "json")):
        assert bounded("check", str(case(name)), "--region", region, *extra, seconds=300, megabytes=300).returncode == 0


def test_two_sittings_at_once_lose_no_answer(case: Any) -> None:
    """Two processes on one file: the second begins and ends while the first waits for an answer."""
    path = case("doors/08*/base.json")
    command = [sys.executable, "-c", PROGRAM, "ask", str(path), "--lang", "en", "--engine", "kernel"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as first:
        assert first.stdin is not None and first.stdout is not None
        said = b""
        while not said.endswith(b"\n> "):
            said += first.stdout.read(1)
        second = run_apart("ask", str(path), "--lang", "en", "--engine", "kernel", stdin="?\n?\n?\nq\n")
        kept = path.read_bytes()
        rest, _ = first.communicate(b"41\n?\nq\n", timeout=300)
    assert (first.returncode, second.returncode) == (0, 0)
    assert b"was changed elsewhere and is not overwritten" in rest
    own = json.loads(path.with_name(f"{path.stem}-2.json").read_bytes())
    assert path.read_bytes() == kept and len(json.loads(kept)["dont_know"]) >= 3
    assert own["household"]["members"][0]["disabilities"] == [{"category": "physical", "grade": 1}]


def test_a_household_beyond_the_limit_is_one_message(case: Any) -> None:
    done = run("check", str(case("doors/10*/m150.json")), "--region", "zhangye", "--lang", "en")
    assert (done.returncode, done.stderr) == (1, "household (household.members): may have at most 100 members.\n")


@pytest.mark.parametrize("name", ["hnull", "mnull"])
@pytest.mark.usefixtures("live")
def test_null_groups(case: Any, name: str, zhangye: el.Ruleset) -> None:
    profile = el.Profile.model_validate_json(case(f"doors/09*/{name}.json").read_text())
    with el.Case(zhangye, DAY, profile) as told:
        told.tell("m1", age=3)
    interview = Interview(zhangye, profile, as_of=DAY)
    for path in ("locality.options", "locality.dibao_standard"):
        interview.answer(path, None)


@pytest.mark.parametrize("name", ["rp", "rp2", "deeprec"])
def test_receipts(case: Any, name: str) -> None:
    done = run("replay", str(case(f"doors/14*/{name}.json")), str(case("doors/14*/base.json")), "--lang", "en")
    assert (done.returncode, done.stderr) == (1, f"{name}.json: holds no receipt.\n")


def test_column_settings(trials: Path, tmp_path: Path, zhangye: el.Ruleset) -> None:
    """Each is refused at once; none stops the program or takes long."""
    for found in sorted(trials.glob("doors/13*/map*.yaml")) + sorted(trials.glob("doors/13*/*.in")):
        own = tmp_path / "own.yaml"
        own.write_bytes(found.read_bytes())
        started = perf_counter()
        with pytest.raises(el.EligibilityError, match=r"own\.yaml"):
            words_of(zhangye, own)
        assert perf_counter() - started < 5


def linted(folder: Path, file: str, old: str, new: str) -> tuple[int, str]:
    """What lint says of a copy of a version in which one text is another."""
    shutil.copytree(ROOT / "rulesets", folder / "rules")
    path = folder / "rules" / RULES / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    done = run("lint", "zhangye", "--rulesets", str(folder / "rules"), "--lang", "en")
    return done.returncode, done.stdout + done.stderr


CONDITIONS = (
    "age < 0x10", "age < 1e999999999", "age < 1e9999", "household.monthly_income_per_capita < 1e999999",
    "household.monthly_income_per_capita < 1e-999999", "age < " + "+".join(["1"] * 990), ".".join("a" * 1000),
    "'certified # and severe'", ">\n        certified # 持证\n        and severe",
)  # fmt: skip


def test_conditions_that_go_wrong_are_told_with_their_places(trials: Path, tmp_path: Path) -> None:
    """Those of the doors' probe, and the snippets of two reports: each in a route of its own."""
    text = (ROOT / "rulesets" / RULES / "allowances.yaml").read_text("utf-8")
    wrong, places = text.split("\n"), []
    routes = [at for at, line in enumerate(wrong) if line.startswith("      when: ")]
    for at, condition in zip(routes, CONDITIONS, strict=False):
        wrong[at] = f"      when: {condition}"
        places.append(at + condition.count("\n", 0, condition.find("#") + 1) + 1)
    status, said = linted(tmp_path, "allowances.yaml", text, "\n".join(wrong))
    assert status == 1 and len(places) == len(CONDITIONS)
    assert [int(line) for line in re.findall(r"allowances\.yaml:(\d+):\d+: .* \[expression\]", said)] == places


@pytest.mark.parametrize("amount", ["{exactly: 0600}", "{exactly: 10:30}", "{exactly: -600}", "{between: [5000, 2000]}"])
def test_an_amount_that_goes_wrong_is_told_with_its_place(trials: Path, amount: str, tmp_path: Path) -> None:
    old = "benefit: {kind: cash, unit: CNY/month}"
    status, said = linted(tmp_path, "allowances.yaml", old, f"benefit: {{kind: cash, unit: CNY/month, amount: {amount}}}")
    assert status == 1
    assert re.search(r"allowances\.yaml:\d+:\d+: ", said)


@pytest.mark.parametrize("value", ["1e99999", "1:30", "0x10", ".nan", "-5"])
def test_a_figure_that_goes_wrong_is_told_with_its_place(trials: Path, value: str, tmp_path: Path) -> None:
    status, said = linted(tmp_path, "figures.yaml", "value: 50,", f"value: {value},")
    assert status == 1
    assert re.search(r"figures\.yaml:\d+:\d+: ", said)


@pytest.mark.parametrize("name", ["pii_key", "dup_pii", "recv", "optname"])
def test_no_number_and_no_name_comes_back(case: Any, name: str) -> None:
    done = run("check", str(case(f"doors/16*/{name}.json")), "--region", "zhangye", "--lang", "en")
    assert done.returncode == 1
    assert not any(secret in done.stdout + done.stderr for secret in ("620102", "王芳", "\x1b"))


def test_links_are_followed(case: Any, tmp_path: Path) -> None:
    base, link, card, printed = case("doors/17*/base.json"), tmp_path / "p.json", tmp_path / "card.md", tmp_path / "link.md"
    link.symlink_to(base.name)
    card.touch()
    printed.symlink_to(card.name)
    run("ask", str(link), "--engine", "kernel", stdin="1\n?\nq\n")
    assert link.is_symlink() and json.loads(base.read_text())["dont_know"]
    assert run("card", str(base), "--region", "zhangye", "-o", str(printed)).returncode == 0
    assert printed.is_symlink() and card.stat().st_size


@pytest.mark.parametrize("dialect", ["postgres", "duckdb", "spark"])
def test_a_reserved_table(trials: Path, dialect: str) -> None:
    text = run("sql", "--region", "zhangye", "--dialect", dialect, "--table", "user", "--support", "tekun").stdout
    assert re.search(r'FROM ["`]user["`]', text) and "FROM user" not in text


def test_redirected_output_is_utf8(trials: Path, tmp_path: Path) -> None:
    shown = run("explain", FAMILY, "nursing_subsidy", "m2", PYTHONIOENCODING="gbk").stdout
    assert "✗" in shown
    (tmp_path / "d.json").write_text(run("check", FAMILY, "--format", "json", PYTHONIOENCODING="gbk").stdout, "utf-8")
    assert run("replay", str(tmp_path / "d.json"), FAMILY).returncode == 0


def test_a_text_that_looks_like_a_number_is_no_date(case: Any) -> None:
    done = run("check", str(case("reports/08*/p.json")), "--lang", "en")
    assert done.returncode == 1
    assert done.stderr.count("is not a date that exists") == 2


@pytest.mark.usefixtures("live")
def test_loading_again_grows_nothing(trials: Path) -> None:
    (script,) = trials.glob("reports/17*/leak.py")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, encoding="utf-8", check=True)
    sizes = [int(line.split()[1]) for line in done.stdout.splitlines()]
    assert sizes[-1] - sizes[0] < 20


@pytest.mark.parametrize(("name", "said"), [("18*/p.py", "ok"), ("24*/p.py", "NotADay")])
def test_scripts(trials: Path, name: str, said: str) -> None:
    (script,) = trials.glob(f"reports/{name}")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, encoding="utf-8", check=True)
    lines = done.stdout.splitlines()
    assert len(lines) == 3 and all(said in line for line in lines)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")  # noqa: PTH110
def test_a_full_disk(trials: Path) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:  # noqa: PTH123
        command = [sys.executable, "-c", PROGRAM, "check", FAMILY, "--lang", "en"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr.count(b"\n")) == (1, 1)
    assert b"cannot be written" in done.stderr


def test_a_certificate_that_has_expired_stood_in_unless(case: Any) -> None:
    """What the told end of a certificate turns had that end in its `unless` before."""
    before, after = (json.loads(case(f"doors/20*/exp_{name}.json").read_text()) for name in ("before", "after"))
    dated, open_ = (before, after) if "certificate_valid_until" in json.dumps(before) else (after, before)
    told, untold = (el.decide(el.read_profile(json.dumps(one)), el.load_ruleset("zhangye", as_of=DAY), as_of=DAY) for one in (dated, open_))
    turned = [one for one in untold if told[one.support, one.subject.id].status.granted is not one.status.granted]
    assert turned
    assert all("m1.certificate_valid_until" in one.unless for one in turned)


def test_a_household_that_lists_nobody(case: Any) -> None:
    path = str(case("reports/26*/p.json"))
    assert "the household lists nobody" in run("check", path, "--lang", "en").stdout
    decision = el.decide(el.read_profile(Path(path).read_text("utf-8")), el.load_ruleset("zhangye", as_of=DAY), as_of=date(2024, 6, 1))
    assert {outcome.status.value for outcome in decision} == {"undetermined"}


def test_the_errors_of_a_screening_replace_no_register(case: Any, tmp_path: Path) -> None:
    register = case("reports/23*/list.errors.csv")
    kept = register.read_bytes()
    done = run("screen", str(register), "-o", str(tmp_path / "list.csv"), "--region", "zhangye", "--as-of", "2024-06-01", "--lang", "en")
    assert (done.returncode, done.stdout) == (1, "")
    assert "would replace the register" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == [register.name] and register.read_bytes() == kept
