"""A property that is worked out once."""

from __future__ import annotations

from eligibility._cached import cached_property


class Counted:
    def __init__(self) -> None:
        self.times = 0

    @cached_property
    def found(self) -> int:
        """What is found."""
        self.times += 1
        return 17


def test_it_is_worked_out_once_and_can_be_forgotten() -> None:
    one = Counted()
    assert (one.found, one.found, one.times) == (17, 17, 1)
    del one.found
    assert (one.found, one.times) == (17, 2)
    assert Counted.found.__doc__ == "What is found." and Counted().times == 0
