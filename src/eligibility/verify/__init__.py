"""Questions about the rules themselves, answered by a solver for every household of the declared domains.

The solver is Z3 (the extra `verify`). It is asked about the same expressions that the kernel runs; whatever it finds is
turned into a profile and decided by the kernel before it is believed.
"""

SECONDS = 20
"""How long the solver may think about one question."""
