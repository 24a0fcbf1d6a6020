"""What the book fills in at the door: standards and local options that the profile leaves unsaid. What the profile says stays."""

from __future__ import annotations

from dataclasses import dataclass

from eligibility.book.bound import LocalBook
from eligibility.book.entries import Option, Standard
from eligibility.facts.profile import DibaoStandard, Locality, Profile
from eligibility.facts.vocabulary import LOCAL_OPTIONS
from eligibility.rules.ruleset import Ruleset


@dataclass(frozen=True, slots=True)
class Filled:
    """A locality with what the book adds: which entries were used, and of which the profile says otherwise."""

    locality: Locality
    used: tuple[Standard | Option, ...]
    differing: tuple[Standard | Option, ...]


def filled(locality: Locality, local: LocalBook, ruleset: Ruleset) -> Filled:
    """A locality in which the standards and options of the book stand that it does not say itself.

    An option that the ruleset does not have is another region's and is left out.
    """
    used: list[Standard | Option] = []
    differing: list[Standard | Option] = []
    standards = {"urban": None, "rural": None} | (dict(locality.dibao_standard) if locality.dibao_standard else {})
    for name, standard in local.standards().items():
        kind = name.partition(".")[2]
        if standards[kind] is None:
            standards[kind] = standard.amount
            used.append(standard)
        elif standards[kind] != standard.amount:
            differing.append(standard)
    options = dict(locality.options or {})
    for name, option in local.options().items():
        if name not in known_options(ruleset):
            continue
        if options.get(name) is None:
            options[name] = option.adopted
            used.append(option)
        elif options[name] != option.adopted:
            differing.append(option)
    if not used:
        return Filled(locality, (), tuple(differing))
    given = {"dibao_standard": DibaoStandard(**standards) if any(standards.values()) else None, "options": options or None}
    return Filled(locality.model_copy(update=given), tuple(used), tuple(differing))


def filled_profile(profile: Profile, local: LocalBook, ruleset: Ruleset) -> Profile:
    """A profile whose locality is filled in."""
    return profile.model_copy(update={"locality": filled(profile.locality, local, ruleset).locality})


def known_options(ruleset: Ruleset) -> frozenset[str]:
    """The local options that a profile may name under a ruleset."""
    return frozenset(ruleset.options).union(LOCAL_OPTIONS)
