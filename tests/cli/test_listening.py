"""Listening on an address of this computer."""

from __future__ import annotations

import socket

import pytest

from eligibility.cli.listening import address_text, check_free
from eligibility.errors import EligibilityError


def test_a_port_that_is_taken_is_refused_and_a_free_one_is_not() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(EligibilityError, match="it is taken"):
            check_free("127.0.0.1", port)
    check_free("127.0.0.1", port)


def test_an_address_of_another_computer_is_refused() -> None:
    with pytest.raises(EligibilityError, match="no address of this computer"):
        check_free("192.0.2.1", 8771)


def test_an_address_as_a_browser_takes_it() -> None:
    assert address_text("127.0.0.1", 8770) == "http://127.0.0.1:8770/"
    assert address_text("::1", 8770) == "http://[::1]:8770/"
