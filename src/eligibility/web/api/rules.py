"""Rules as data: regions, versions, supports, and what changed from one version to another."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from eligibility.errors import EligibilityError, UnknownOutcome
from eligibility.i18n import Language
from eligibility.rules.library import Library
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.support import Support
from eligibility.views import changes
from eligibility.views.models.changes import ChangesModel
from eligibility.views.models.problem import ProblemKind
from eligibility.views.models.rule import RuleModel
from eligibility.web.api.common import BASE, Lang, deciding_of, kept, problems
from eligibility.web.models import RegionModel, RegionsModel, RulesetVersion, SupportModel, SupportName, SupportsModel
from eligibility.web.problems import Refused

router = APIRouter(prefix=f"{BASE}/regions", tags=["rules"], generate_unique_id_function=lambda route: route.name)

_OF_VERSIONS = problems(ProblemKind.RULESET_NOT_FOUND)
_NOT_MODIFIED: dict[int | str, dict[str, object]] = {304: {"description": "As it was: `If-None-Match` has its ETag."}}


@router.get("", response_model=RegionsModel, responses={**problems(), **_NOT_MODIFIED})
def list_regions(request: Request, lang: Lang = "zh") -> Response:
    """All regions with their versions."""
    library = deciding_of(request).library

    def made() -> RegionsModel:
        return RegionsModel(regions=tuple(_region(library, region, lang) for region in library.regions()))

    return kept(request, _hash_of_all(library), made)


@router.get("/{region}/versions/{version}", response_model=RulesetVersion, responses={**_OF_VERSIONS, **_NOT_MODIFIED})
def show_version(request: Request, region: str, version: str, lang: Lang = "zh") -> Response:
    """One version: its document, its period, its hash."""
    ruleset = deciding_of(request).named(region, version)
    return kept(request, ruleset.hash[:16], lambda: RulesetVersion.of(ruleset, lang))


@router.get("/{region}/versions/{version}/supports", response_model=SupportsModel, responses={**_OF_VERSIONS, **_NOT_MODIFIED})
def list_supports(
    request: Request,
    region: str,
    version: str,
    q: Annotated[str | None, Query(max_length=100, description="A part of a title, an id or a clause.")] = None,
    lang: Lang = "zh",
) -> Response:
    """The supports of a version, or those that are searched for."""
    ruleset = deciding_of(request).named(region, version)

    def made() -> SupportsModel:
        found = (one for one in ruleset.supports.values() if q is None or _tells(one, q))
        return SupportsModel(supports=tuple(_named(one, lang) for one in found))

    return kept(request, ruleset.hash[:16], made)


@router.get(
    "/{region}/versions/{version}/supports/{support}",
    response_model=SupportModel,
    responses={
        **problems(ProblemKind.RULESET_NOT_FOUND, ProblemKind.SUPPORT_NOT_FOUND),
        **_NOT_MODIFIED,
    },
)
def show_support(request: Request, region: str, version: str, support: str, lang: Lang = "zh") -> Response:
    """One support's rule: who gets it by which route, under which clause, what to bring, what opens what.
    \f
    Raises:
        Refused: there is no such version or support.
    """
    ruleset = deciding_of(request).named(region, version)
    try:
        found = ruleset.supports[ruleset.known_support(support)]
    except UnknownOutcome as error:
        raise Refused.by(error) from None

    def made() -> SupportModel:
        rules = tuple(RuleModel.of(part, ruleset, lang) for part in found.parts)
        return SupportModel(support=found.id, title=ruleset.support_title(found.id)[lang], rules=rules)

    return kept(request, ruleset.hash[:16], made)


@router.get("/{region}/versions/{version}/changes/{later}", response_model=ChangesModel, responses={**_OF_VERSIONS, **_NOT_MODIFIED})
def show_changes(request: Request, region: str, version: str, later: str, lang: Lang = "zh") -> Response:
    """What is not the same in a later version, route by route. Effects are as declared; nothing is proved here."""
    deciding = deciding_of(request)
    before, after = deciding.named(region, version), deciding.named(region, later)

    def made() -> ChangesModel:
        return ChangesModel.model_validate(changes.diff(before, after, prove=False).as_json(lang))

    return kept(request, f"{before.hash[:16]}-{after.hash[:16]}", made)


def _region(library: Library, region: str, language: Language) -> RegionModel:
    versions = tuple(RulesetVersion.of(one, language) for one in _rulesets(library, region))
    return RegionModel(region=region, title=versions[0].title, versions=versions)


def _rulesets(library: Library, region: str) -> Iterator[Ruleset]:
    """The versions of a region that can be read: with `--watch` one may be half written."""
    for name in library.versions(region):
        try:
            yield library.ruleset(region, name)
        except EligibilityError:
            continue


def _hash_of_all(library: Library) -> str:
    hashes = [ruleset.hash for region in library.regions() for ruleset in _rulesets(library, region)]
    if not hashes:
        raise Refused(ProblemKind.RULESET_NOT_FOUND)
    return hashlib.sha256(" ".join(hashes).encode()).hexdigest()[:16]


def _named(support: Support, language: Language) -> SupportName:
    return SupportName(support=support.id, title=support.title[language], area=support.area, subjects=support.kinds)


def _tells(support: Support, words: str) -> bool:
    """Whether a support's id, title or clauses contain some words."""
    wanted = words.casefold()
    clauses = (locator for route in support.routes for _, locator in route.clauses)
    return any(wanted in said.casefold() for said in (support.id, support.title.zh, support.title.en, *clauses))
