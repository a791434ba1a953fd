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
        also: what else people type for the word, separated by blanks.
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
    also: str = ""

    @property
    def usage(self) -> str:
        """How it is typed."""
        return " ".join(filter(None, (self.word, NUMBER, self.typed)))


STEPS: Mapping[Step, StepSpec] = {
    Step.REGISTER: StepSpec("登记", also="先登记 登记线索 线索登记"),
    Step.SEND: StepSpec("移送"),
    Step.FAIL: StepSpec("送达失败", by_program=True),
    Step.SERVE_ON_PAPER: StepSpec(
        "纸质送达",
        "登记纸质文书的送达",
        "<时间> <签收人>",
        also="书面送达 纸质已送达 纸质文书送达 已纸质送达 纸质件送达 纸质件已送达",
    ),
    Step.ACKNOWLEDGE: StepSpec(
        "签收",
        "签收，只作为收到的凭据，不影响期限",
        plain=True,
        also="收到 已收 收到了 已收到 已签收 签收了 收悉 已收悉",
    ),
    Step.ACCEPT: StepSpec(
        "受理",
        "受理移送的案件；受理不等于立案",
        plain=True,
        also=("接收 予以受理 同意受理 决定受理 已受理 受理了 我局受理 本局受理 我镇受理"),
    ),
    Step.REFUSE: StepSpec(
        "不予受理",
        "不予受理，须说明理由",
        "<理由>",
        already=False,
        tells=True,
        warns=True,
        also=("不受理 拒收 退回 不予接收 不接收 不予协助 不能受理 不予受理 拒绝受理 决定不予受理"),
    ),
    Step.ASK_SUPPLEMENT: StepSpec(
        "补正",
        "要求对方补充材料，一次列明",
        "<需要补充的材料>",
        deed="要求{word}",
        tells=True,
        also=(
            "要求补充 请补充 缺材料 要求补正 请补正 补正通知 材料不全 需要补充 "
            "需补充 需补正 请补材料 需要补正 退回补正 退回补充"
        ),
    ),
    Step.SUPPLY: StepSpec(
        "补充",
        "告知已补充材料",
        "<补充情况>",
        tells=True,
        also=("已补充 补材料 补交 已补交 补充材料 补充好了 材料已补 材料补好了 补充完毕 已补正"),
    ),
    Step.EXTEND: StepSpec(
        "延期",
        "在期满前告知延期",
        "<新日期> <理由>",
        tells=True,
        also=(
            "延长 申请延期 要延期 需要延期 需延期 延期告知 延长期限 延期至 延期到 "
            "延长至 延长到 延至 延到"
        ),
    ),
    Step.REPLY: StepSpec(
        "答复",
        "答复协助事项",
        "<意见>",
        tells=True,
        also=("回复 答复如下 回复如下 复函 已答复 书面答复 协助答复 出具意见 答复意见 书面意见"),
    ),
    Step.HAND_ON: StepSpec("转交", "转给有管辖权的单位", "<单位> <理由>"),
    Step.REPORT_UP: StepSpec(
        "报请",
        "不属本部门管辖的，报请县人民政府决定",
        "<理由>",
        tells=True,
        also="报请县政府 报请县人民政府 报请指定管辖 报请管辖 报请决定",
    ),
    Step.FILE: StepSpec(
        "立案", "告知已决定立案", plain=True, also="已立案 决定立案 予以立案 同意立案 立案了"
    ),
    Step.CONFIRM: StepSpec(
        "确认", "收到紧急通报，确认处置", plain=True, also="收到确认 确认收到 已确认 确认了"
    ),
    Step.PHONE: StepSpec(
        "电话通知",
        "紧急通报已打电话通知，留下记录",
        "<姓名>",
        also="电话已通知 电话通知了 已经电话通知",
    ),
    Step.DISPATCH: StepSpec(
        "出发",
        "派员出发，先写一名也可以，随后补记",
        "<姓名、姓名>",
        tells=True,
        plain=True,
        also=(
            "派员 派 已派 派出 派人 已派人 已出发 已派员 出发了 已经出发 我们出发了 "
            "在路上 在路上了 马上出发"
        ),
    ),
    Step.ARRIVE: StepSpec(
        "到场",
        "人员已经到场",
        plain=True,
        also=(
            "到达 已到 已到场 到达现场 已到达 到场了 到现场了 已到现场 到了 "
            "已经到了 我们到了 已经到场"
        ),
    ),
    Step.SETTLE: StepSpec(
        "办结",
        "办结并告知结果",
        "<结果>",
        tells=True,
        also="结案 办完了 已办结 已结案 办结了 结案了 处理完了 处理完毕 办理完毕",
    ),
    Step.WITHDRAW: StepSpec(
        "撤回",
        "撤回自己发出的事项",
        "<理由>",
        tells=True,
        also="误报 误报了 是误报 已撤回 撤回移送 申请撤回 要撤回",
    ),
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
