"""The messages for expression errors: for every fault of the kernel, what is wrong and how to correct it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from eligibility.errors import Meant
from eligibility.i18n import Language, Text
from eligibility.logic.faults import ExpressionError, Fault
from eligibility.logic.types import Boolean, Choice, Day, Number

_DEFINITIONS = Text("把一部分写成定义", "move parts into definitions")
_COMPARE = Text("请与某个值比较", "compare it with something")
_DATES = Text("日期要加引号，如 2025-01-01", "write a date as '2025-01-01'")
_ONE_OF = Text("可用：{values}", "one of {values}")
_MEANT = Text("是否想写“{near}”？", "did you mean {near}?")
_MEANT_VALUE = Text("是否想写“{near}”？", "did you mean '{near}'?")

MOST_LISTED = 40
_KNOWN = Text("可用的是事实、定义和本规划的数字", "names are facts, definitions and figures")

_WORDS: Mapping[Fault, tuple[Text, Text | None]] = {
    Fault.TOO_LONG: (
        Text("条件有{length}个字符", "the expression has {length} characters"),
        Text("最多{most}个，可以把一部分写成定义", "at most {most}: move parts into definitions"),
    ),
    Fault.EMPTY: (
        Text("条件是空的", "the expression is empty"),
        Text("写一个条件，例如 certified and severe", "write a condition, for example: certified and severe"),
    ),
    Fault.NOT_AN_EXPRESSION: (
        Text("从这里起读不成条件", "not an expression from here on"),
        Text("写事实和比较，之间用 and、or、not 连接", "write facts and comparisons, with and, or, not between them"),
    ),
    Fault.NOT_CLOSED: (Text("“{sign}”没有闭合", "{sign} is not closed"), Text("补上另一半，或去掉", "close it, or take it out")),
    Fault.SINGLE_EQUALS: (Text("= 不是比较", "= compares nothing"), Text("相等写 ==", "write == for equal")),
    Fault.OTHER_SIGN: (Text("这里不用“{sign}”", "{sign} is no sign of an expression"), Text("写 {near}", "write {near}")),
    Fault.FULL_WIDTH: (
        Text("“{sign}”是全角符号", "the sign {sign} is full-width"),
        Text("用半角符号；条件之间写 and 或 or", "use half-width signs; write and or or between conditions"),
    ),
    Fault.ONLY_YEARS: (
        Text("日期只数整年，没有 {name}.{part}", "only full years of a date are counted: there is no {name}.{part}"),
        Text("写 {name}.years，或与另一个日期比较", "write {name}.years, or compare the date with another one"),
    ),
    Fault.NAME_OF_SEVERAL: (
        Text("{name} 有好几项，不能整个来比", "{name} holds several entries and is not compared as a whole"),
        Text("写其中一项，如 {example}", "name one of them, such as {example}"),
    ),
    Fault.NO_SUCH_OPERATION: (
        Text("不能用 {sign} 运算", "{sign} is no operation of an expression"),
        Text("只有 + - *", "there are + - and *"),
    ),
    Fault.DIVIDED: (
        Text("不能用除法", "there is no division"),
        Text(
            "改为另一边相乘：a / 2 < b 写作 a < 2 * b；三分之一写作 0.3333 * a", "multiply the other side: a < 2 * b in place of a / 2 < b"
        ),
    ),
    Fault.PERCENT: (
        Text("{text} 不能写百分号", "{text} is written with a sign of percent"),
        Text("写成小数：70% 写作 0.7", "write a decimal: 0.7 for 70%"),
    ),
    Fault.UNIT_BEHIND_NUMBER: (
        Text("{number} 后面写了“{unit}”", "{unit} is written behind {number}"),
        Text("只写数字；钱的单位写在 unit 里", "write the number alone: the unit of money stands under unit"),
    ),
    Fault.UNREADABLE: (
        Text("条件无法读取", "not an expression: it cannot be read"),
        Text("检查是否混入了控制符", "look for stray control characters"),
    ),
    Fault.REMARK: (
        Text("条件里不能写 # 注释", "an expression has no remarks: # would drop the rest of the line"),
        Text("把说明写在另外的行上，不要写进条件的文字里", "write the remark on a line of its own, outside the expression's text"),
    ),
    Fault.NESTED_TOO_DEEPLY: (Text("条件嵌套太深", "the expression is nested too deeply"), _DEFINITIONS),
    Fault.TOO_MANY_PARTS: (Text("条件里的名称和值超过{most}个", "the expression has more than {most} names and values"), _DEFINITIONS),
    Fault.NOT_A_NAME: (Text("{node}不是名称", "{node} is not a name"), Text("名称是用点连接的词", "names are words joined by dots")),
    Fault.UNKNOWN_NAME: (Text("没有“{name}”这个名称", "unknown name '{name}'"), _MEANT),
    Fault.UNKNOWN_SUPPORT: (Text("没有“{name}”这个项目", "unknown support '{name}'"), _MEANT),
    Fault.NOT_A_CONDITION: (
        Text("{node}不是条件", "{node} is not a condition"),
        Text(
            "条件是一个是非项、一个比较，或者用 and、or、not 连接起来的条件",
            "a condition is a yes/no fact, a comparison, or and/or/not of them",
        ),
    ),
    Fault.FACT_NOT_A_CONDITION: (Text("{name} 是{type}，不是条件", "{name} is {type}, not a condition"), _COMPARE),
    Fault.NUMBER_NOT_A_CONDITION: (Text("{name} 是数，不是条件", "{name} is a number, not a condition"), _COMPARE),
    Fault.COUNT_NOT_A_CONDITION: (
        Text("count(...) 是数，不是条件", "count(...) is a number, not a condition"),
        Text("写成比较：count(...) >= 2", "compare it: count(...) >= 2"),
    ),
    Fault.HAS_UNDER_NOT: (
        Text("has. 不能放在 not 之下", "has. stands under not"),
        Text(
            "其他项目只能要求，不能否定；已在领的不再给，写 unless: [receives.NAME]",
            "what is derived may only be demanded, never denied; where those who receive it are left out, write unless: [receives.NAME]",
        ),
    ),
    Fault.HAS_NOT_ALLOWED: (
        Text("这里不能用 has.{name}", "has.{name} is not allowed here"),
        Text(
            "只有途径的 when 和个人的定义可以依赖其他项目",
            "only a rule's when and a person's definition may depend on other supports",
        ),
    ),
    Fault.DEPENDS_NOT_ALLOWED: (
        Text("{name} 依赖其他项目，这里不能用", "{name} depends on other supports and is not allowed here"),
        Text("改用不依赖其他项目的事实", "use facts"),
    ),
    Fault.NOT_CALLABLE: (
        Text("不能调用 {name}(...)", "{name}(...) cannot be called"),
        Text(
            "规则是数据：只能用 any(...)、all(...)、count(...)，括号里是一个关于成员的条件",
            "rules are data: only any(...), all(...) and count(...) of one condition over the members",
        ),
    ),
    Fault.NO_MEMBERS: (
        Text("{name}(...) 在这里没有成员可看", "there are no members for {name}(...) here"),
        Text("只有家庭和个人的规则能看到成员", "only a rule for a household or a person sees the members"),
    ),
    Fault.MEMBERS_OF_MEMBER: (
        Text("{name}(...) 去看成员的成员", "{name}(...) looks at the members of a member"),
        Text("只数一次：写成员自己的事实", "count once: name the members' own facts"),
    ),
    Fault.COUNT_WITHOUT_WHOLE_NUMBER: (
        Text("人数只能与整数比较", "a count of members is compared with a whole number"),
        Text("写作 count(...) >= 2", "write count(...) >= 2"),
    ),
    Fault.CONDITION_COMPARED: (Text("{name}(...) 是条件，不能比较", "{name}(...) is a condition and is not compared"), None),
    Fault.COMPARES_IDENTITIES: (Text("is 比较的不是值", "is compares identities"), Text("写 == 或 !=", "write == or !=")),
    Fault.TRUTH_COMPARED: (
        Text("{name} 是是非项，不能比较", "{name} is a yes/no fact and is not compared"),
        Text("写 {name} 或 not {name}", "write {name} or not {name}"),
    ),
    Fault.NO_ORDER: (
        Text("{name} 没有大小之分，不能用 {symbol}", "{name} has no order: {symbol} is not allowed"),
        Text("写 {name} in {{...}}", "write {name} in {{...}}"),
    ),
    Fault.GRADES_NO_ORDER: (
        Text("{name} 没有大小之分，不能用 {symbol}", "{name} has no order: {symbol} is not allowed"),
        Text("0 表示没有，所以要列出等级：{name} in {{1, 2}}", "0 means none, so name the grades: {name} in {{1, 2}}"),
    ),
    Fault.NO_CLOSED_LIST: (
        Text("{text} 没有固定的取值", "{text} has no closed list of values"),
        Text("in {{...}} 只用于选项和等级", "in {{...}} is for choices and grades"),
    ),
    Fault.NOT_A_SET: (Text("{text} 不是集合", "{text} is not a set"), Text("写作 {{a, b}}", "write {{a, b}}")),
    Fault.UNKNOWN_VALUE: (Text("{name} 没有“{value}”这个取值", "{text} is not a value of {name}"), _ONE_OF),
    Fault.COMPARES_NO_FACT: (
        Text("{text} 没有比较任何事实", "{text} compares no fact"),
        Text("写上起决定作用的事实", "write the fact that decides"),
    ),
    Fault.UNLIKE_UNITS: (
        Text("{left} 与 {right} 单位不同", "{left} is compared with {right}"),
        Text("两边的单位要相同", "both sides must have one unit"),
    ),
    Fault.DATE_WITH_NUMBER: (
        Text("日期不能与数字比较", "a date is compared with a number"),
        Text("日期要加引号，如 2025-01-01", "write the date as '2025-01-01'"),
    ),
    Fault.NUMBER_NOT_PLAIN: (
        Text("“{text}”不是普通写法的数", "{text} is not a plain decimal number"),
        Text(
            "只写数字和小数点，如 480、0.5；整数部分最多{whole}位，小数最多{fraction}位",
            "write digits and a point, such as 480 or 0.5: at most {whole} digits before the point and {fraction} behind it",
        ),
    ),
    Fault.NOT_A_NUMBER: (
        Text("{node}不是数", "{node} is not a number"),
        Text("数是一项事实、一个数额、一个数字，或者它们的 + - *", "a number is a fact, a figure, a literal, or + - * of them"),
    ),
    Fault.NOT_A_DATE: (Text("“{text}”既不是数，也不是日期", "'{text}' is neither a number nor a date"), _DATES),
    Fault.FACT_NOT_A_NUMBER: (Text("{name} 是{type}，不是数", "{name} is {type}, not a number"), None),
    Fault.CONDITION_NOT_A_NUMBER: (Text("{name} 是条件，不是数", "{name} is a condition, not a number"), None),
    Fault.FACTS_MULTIPLIED: (
        Text("{text} 是两项事实相乘", "{text} multiplies two facts"),
        Text(
            "乘积里要有一个普通的数，例如 1.5 * dibao_standard.urban",
            "a product has one plain factor, for example 1.5 * dibao_standard.urban",
        ),
    ),
    Fault.NOT_A_NUMBER_CALL: (
        Text("数额里不能调用 {name}(...)", "{name}(...) cannot be called in an amount"),
        Text("只能用 min(...)、max(...)、down(...)、up(...)、for_one(...)", "only min(...), max(...), down(...), up(...) and for_one(...)"),
    ),
    Fault.NUMBER_OF_ARGUMENTS: (
        Text("{name}(...) 的括号里少了或多了数", "{name}(...) has the wrong number of parts"),
        Text("down、up、for_one 写一个数，min、max 写两个以上", "down, up and for_one take one number, min and max two or more"),
    ),
    Fault.PRODUCT_NOT_MONEY: (
        Text("{left} 乘 {right} 不是钱数", "{left} times {right} is no sum of money"),
        Text("乘积是一笔钱乘以数目，例如标准乘以人数", "a product is a sum of money times a number, such as a standard times the persons"),
    ),
    Fault.TWO_PRODUCTS: (
        Text("{text} 里有两个乘积", "{text} holds two products"),
        Text("一个数额只写一个乘积", "an amount holds one product"),
    ),
}

_NODES: Mapping[str, Text] = {
    "BinOp": Text("算式", "a formula"),
    "UnaryOp": Text("数字", "a number"),
    "Constant": Text("单独的值", "a value alone"),
    "Compare": Text("比较", "a comparison"),
    "BoolOp": Text("条件", "a condition"),
    "Call": Text("调用", "a call"),
    "Name": Text("名称", "a name"),
    "Attribute": Text("名称", "a name"),
    "Set": Text("集合", "a set"),
    "List": Text("列表", "a list"),
    "Tuple": Text("列表", "a list"),
    "Dict": Text("对象", "a mapping"),
    "Lambda": Text("函数", "a function"),
    "Subscript": Text("下标", "an index"),
    "JoinedStr": Text("文字", "a text"),
    "IfExp": Text("if 的选择", "a choice by if"),
    "NamedExpr": Text("赋值", "an assignment"),
}
_UNITS: Mapping[str, Text] = {"date": Text("日期", "date"), "": Text("数字", "a plain number")}


def fault_words(error: ExpressionError) -> tuple[Text, Text | None]:
    """The message for an invalid expression, and how to correct it."""
    message, mend = _WORDS[error.fault]
    if "near" in error.words and error.fault is not Fault.OTHER_SIGN:
        mend = _ONE_OF if error.words.get("values") and error.words["near"] is None else _near(error.fault, error.words["near"])
    filled, near = _filled(mend, error) if mend else None, _instead(error)
    if filled is not None and near is not None:
        filled = Meant(filled.zh, filled.en, error.text[error.start : error.end], near)
    return _filled(message, error), filled


def _instead(error: ExpressionError) -> str | None:
    """What is to be written in place of what is wrong; None where that is not one word or sign."""
    near = error.words.get("near")
    match error.fault:
        case Fault.SINGLE_EQUALS:
            return "=="
        case Fault.UNKNOWN_VALUE if isinstance(near, str):
            return near if near.isdigit() else f"'{near}'"
    return near if isinstance(near, str) else None


def _near(fault: Fault, near: object) -> Text | None:
    if near is None:
        return {Fault.UNKNOWN_VALUE: _ONE_OF, Fault.UNKNOWN_NAME: _KNOWN}.get(fault)
    return _MEANT_VALUE if fault is Fault.UNKNOWN_VALUE else _MEANT


def _filled(template: Text, error: ExpressionError) -> Text:
    zh, en = ({key: _word(key, value, language) for key, value in error.words.items()} for language in ("zh", "en"))
    value = str(error.words.get("text", "")).strip("'\"")
    return Text(template.zh.format(**zh, value=value), template.en.format(**en))


def _word(key: str, value: object, language: Language) -> str:
    match key, value:
        case "node", str():
            return _NODES.get(value, Text("这种写法", "this"))[language]
        case "type", _:
            return type_text(value)[language]
        case (("left" | "right"), str()):
            return _UNITS.get(value, Text(value, value))[language]
        case "values", tuple():
            return _listing(value, language)
    return str(value)


def type_text(kind: object) -> Text:
    """What a fact can be, in words.

    Raises:
        TypeError: it is no type of a fact.
    """
    match kind:
        case Boolean():
            return Text("是非项", "a yes/no fact")
        case Number(unit=unit):
            return Text(f"以 {unit} 为单位的数", f"a number of {unit}")
        case Choice(values=values):
            return Text(f"选项（{_listing(values, 'zh')}）", f"one of {', '.join(map(str, values))}")
        case Day():
            return Text("日期", "a date")
    raise TypeError(f"no type of fact: {type(kind).__name__}")


def _listing(values: Iterable[object], language: Language) -> str:
    """Values as rules write them; of very many the first."""
    listed = list(values)
    shown = listed if len(listed) <= MOST_LISTED else [*listed[:MOST_LISTED], "…"]
    written = (str(one) if language == "zh" or "." in str(one) or one == "…" else repr(one) for one in shown)
    return ("、" if language == "zh" else ", ").join(written)
