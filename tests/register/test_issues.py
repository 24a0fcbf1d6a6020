"""What is wrong, line by line, without what is like a number."""

from __future__ import annotations

from tests.register.readings import Read


def test_errors_mask_what_is_like_a_number(read: Read) -> None:
    """No whole identity number is in the error report."""
    register = read("姓名,残疾人证号\n甲,62070219900101009941")
    assert register.slips["value"].to_list() == ["620702********009941"]
    assert "甲" not in repr(register)
