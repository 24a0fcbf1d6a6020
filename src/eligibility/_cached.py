"""Properties that are worked out once. Before Python 3.12 the library's own take a lock each time, which costs more than most of them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar

T_co = TypeVar("T_co", covariant=True)

if TYPE_CHECKING or sys.version_info >= (3, 12):
    from functools import cached_property as cached_property
else:

    class cached_property(Generic[T_co]):
        """What a method of no arguments returns, worked out at its first use; two threads may both work it out."""

        def __init__(self, func: Callable[[object], T_co]) -> None:
            self.func = func
            self.name = ""
            self.__doc__ = func.__doc__

        def __set_name__(self, owner: type, name: str) -> None:
            self.name = name

        def __get__(self, instance: object, owner: type | None = None) -> object:
            if instance is None:
                return self
            found = instance.__dict__[self.name] = self.func(instance)
            return found
