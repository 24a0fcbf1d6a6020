"""What mutation testing found, as `test --mutate --format json` prints it."""

from typing import Self

from pydantic import JsonValue

from eligibility.verify.mutation.run import Mutated, Survivor, Tally
from eligibility.verify.mutation.statements import Unnoticed
from eligibility.views.models.base import TextModel, ViewModel


class TallyModel(ViewModel):
    """Mutants by what became of them."""

    mutants: int
    dead: int
    """A case notices them."""
    not_run: int
    """The loader refuses the text."""
    equivalent_proved: int
    """The solver proves that no answer changes."""
    declared: int
    """Declared equivalent beside the cases."""
    survived: int

    @classmethod
    def of(cls, tally: Tally) -> Self:
        """A tally as a model."""
        return cls(**_counts(tally))


def _counts(tally: Tally) -> dict[str, int]:
    return {
        "mutants": tally.mutants,
        "dead": tally.dead,
        "not_run": tally.not_run,
        "equivalent_proved": tally.equivalent,
        "declared": tally.declared,
        "survived": tally.survived,
    }


class SurvivorModel(ViewModel):
    """A mutant that no case notices."""

    support: str | None
    """Null where a definition is mutated."""
    route: str | None
    """Null where an exclusion or a definition is mutated."""
    definition: str | None
    mutant: str
    """What is done to the condition; also the name for a declaration."""
    operator: str
    condition: str
    """The hash of what is mutated, for a declaration."""
    text: str
    start: int
    end: int
    """The characters of the text that are changed."""
    file: str
    line: int
    column: int
    cite: tuple[str, ...]
    case: dict[str, JsonValue] | None
    """A worked case that notices it; null where the solver did not decide."""

    @classmethod
    def of(cls, one: Survivor) -> Self:
        """A survivor as a model."""
        return cls(
            support=one.support or None,
            route=one.route or None,
            definition=one.definition or None,
            mutant=one.mutant.en,
            operator=one.operator,
            condition=one.condition,
            text=one.text,
            start=one.start,
            end=one.end,
            file=one.file,
            line=one.span.line,
            column=one.span.column,
            cite=one.cite,
            case=one.case,
        )


class NoticedModel(ViewModel):
    """Changes of one part of what is said beside the conditions, and how many are noticed."""

    changes: int
    noticed: int


class UnnoticedModel(ViewModel):
    """A modality, clause or agency that can be changed without anything noticing."""

    part: str
    support: str
    route: str | None
    """Null where it is said of the whole support."""
    said: str
    file: str
    line: int

    @classmethod
    def of(cls, one: Unnoticed) -> Self:
        """An unnoticed statement as a model."""
        return cls(part=one.part, support=one.support, route=one.route or None, said=one.said, file=one.file, line=one.span.line)


class DeclarationModel(ViewModel):
    """A declaration that is stale, unneeded or untrue."""

    check: str
    file: str
    line: int
    message: TextModel


class RegionMutantsModel(TallyModel):
    """The mutants of one version."""

    region: str
    version: str
    left: tuple[SurvivorModel, ...]
    problems: tuple[DeclarationModel, ...]
    statements: dict[str, NoticedModel]
    """Modality, clauses and agencies: reported apart, since no status depends on them."""
    unnoticed: tuple[UnnoticedModel, ...]
    by_rule: dict[str, TallyModel]
    """By support and definition."""


class MutantsModel(TallyModel):
    """The mutants of all versions that were asked for."""

    regions: tuple[RegionMutantsModel, ...]

    @classmethod
    def of_all(cls, found: list[Mutated]) -> Self:
        """Everything that was found, with the sums."""
        total = Tally()
        for one in found:
            total.add(one.total)
        return cls(**_counts(total), regions=tuple(map(_region, found)))


def _region(one: Mutated) -> RegionMutantsModel:
    return RegionMutantsModel(
        **_counts(one.total),
        region=one.region,
        version=one.version,
        left=tuple(map(SurvivorModel.of, one.left)),
        problems=tuple(
            DeclarationModel(check=problem.check, file=problem.file, line=problem.line, message=TextModel.of(problem.message))
            for problem in one.problems
        ),
        statements={part: NoticedModel(changes=noticed.changes, noticed=noticed.noticed) for part, noticed in one.statements.items()},
        unnoticed=tuple(map(UnnoticedModel.of, one.unnoticed)),
        by_rule={name: TallyModel.of(tally) for name, tally in one.tallies.items()},
    )
