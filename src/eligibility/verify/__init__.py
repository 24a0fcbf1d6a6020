"""Questions about the rules themselves, answered by a solver for every household within the declared domains.

The solver is Z3 (the extra `verify`). It is asked about the same expressions that the kernel runs. Whatever it finds is
turned into a profile and decided by the kernel before it counts as a finding.
"""

SECONDS = 20
"""Time limit of the solver for one question."""
