"""`eligibility ask`, the interview in the terminal: one question at a time, saved after every answer, resumed where it stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eligibility._json import words
from eligibility.cli.options import (
    AsOf,
    BookOption,
    EngineOption,
    Lang,
    LangOption,
    Region,
    Root,
    Version,
    derived_again,
    given_book,
    given_day,
    given_root,
    given_ruleset,
    mending,
)
from eligibility.cli.render import show_line
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, FileChangedError, Problem, ProfileError
from eligibility.facts.key import EntryName
from eligibility.facts.profile import Locality, Organisation, Profile
from eligibility.facts.write import ProfileFile
from eligibility.i18n import Language, Text, day_text
from eligibility.rules.status import Status
from eligibility.rules.version_lookup import load_ruleset, region_id, region_of, regions

if TYPE_CHECKING:
    from eligibility.cli.prompts import Prompt
    from eligibility.durable.case import Change
    from eligibility.guidance.interview import Inquiry, Interview
    from eligibility.rules.ruleset import Ruleset

KEYS = Text(
    "每题之后按回车。 ? 不知道　< 退回上一题　! 为什么问\n= 已答的题（=3 改第3题）　q 保存退出",
    "Enter ends an answer. ? not known   < one step back   ! why it is asked\n= answers so far (=3 changes question 3)   q save and quit",
)
MANY = 13
"""From how many people on the number is asked a second time."""

SHOWN = 6
"""How many titles a line names."""


class _Stop(Exception):
    """The user leaves; everything is saved."""


def ask(
    profile: Annotated[
        Path | None, typer.Argument(metavar="PROFILE", help="The file to resume and to save to; otherwise a new one.")
    ] = None,
    region: Region = None,
    version: Version = None,
    as_of: AsOf = None,
    again: Annotated[bool, typer.Option("--again", help="First ask again what was answered as not known.")] = False,
    amounts: Annotated[bool, typer.Option("--amounts", help="Then also ask what only tells more exactly how much is granted.")] = False,
    organisation: Annotated[bool, typer.Option("--organisation", help="Begin with an organisation instead of a household.")] = False,
    lang: LangOption = Lang.ZH,
    engine: EngineOption = None,
    book: BookOption = None,
    rulesets: Root = None,
) -> None:
    """Ask, one question at a time, only what can still change an answer; saved after every answer."""
    with mending(lang):
        live = derived_again(engine)
        file = _opened(profile or _unused())
        given = _with_organisation(file.profile()) if organisation else file.profile()
        day = given_day(as_of, given)
        try:
            given, ruleset = _placed(given, region, version, day, rulesets, lang.language)
        except _Stop:
            return
        if as_of is not None and given.as_of is None:
            given = given.model_copy(update={"as_of": day})
        from eligibility.guidance.interview import Interview

        interview = Interview(ruleset, given, as_of=day, live=live, amounts=amounts, book=given_book(book, rulesets))
        _Sitting(interview, ruleset, file, day, lang.language, again=again, amounts=amounts).run()


def _unused(stem: str = "household", folder: Path = Path(), first: int = 1) -> Path:
    """A file name that nothing has yet."""
    return next(path for number in range(first, 10_000) if not (path := folder / f"{stem}-{number}.json").exists())


def _opened(path: Path) -> ProfileFile:
    if str(path) == "-":
        said = Text("答案从标准输入读，资料要存进文件", "answers come from standard input: name a file")
        raise EligibilityError([Problem(ProblemCode.ANSWERS_FROM_STDIN, "PROFILE", said)])
    return ProfileFile(path)


def _with_organisation(given: Profile) -> Profile:
    """The profile with an organisation to ask about, where it has none yet."""
    return given if given.organisations else given.model_copy(update={"organisations": (Organisation(id="o1"),)})


def _placed(
    given: Profile, region: str | None, version: str | None, day: date, root: Path | None, language: Language
) -> tuple[Profile, Ruleset]:
    """The ruleset, asked for where nothing tells the region, and the profile with the area code that finds it again."""
    base = given_root(root)
    if region is None and (given.locality.adcode is None or region_of(given.locality.adcode, base) is None):
        names = regions(base)
        titles = [load_ruleset(name, as_of=day, root=base).title[language] for name in names]
        print(Text("在哪个地区？", "Which region?")[language])
        print("    " + "   ".join(f"{number} {title}" for number, title in enumerate(titles, 1)))
        while region is None:
            region = _region(_typed(), names, base)
            if region is None:
                most = len(names)
                print(
                    Text(f"    请填 1 至 {most} 的序号，或地区的名称", f"    type a number from 1 to {most}, or the region's name")[
                        language
                    ]
                )
    ruleset = given_ruleset(given, region, version, day, root)
    if given.locality.adcode is None:
        place = Locality(**{name: getattr(given.locality, name) for name in given.locality.model_fields_set}, adcode=ruleset.adcode)
        given = given.model_copy(update={"locality": place})
    return given, ruleset


def _region(typed: str, names: list[str], root: Path) -> str | None:
    """The region that was typed, by its number or its name."""
    if typed.isascii() and typed.isdigit():
        return names[int(typed) - 1] if 1 <= int(typed) <= len(names) else None
    named = region_id(root, typed)
    return named if named in names else None


def _typed() -> str:
    """A line from the user, with full-width signs changed to plain ones.

    Raises:
        _Stop: there are no more, or the user wants to leave.
    """
    from eligibility.views.question import normal

    try:
        typed = normal(input("> "))
    except (EOFError, KeyboardInterrupt):
        print()
        raise _Stop from None
    if typed.lower() == "q":
        raise _Stop
    return typed


class _Sitting:
    """One sitting. `waiting` holds the paths that are to be asked before the interview's own next question.

    `numbers` holds the paths of every question put so far: a question keeps its number when it is put again. With `again`,
    what was answered as not known comes first.
    """

    def __init__(
        self, interview: Interview, ruleset: Ruleset, file: ProfileFile, day: date, language: Language, *, again: bool, amounts: bool
    ) -> None:
        from eligibility.cli.prompts import Prompter
        from eligibility.views.subjects import called

        self.interview = interview
        self.ruleset = ruleset
        self.file = file
        self.day = day
        self.language = language
        self.amounts = amounts
        self.prompter = Prompter(ruleset, language, lambda owner: called(interview.decision.situation, owner))
        self.waiting: list[tuple[str, ...]] = [(one,) for one in sorted(interview.profile.dont_know)] if again else []
        self.numbers: list[tuple[str, ...]] = []
        self.answered: set[int] = set()
        self.on_day = "" if interview.profile.as_of in {None, day} else f" --as-of {day}"
        self.asked = 0
        self.large = 0
        self.ended = ruleset.ended(day)

    def run(self) -> None:
        ruleset = self.ruleset
        self._say(
            f"{ruleset.title.zh} · {ruleset.document.name} · 判定日期 {self.day}",
            f"{ruleset.title.en} · {ruleset.document.name} · as of {self.day}",
        )
        self._say(f"每答一题就存入 {self.file.path.name}", f"Every answer is saved to {self.file.path.name}")
        if self.ended:
            last = ruleset.period.last
            self._say(
                f"! 规划已于{day_text(last, 'zh')}到期，符合的项目分为继续有效和请先核实（仅见于该规划）两类",
                f"! the plan's period ended on {last}: what applies is parted into what continues and what is to be verified first",
            )
        show_line(KEYS[self.language])
        self._save()
        live = self.interview.live
        try:
            while (inquiry := self._next()) is not None:
                self._put(inquiry)
                if live and not self.interview.live:
                    live = False
                    self._say(
                        "复核没有完成，以下结果只算一遍，请留意", "the cross-check did not finish; from here answers are computed once only"
                    )
            self._finished()
        except _Stop:
            self._say(
                f"已存入 {self.file.path.name}，下次从这里接着问。",
                f"Saved to {self.file.path.name}. The next time, the interview continues from here.",
            )

    def _next(self) -> Inquiry | None:
        while self.waiting:
            if paths := self._present(self.waiting.pop(0)):
                return self.interview.inquiry(*paths)
        return self.interview.next()

    def _present(self, paths: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the paths that are about someone who is still there."""
        present = {"household", "locality", *(one.id for one in self.interview.decision.situation.everyone)}
        return tuple(path for path in paths if EntryName.of(path).owner in present)

    def _put(self, inquiry: Inquiry) -> None:
        """Ask until there is an answer, or something else is to be asked instead."""
        prompt = self.prompter.prompt(inquiry)
        self.asked += 1
        print()
        show_line(f"[{self._number(inquiry.paths)}] {prompt.text}")
        for line in prompt.help:
            show_line(line, 4)
        while True:
            typed = _typed()
            if not typed:
                self._say("没有填；不知道的请填 ?", "nothing was typed; type ? where it is not known", 4)
            elif typed == "!":
                self._why(inquiry)
            elif typed == "=":
                self._listing()
            elif self._settled(inquiry, prompt, typed):
                return

    def _number(self, paths: tuple[str, ...]) -> int:
        """The number of a question: its first one, where it was put before, also to members of whom some are gone."""
        if paths not in self.numbers:
            before = [self._present(known) for known in self.numbers]
            if paths in before:
                return before.index(paths) + 1
            self.numbers.append(paths)
        return self.numbers.index(paths) + 1

    def _settled(self, inquiry: Inquiry, prompt: Prompt, typed: str) -> bool:
        """Take what was typed; False where the question stays."""
        number = self._number(inquiry.paths)
        try:
            if typed == "<":
                return self._back(inquiry)
            if typed.startswith("="):
                return self._correct(inquiry, typed[1:])
            changes = self._answers(inquiry, prompt, typed)
        except ProfileError as error:
            for problem in error.problems:  # the question stands above: no path is needed
                said = [problem.message, *([problem.mend] if problem.mend else [])]
                text = Text("，", "; ")[self.language].join(text[self.language] for text in said)
                show_line(f"{self._about(problem) if inquiry.together else ''}{text}", 4)
            return False
        self.answered.add(number)
        self._save()
        self._told(changes)
        return True

    def _about(self, problem: object) -> str:
        """Which member a problem is about, by number alone; empty where it says none."""
        from eligibility.views.subjects import called, without_brackets

        match problem:
            case Problem(path=("household", "members", int() as place, *_)):
                situation = self.interview.decision.situation
                whom = called(situation, situation.persons[place].id)[self.language]
                return f"{without_brackets(whom)}{Text('：', ': ')[self.language]}"
        return ""

    def _answers(self, inquiry: Inquiry, prompt: Prompt, typed: str) -> list[Change]:
        from eligibility.guidance.questionnaire import MEMBERS
        from eligibility.views.question import wrong_answer

        if typed == "?":
            return list(self.interview.dont_know(*inquiry.paths))
        value = prompt.read(typed)
        if inquiry.paths == (MEMBERS,) and isinstance(value, int) and value >= MANY and value != self.large:
            self.large = value
            raise wrong_answer(
                f"记下有{value}人住在一起，对吗？对的请再填一次{value}", f"{value} people? If that is right, type {value} again"
            )
        if not inquiry.together:
            return list(self.interview.answer(inquiry.paths[0], value))
        concerned = [path for path in inquiry.paths if EntryName.of(path).owner in words(value)]
        others = [path for path in inquiry.paths if path not in concerned]
        self.waiting[:0] = [(path,) for path in concerned]
        return list(self.interview.nobody(*others)) if others else []

    def _back(self, inquiry: Inquiry) -> bool:
        paths = self.interview.back()
        if not paths:
            self._say("没有上一题", "there is no earlier question", 4)
            return False
        self._save()
        own = (inquiry.paths,) if inquiry.paths in self.waiting or len(inquiry.paths) == 1 else ()
        self.waiting = [paths, *(one for one in (*own, *self.waiting) if one != paths)]
        self.asked -= 2
        return True

    def _correct(self, inquiry: Inquiry, number: str) -> bool:
        """Put the question of a number again, then the present one."""
        wanted = self._answered_as(int(number)) if number.isascii() and number.isdigit() else ()
        if not wanted:
            self._say("没有这个题号，用 = 查看已答的题", "there is no answered question of that number; = lists them", 4)
            return False
        self.waiting[:0] = [wanted, inquiry.paths]
        return True

    def _answered_as(self, number: int) -> tuple[str, ...]:
        """The paths of an answered question, of those members who are still there; empty where there is none."""
        return self._present(self.numbers[number - 1]) if number in self.answered else ()

    # -- what is said

    def _why(self, inquiry: Inquiry) -> None:
        from eligibility.views.tiers import weightiest_first

        titles, amounts = (
            list(dict.fromkeys(one.rule.title[self.language] for one in weightiest_first(some)))
            for some in (inquiry.outcomes, inquiry.narrows)
        )
        if amounts:
            self._say(
                f"只关系到多少钱，{len(amounts)}项：{self._some(amounts)}",
                f"bears only on how much {len(amounts)} give: {self._some(amounts)}",
                4,
            )
        elif titles:
            self._say(f"关系到{len(titles)}项：{self._some(titles)}", f"bears on {len(titles)}: {self._some(titles)}", 4)
        else:
            self._say(
                "先要知道有哪些人，或核实有无不能享受的情形", "to know whom it is about, or to confirm that nothing bars a support", 4
            )

    def _listing(self) -> None:
        unknown = self.interview.profile.dont_know
        for number in range(1, len(self.numbers) + 1):
            paths = self._answered_as(number)
            if paths:
                title = self.prompter.titled(paths, self.interview.inquiry(*paths).entity)
                mark = Text("（不知道）", " (not known)")[self.language] if any(path in unknown for path in paths) else ""
                show_line(f"{number} {title}{mark}", 4)
        self._progress(counting=True)

    def _told(self, changes: list[Change]) -> None:
        """What an answer opened, and what it closed that was open to the household; money and care first."""
        from eligibility.views.tiers import weightiest_first

        granted = [change for change in changes if change.after and change.after.granted and not (change.before and change.before.granted)]
        lost = [change for change in changes if change.before and change.before.granted and not (change.after and change.after.granted)]
        open_ = [change for change in lost if change.after is Status.UNDETERMINED]
        refused = [change for change in lost if change not in open_]
        closed = (("?", "回到待定", "open again", open_), ("○", "不再符合", "no longer applies", refused))
        for mark, zh, en, found in (*self._granted(granted), *closed):
            present = weightiest_first(one for change in found if (one := self.interview.decision.get(change.support, change.subject)))
            all_ = (*(one.rule.title for one in present), *(self.ruleset.support_title(change.support) for change in found))
            titles = list(dict.fromkeys(title[self.language] for title in all_))
            if titles:
                self._say(f"{mark} {zh}{len(titles)}项：{self._some(titles)}", f"{mark} {en} ({len(titles)}): {self._some(titles)}", 4)
        self._progress()

    def _granted(self, changes: list[Change]) -> Iterator[tuple[str, str, str, list[Change]]]:
        """What is granted; once the plan has ended in two lines, what continues and what is to be verified first."""
        from eligibility.views.standing import CONTINUES, VERIFY

        verify = [change for change in changes if self._to_verify(change)]
        continues = Text(f"符合，{CONTINUES.zh}，", f"applies, {CONTINUES.en}") if self.ended else Text("符合", "applies")
        yield "●", continues.zh, continues.en, [change for change in changes if change not in verify]
        yield "●", f"符合，{VERIFY.zh}，", f"applies, {VERIFY.en}", verify

    def _to_verify(self, change: Change) -> bool:
        """Whether an answer rests on an ended plan alone."""
        outcome = self.interview.decision.get(change.support, change.subject) if self.ended else None
        return outcome is not None and outcome.standing.to_verify

    def _lasting(self) -> None:
        """How many answers continue, and how many are to be verified first; nothing in the plan's period."""
        if self.ended:
            granted = [outcome for outcome in self.interview.decision if outcome.status.granted]
            verify = sum(outcome.standing.to_verify for outcome in granted)
            self._say(
                f"符合的{len(granted)}项里，继续有效{len(granted) - verify}项，请先核实{verify}项（仅见于已到期的规划）。",
                f"Of the {len(granted)} that apply {len(granted) - verify} continue; {verify} are to be verified first.",
            )

    def _progress(self, *, counting: bool = False) -> None:
        """How far the interview is; how many questions are left only where somebody asks for the list."""
        found = self.interview.progress
        total = found.settled + found.open + found.left
        left = Text(f"；最多再问{found.questions}题", f"; at most {found.questions} more questions") if counting else Text("", "")
        self._say(
            f"已弄清{found.settled}/{total}项，其中符合{found.granted}项{left.zh}",
            f"{found.settled} of {total} settled, {found.granted} of them apply{left.en}",
            4,
        )

    def _finished(self) -> None:
        from eligibility.guidance.questionnaire import full_form

        found = self.interview.progress
        form = len(full_form(self.ruleset, self.interview.decision.situation))
        print()
        self._say(
            f"问完了：这次问了{self.asked}题（全表{form}项）。符合{found.granted}项，因情况不清楚而待定{found.left}项。",
            f"Done: {self.asked} questions now, {form} in the full form. {found.granted} apply; {found.left} stay open (facts not known).",
        )
        self._nobody_known()
        self._lasting()
        if self.interview.profile.dont_know:
            self._say(
                f"答“不知道”的，问清以后再答：eligibility ask {self.file.path.name} --again{self.on_day}",
                f"What was not known can be answered later: eligibility ask {self.file.path.name} --again{self.on_day}",
            )
        open_ = {path for one in self.interview.decision if one.status.granted for path in one.amount.missing} - {
            *self.interview.decision.dont_know
        }
        if open_ and not self.amounts:
            self._say(
                f"还有{len(open_)}题只关系到多少钱：eligibility ask {self.file.path.name} --amounts{self.on_day}",
                f"{len(open_)} more questions bear only on how much: eligibility ask {self.file.path.name} --amounts{self.on_day}",
            )
        command = f"eligibility check {self.file.path.name}{self.on_day}"
        self._say(f"查看结果：{command}", f"For the answers: {command}")

    def _nobody_known(self) -> None:
        """Where it is not known who lives in the household, how many supports for people are therefore not decided."""
        if self.interview.profile.household is not None and not self.interview.decision.situation.persons:
            personal = sum(any(part.entity == "person" for part in rule.parts) for rule in self.ruleset.supports.values())
            self._say(
                f"家里有哪些人还不清楚，针对个人的{personal}项都没有判定，不等于不符合。",
                f"Who lives in the household is not known: {personal} supports for people are not decided, and may well apply.",
            )

    def _some(self, titles: list[str]) -> str:
        comma: Callable[[list[str]], str] = ("、" if self.language == "zh" else "; ").join
        rest = len(titles) - SHOWN
        return comma(titles[:SHOWN]) + (Text("等", f" and {rest} more")[self.language] if rest > 0 else "")

    def _save(self) -> None:
        try:
            self.file.save(self.interview.profile)
        except FileChangedError:
            self._elsewhere()

    def _elsewhere(self) -> None:
        """Go on in a file of this sitting's own, where another program has written the one that it began with: nothing is lost."""
        taken = self.file.path
        self.file = ProfileFile(_unused(taken.stem, taken.parent, 2))
        self.file.save(self.interview.profile)
        self._say(
            f"! {taken.name} 已被另一处改动，没有覆盖；这次的回答存入 {self.file.path.name}，请核对两份资料",
            f"! {taken.name} was changed elsewhere and is not overwritten; these answers are in {self.file.path.name}: compare the two",
            4,
        )

    def _say(self, zh: str, en: str, indent: int = 0) -> None:
        show_line(Text(zh, en)[self.language], indent)
