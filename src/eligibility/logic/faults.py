"""What can be wrong with an expression. The kernel gives a code and the words concerned; `eligibility.rules` makes the message."""

from __future__ import annotations

from enum import StrEnum


class Fault(StrEnum):
    """What is wrong with an expression, named for what fails. Each fault lists the words that come with it."""

    # the text as a whole
    TOO_LONG = "too_long"
    """`length`, `most`."""
    EMPTY = "empty"
    NOT_AN_EXPRESSION = "not_an_expression"
    NOT_CLOSED = "not_closed"
    """`sign`: the bracket or quote."""
    SINGLE_EQUALS = "single_equals"
    OTHER_SIGN = "other_sign"
    """`sign`, `near`: what is written in its place."""
    FULL_WIDTH = "full_width"
    """`sign`."""
    PERCENT = "percent"
    """`text`: the number with its sign."""
    UNIT_BEHIND_NUMBER = "unit_behind_number"
    """`number`, `unit`: the word behind it."""
    UNREADABLE = "unreadable"
    REMARK = "remark"
    NESTED_TOO_DEEPLY = "nested_too_deeply"
    TOO_MANY_PARTS = "too_many_parts"
    """`most`."""
    # names
    NOT_A_NAME = "not_a_name"
    """`node`: the kind of Python's syntax tree."""
    UNKNOWN_NAME = "unknown_name"
    """`name`, `near`, and where none is near `values`: the names of the set that it would be of."""
    UNKNOWN_SUPPORT = "unknown_support"
    """`name`, `near`."""
    ONLY_YEARS = "only_years"
    """`name`: the date, `part`: what was asked for."""
    NAME_OF_SEVERAL = "name_of_several"
    """`name`, `example`."""
    # conditions
    NOT_A_CONDITION = "not_a_condition"
    """`node`."""
    FACT_NOT_A_CONDITION = "fact_not_a_condition"
    """`name`, `type`."""
    NUMBER_NOT_A_CONDITION = "number_not_a_condition"
    """`name`."""
    COUNT_NOT_A_CONDITION = "count_not_a_condition"
    # dependence on other supports
    HAS_UNDER_NOT = "has_under_not"
    HAS_NOT_ALLOWED = "has_not_allowed"
    """`name`."""
    DEPENDS_NOT_ALLOWED = "depends_not_allowed"
    """`name`."""
    # members
    NOT_CALLABLE = "not_callable"
    """`name`."""
    NO_MEMBERS = "no_members"
    """`name`."""
    MEMBERS_OF_MEMBER = "members_of_member"
    """`name`."""
    COUNT_WITHOUT_WHOLE_NUMBER = "count_without_whole_number"
    CONDITION_COMPARED = "condition_compared"
    """`name`."""
    # comparisons
    COMPARES_IDENTITIES = "compares_identities"
    TRUTH_COMPARED = "truth_compared"
    """`name`."""
    NO_ORDER = "no_order"
    """`name`, `symbol`."""
    GRADES_NO_ORDER = "grades_no_order"
    """`name`, `symbol`."""
    NO_CLOSED_LIST = "no_closed_list"
    """`text`."""
    NOT_A_SET = "not_a_set"
    """`text`."""
    UNKNOWN_VALUE = "unknown_value"
    """`text`, `name`, `near`, `values`."""
    COMPARES_NO_FACT = "compares_no_fact"
    """`text`."""
    UNLIKE_UNITS = "unlike_units"
    """`left`, `right`."""
    DATE_WITH_NUMBER = "date_with_number"
    # numbers
    NUMBER_NOT_PLAIN = "number_not_plain"
    """`text`, `whole`, `fraction`: how many digits there may be before and behind the point."""
    NOT_A_NUMBER = "not_a_number"
    """`node`."""
    NO_SUCH_OPERATION = "no_such_operation"
    """`sign`."""
    DIVIDED = "divided"
    NOT_A_DATE = "not_a_date"
    """`text`."""
    FACT_NOT_A_NUMBER = "fact_not_a_number"
    """`name`, `type`."""
    CONDITION_NOT_A_NUMBER = "condition_not_a_number"
    """`name`."""
    FACTS_MULTIPLIED = "facts_multiplied"
    """`text`."""
    # amounts
    NOT_A_NUMBER_CALL = "not_a_number_call"
    """`name`."""
    NUMBER_OF_ARGUMENTS = "number_of_arguments"
    """`name`, `needed`: exactly 1, or at least 2."""
    PRODUCT_NOT_MONEY = "product_not_money"
    """`left`, `right`: the units of the two sides."""
    TWO_PRODUCTS = "two_products"
    """`text`."""


class ExpressionError(Exception):
    """An invalid expression: the fault, its place in the text, and the words that come with the fault."""

    def __init__(self, fault: Fault, expression: str, start: int = 0, end: int | None = None, /, **words: object) -> None:
        super().__init__(f"{fault.value.replace('_', ' ')}: {expression[start:end]}")
        self.fault = fault
        self.text = expression
        self.start = start
        self.end = len(expression) if end is None else end
        self.words = words
