"""The pages of the explorer in one language, by their paths."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

import yaml
from jinja2 import Environment, PackageLoader, StrictUndefined

from eligibility._json import mapping
from eligibility.decide.run_cases import cases_summary
from eligibility.i18n import InOneLanguage, Language
from eligibility.rules.labels import AREAS, MODALITIES, STATUSES, SUBJECT_LABELS, document_text, status_text
from eligibility.rules.prose import Prose, route_name
from eligibility.rules.ruleset import Definition
from eligibility.rules.status import Status
from eligibility.rules.support import Support
from eligibility.site.content import Explorer, ShownChange, ShownVersion
from eligibility.site.differences import marked
from eligibility.site.openings import openings_svg
from eligibility.views.changes_text import lines
from eligibility.views.rule import RuleRoute, WordedRule, needed_by, opened_by, worded

LANGUAGES: tuple[Language, ...] = ("zh", "en")
STATIC = ("style.css", "search.js")

Files = Iterator[tuple[str, str]]
"""Paths from the root of the site, and texts."""


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("eligibility.site"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def static_files() -> Files:
    """The files that all pages share, and the page that leads to either language."""
    for name in STATIC:
        yield name, (files("eligibility.site") / "static" / name).read_text("utf-8")
    yield "index.html", _environment().get_template("start.html").render()


class Site(InOneLanguage):
    """The pages in one language."""

    def __init__(self, explorer: Explorer, language: Language) -> None:
        self.explorer = explorer
        self.language = language
        self._words: dict[tuple[str, str], Sequence[WordedRule]] = {}

    def files(self) -> Files:
        """Every page and the list that is searched."""
        yield self._page("index.html", "index.html", regions=list(self.explorer.newest.values()))
        for region, shown in self.explorer.versions.items():
            for version in shown:
                yield from self._version(version, region)
        yield f"{self.language}/pages.js", f"var PAGES={json.dumps(list(self._found()), ensure_ascii=False, separators=(',', ':'))};\n"

    def _version(self, version: ShownVersion, region: str) -> Files:
        rules, folder = version.ruleset, version.key
        moved = [one for one in self.explorer.changes[region] if self._home(one) == rules.name]
        yield self._page(
            f"{folder}/index.html",
            "version.html",
            version=version,
            rules=rules,
            others=[one for one in self.explorer.versions[region] if one is not version],
            moved=moved,
            passed=cases_summary(rules, version.passed, len(version.failures))[self.language],
            areas=self._areas(version),
            definitions=[
                (definition.title[self.language], Prose(rules, self.language).say(definition.body), _source(definition))
                for definition in rules.definitions.values()
            ],
        )
        if version.ledger:
            yield self._page(f"{folder}/clauses.html", "clauses.html", version=version, rules=rules)
        for support in rules.supports.values():
            yield self._support(version, support)
        for one in moved:
            yield self._page(
                f"{folder}/{one.page}", "changes.html", version=version, rules=rules, change=one, lines=list(lines(one.diff, self.language))
            )

    def _home(self, change: ShownChange) -> str:
        """The version in whose folder the page of a change stands: the later one, unless that is a scenario."""
        return change.before if change.diff.after.scenario is not None else change.after

    def _support(self, version: ShownVersion, support: Support) -> tuple[str, str]:
        rules = version.ruleset
        first, then = needed_by(support.id, rules), opened_by(support.id, rules)
        titled = [[(rules.support_title(name)[self.language], f"{name}.html") for name in side] for side in (first, then)]
        title = support.title[self.language]
        parts = self._worded(version, support.id)
        return self._page(
            f"{version.key}/{support.id}.html",
            "support.html",
            version=version,
            rules=rules,
            support=support,
            parts=parts,
            routes={route.name: route_name(part, route.name, rules)[self.language] for part in support.parts for route in part.routes},
            first=titled[0],
            then=titled[1],
            picture=openings_svg(titled[0], title, titled[1], self._say("先办什么，然后能办什么", "what comes first and what then opens")),
            cases=version.cases.get(support.id, ()),
            beside=[
                (other, self._other(other, support.id, [route.prose for part in parts for route in part.routes]))
                for other in self.explorer.beside(support.id, rules.region)
            ],
            written=yaml.safe_dump(_raw(rules.raw, support.id), allow_unicode=True, sort_keys=False, width=120),
        )

    def _other(self, version: ShownVersion, support: str, ours: Sequence[str]) -> list[tuple[RuleRoute, str]]:
        """The routes of a support elsewhere, each with its condition marked where it differs from the nearest of ours."""
        routes = (route for part in self._worded(version, support) for route in part.routes)
        return [(route, min((marked(route.prose, one) for one in ours), key=_strangeness)) for route in routes]

    def _worded(self, version: ShownVersion, support: str) -> Sequence[WordedRule]:
        """The parts of a support in words, made once."""
        key = version.key, support
        if key not in self._words:
            rules = version.ruleset
            self._words[key] = [worded(part, rules, self.language) for part in rules.supports[support].parts]
        return self._words[key]

    def _areas(self, version: ShownVersion) -> list[tuple[str, list[tuple[Support, str]]]]:
        """The supports by area, each with how binding its routes are."""
        found: dict[str, list[tuple[Support, str]]] = {}
        for support in version.ruleset.supports.values():
            binding = dict.fromkeys(MODALITIES[route.modality][self.language] for route in support.routes)
            found.setdefault(AREAS[support.area][self.language], []).append((support, self._say("、", ", ").join(binding)))
        return list(found.items())

    def _found(self) -> Iterator[tuple[str, str, str, str, str]]:
        """What the search finds: title, id, region, clauses and address, of the newest version of each region."""
        for version in self.explorer.newest.values():
            rules = version.ruleset
            for support in rules.supports.values():
                clauses = dict.fromkeys(locator for route in support.routes for _, locator in route.clauses)
                title, other = support.title[self.language], support.title["en" if self.language == "zh" else "zh"]
                yield f"{title} · {other}", support.id, rules.title[self.language], " ".join(clauses), f"{version.key}/{support.id}.html"

    def _page(self, path: str, template: str, **values: object) -> tuple[str, str]:
        """A page by its path from the root. `up` leads from it to the folder of its language."""
        depth = path.count("/")
        text = (
            _environment()
            .get_template(template)
            .render(
                t=self._say,
                language=self.language,
                tag=self._say("zh-CN", "en"),
                up="../" * depth,
                base="../" * (depth + 1),
                other=f"{'../' * (depth + 1)}{self._say('en', 'zh')}/{path}",
                subject_of=lambda kind: SUBJECT_LABELS[kind][self.language],
                modality_of=lambda modality: MODALITIES[modality][self.language],
                document_of=lambda rules: document_text(rules, self.language),
                status_of=lambda rules: status_text(rules, self.language),
                answer_of=self._answer,
                **values,
            )
        )
        return f"{self.language}/{path}", text

    def _answer(self, expected: str) -> str:
        """An expected answer with its statuses in words."""
        words = {status.value: STATUSES[status][self.language] for status in Status}
        return " ".join(words.get(word, word) for word in expected.split(" "))


def _strangeness(text: str) -> tuple[int, int]:
    """How much of a text is marked: in how many places, and with how many signs."""
    return text.count("<mark>"), sum(len(piece.split("</mark>")[0]) for piece in text.split("<mark>")[1:])


def _source(definition: Definition) -> str:
    if definition.origin is not None:
        return " ".join(part for part in (definition.origin.document, definition.origin.locator) if part)
    return " ".join(part for part in (definition.document, "、".join(definition.cite)) if part)


def _raw(raw: Mapping[str, object], support: str) -> object:
    """The support as its file has it."""
    return mapping(raw["supports"])[support]
