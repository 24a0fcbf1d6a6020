"""How many granted answers of the family examples have an amount, a counter and papers, with the made-up local book and without it.

Run it from the project's folder: python examples/count_answers.py
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import eligibility as el

HERE = Path(__file__).resolve().parent
FAMILIES = ("rural_family", "deaf_child", "student", "one_opens_others")


def granted(book: el.Book | None) -> Iterator[el.Outcome]:
    """The granted answers of all the families."""
    for name in FAMILIES:
        profile = el.read_profile_file(HERE / f"{name}.json")
        assert profile.as_of is not None
        ruleset = el.load_ruleset("zhangye", as_of=profile.as_of)
        yield from (one for one in el.decide(profile, ruleset, as_of=profile.as_of, book=book) if one.status.granted)


def counts(outcomes: Iterable[el.Outcome]) -> tuple[int, int, int, int]:
    """How many answers there are, and how many have an amount, somewhere to go, and papers."""
    listed = list(outcomes)
    amounts = sum(one.amount.stated is not None for one in listed)
    counters = sum(one.counter is not None for one in listed)
    papers = sum(bool(one.papers or (one.counter and one.counter.papers)) for one in listed)
    return len(listed), amounts, counters, papers


def main() -> None:
    book = el.load_book(HERE / "book")
    print(f"{'':14}{'granted':>9}{'amount':>9}{'counter':>9}{'papers':>9}")
    for title, found in (("without book", counts(granted(None))), ("with book", counts(granted(book)))):
        print(f"{title:14}" + "".join(f"{number:>9}" for number in found))


if __name__ == "__main__":
    main()
