"""Every refusal, in the officer's words: what did not happen, why, what can be sent next."""

from typing import ClassVar


class Refusal(Exception):
    """A request the rules do not allow. `str(refusal)` is sent to the officer as it is.

    Every message says, in this order: what did not happen; why, with the article where there
    is one; what can be sent next. No English, no class names, no codes; logs use `code`.
    """

    code: ClassVar[str] = "refused"


class UnknownNumber(Refusal):
    """No matter has this number, or not one this officer may see."""

    code = "unknown-number"

    def __init__(self, number: str) -> None:
        super().__init__(f"没有找到 {number}。请核对编号，或发送“待办”查看本单位在办事项。")


class Unreadable(UnknownNumber):
    """A matter is there, and its row is damaged so that nobody can say what it is."""

    code = "unreadable"

    def __init__(self, number: str) -> None:
        Exception.__init__(
            self,
            f"没有办理：{number} 的登记在库里读不出来，其他事项不受影响。"
            "请把编号告诉管理员，着急的请先打电话联系对方。",
        )


class WrongStep(Refusal):
    """The present state of the matter has no such step."""

    code = "wrong-step"

    def __init__(self, number: str, step: str, state: str, next_steps: tuple[str, ...]) -> None:
        options = "、".join(f"“{step} {number}”" for step in next_steps) or f"“查 {number}”"
        super().__init__(f"没有{step}：{number} 目前{state}。可以发送{options}。")


class NotYours(Refusal):
    """The step belongs to the other side."""

    code = "not-yours"

    def __init__(self, number: str, step: str, unit: str) -> None:
        super().__init__(
            f"没有{step}：{number} 的这一步由{unit}办理。可以发送“查 {number}”了解进展。"
        )


class Barred(Refusal):
    """The county's own regulation forbids the step."""

    code = "barred"

    def __init__(self, number: str, step: str, source: str, quote: str, instead: str) -> None:
        then = f"可以发送“{instead} {number}”。" if instead else f"可以发送“查 {number}”。"
        super().__init__(f"没有{step}：{source}规定“{quote}”。{then}")


class Missing(Refusal):
    """Something the step cannot do without was not said."""

    code = "missing"

    def __init__(self, step: str, what: str, example: str) -> None:
        super().__init__(f"没有{step}：还缺{what}。请这样发送：“{example}”。")


class NotRegistered(Refusal):
    """The sender is nobody we know."""

    code = "not-registered"

    def __init__(self) -> None:
        super().__init__(
            "您还没有登记，暂时不能办理事项。请联系本单位联络员或县司法局登记姓名、单位后再试。"
        )
