"""Every step of every kind: its word, how it is typed, how it is told. One entry each."""

from collections.abc import Mapping
from dataclasses import dataclass

from rules.values.kind import Incomplete, Step

NUMBER = "<编号>"


@dataclass(frozen=True, slots=True)
class StepSpec:
    """All that a step says of itself, whatever the kind of matter.

    Attributes:
        word: the office's word, which is also the command that takes it.
        about: one line of help; "" for what no command of its own takes.
        typed: what follows the word and the number, as the help shows it.
        deed: what somebody has done who took it, with `{word}`: 受理, 要求补正.
        already: it is told as something that is done: 已受理, but 不予受理 as it is.
        tells: it consists of words for the other side; they are shown back before it is done.
        plain: it needs no words: a yes or a no settles it.
        warns: it turns the other side down; its button stands out and is never the first.
        by_program: nobody takes it: the program itself records it.
    """

    word: str
    about: str = ""
    typed: str = ""
    deed: str = "{word}"
    already: bool = True
    tells: bool = False
    plain: bool = False
    warns: bool = False
    by_program: bool = False

    @property
    def usage(self) -> str:
        """How it is typed."""
        return " ".join(filter(None, (self.word, NUMBER, self.typed)))


STEPS: Mapping[Step, StepSpec] = {
    Step.REGISTER: StepSpec("登记"),
    Step.SEND: StepSpec("移送"),
    Step.FAIL: StepSpec("送达失败", by_program=True),
    Step.SERVE_ON_PAPER: StepSpec("纸质送达", "登记纸质文书的送达", "<时间> <签收人>"),
    Step.ACKNOWLEDGE: StepSpec("签收", "签收，只作为收到的凭据，不影响期限", plain=True),
    Step.ACCEPT: StepSpec("受理", "受理移送的案件；受理不等于立案", plain=True),
    Step.REFUSE: StepSpec(
        "不予受理",
        "不予受理，须说明理由",
        "<理由>",
        already=False,
        tells=True,
        warns=True,
    ),
    Step.ASK_SUPPLEMENT: StepSpec(
        "补正",
        "要求对方补充材料，一次列明",
        "<需要补充的材料>",
        deed="要求{word}",
        tells=True,
    ),
    Step.SUPPLY: StepSpec("补充", "告知已补充材料", "<补充情况>", tells=True),
    Step.EXTEND: StepSpec("延期", "在期满前告知延期", "<新日期> <理由>", tells=True),
    Step.REPLY: StepSpec("答复", "答复协助事项", "<意见>", tells=True),
    Step.HAND_ON: StepSpec("转交", "转给有管辖权的单位", "<单位> <理由>"),
    Step.REPORT_UP: StepSpec("报请", "不属本部门管辖的，报请县人民政府决定", "<理由>", tells=True),
    Step.FILE: StepSpec("立案", "告知已决定立案", plain=True),
    Step.CONFIRM: StepSpec("确认", "收到紧急通报，确认处置", plain=True),
    Step.PHONE: StepSpec("电话通知", "紧急通报已打电话通知，留下记录", "<姓名>"),
    Step.DISPATCH: StepSpec(
        "出发", "派员出发，先写一名也可以，随后补记", "<姓名、姓名>", tells=True, plain=True
    ),
    Step.ARRIVE: StepSpec("到场", "人员已经到场", plain=True),
    Step.SETTLE: StepSpec("办结", "办结并告知结果", "<结果>", tells=True),
    Step.WITHDRAW: StepSpec("撤回", "撤回自己发出的事项", "<理由>", tells=True),
    Step.RECOMPUTE: StepSpec("期限重算", by_program=True),
    Step.ATTACH: StepSpec("归入材料"),
}
"""In the order in which a matter takes them."""

if missing := set(Step) - set(STEPS):
    raise Incomplete(f"steps without an entry: {', '.join(sorted(missing))}")

STEP_OF: Mapping[str, Step] = {spec.word: step for step, spec in STEPS.items()}
"""The step that a word takes."""

TAKEN = frozenset(step for step, spec in STEPS.items() if not spec.by_program)
"""Steps that somebody takes; a document may say something at them."""
