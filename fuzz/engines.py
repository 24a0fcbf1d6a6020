"""What makes inputs: atheris, which follows the code's branches, or hypothesis, which changes the seeds at random and shrinks."""

from __future__ import annotations

import os
import resource
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic, process_time
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from fuzz import HANGS, Finding, seeds

if TYPE_CHECKING:
    from fuzz.targets import Target

SLOWEST = 20.0
"""Seconds of computing that one input may take: a machine that is busy with something else makes no finding."""

ENDLESS = 3 * SLOWEST
"""Seconds of computing after which the process is ended: what has no end is found as well."""

MEMORY = 6 << 30
"""Bytes of address space: what swells beyond is a finding."""

LONGEST = 20_000
"""Bytes of an input."""

ROUND = 50
"""Inputs of one round of hypothesis, after which the time is looked at."""

Change = tuple[str, float, bytes, int]


def watched(target: Target, current: Path) -> Callable[[bytes], None]:
    """A target that notes its input first, so that it is known where the process dies, and that finds what is slow.

    It is tried once beforehand: what is loaded at the first use is no time of an input's.
    """
    first = target.seeds()[0]
    current.write_bytes(first)
    target.run(first)

    def run(data: bytes) -> None:
        current.write_bytes(data)
        started = process_time()
        signal.setitimer(signal.ITIMER_PROF, ENDLESS)
        try:
            target.run(data)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        took = process_time() - started
        if took > SLOWEST:
            raise Finding(f"{took:.0f} s for one input")

    return run


def changed(data: bytes, changes: Sequence[Change]) -> bytes:
    """An input with some places changed."""
    for kind, place, word, length in changes:
        at = int(place * len(data))
        before, after = data[:at], data[at:]
        match kind:
            case "insert":
                data = before + word + after
            case "replace":
                data = before + word + after[len(word) :]
            case "delete":
                data = before + after[length:]
            case "repeat":
                data = before + after[:length] * 2 + after[length:]
    return data[:LONGEST]


def inputs(target: Target) -> st.SearchStrategy[bytes]:
    """A seed with up to ten changes."""
    kinds = st.sampled_from(("insert", "replace", "delete", "repeat"))
    word = st.sampled_from(seeds.WORDS) | st.binary(max_size=4)
    change = st.tuples(kinds, st.floats(0, 1, exclude_max=True), word, st.integers(1, 200))
    return st.builds(changed, st.sampled_from(list(target.seeds())), st.lists(change, max_size=10))


def by_hypothesis(target: Target, seconds: float, start: int, current: Path) -> int:
    """Run until the time is over; the number of inputs.

    Raises:
        Exception: what was found, for the smallest input that shows it, which `current` holds.
    """
    run, ends, count = watched(target, current), monotonic() + seconds, 0
    for data in target.seeds():
        run(data)
    while monotonic() < ends:

        @seed(start + count)
        @settings(
            max_examples=ROUND,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        )
        @given(inputs(target))
        def one(data: bytes) -> None:
            run(data)

        one()
        count += ROUND
    return count


def by_atheris(target: Target, seconds: float, start: int, current: Path, corpus: Path) -> None:
    """Run until the time is over; the process ends here. What was found is raised, and `current` holds its input.

    The folder `corpus` keeps each input that reached something new, and what it holds already is gone on from.
    """
    import atheris

    run = watched(target, current)
    corpus.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(target.seeds()):
        (corpus / f"seed-{number}").write_bytes(data)
    words = current.with_suffix(".dict")
    words.write_text("".join(f'"{_escaped(word)}"\n' for word in seeds.WORDS), "utf-8")
    options = (f"-max_total_time={int(seconds)}", f"-seed={start}", f"-max_len={LONGEST}", f"-timeout={HANGS}", "-print_final_stats=1")
    atheris.Setup(
        [sys.argv[0], *options, f"-dict={words}", f"-artifact_prefix={current}.", "-rss_limit_mb=0", "-verbosity=0", str(corpus)], run
    )
    atheris.Fuzz()


def _escaped(word: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word)


def main() -> None:
    """One target in a process of its own: `python -m fuzz.engines ENGINE TARGET SECONDS SEED FILE CORPUS`."""
    engine, name, seconds, start, current, corpus = sys.argv[1:]
    # A register of three lines is read in half of the time by one thread.
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    if engine == "atheris":
        import atheris

        # The library is loaded here first, so that its branches are seen.
        with atheris.instrument_imports(include=["eligibility"]):
            from fuzz.targets import TARGETS

        by_atheris(TARGETS[name], float(seconds), int(start), Path(current), Path(corpus))
        return
    from fuzz.targets import TARGETS

    print(f"{by_hypothesis(TARGETS[name], float(seconds), int(start), Path(current))} inputs")


if __name__ == "__main__":
    main()
