"""The closed vocabularies of a county's file: what it may name, and what each name stands for."""

from collections.abc import Mapping

from rules.kinds import KINDS
from rules.kinds.steps import STEPS, TAKEN
from rules.values.kind import Incomplete, Step

TO_COME: Mapping[str, str] = {
    "sign-as-body": "以内设机构名义发出",
    "share-secret": "共享涉密信息",
    "convene": "会商",
    "disagree": "提出争议",
    "joint-plan": "制定联合执法方案",
    "penalty-decision": "作出处罚决定",
    "no-penalty-decision": "作出不予处罚决定",
    "send-complainant-away": "告知投诉人另行投诉",
}
"""Acts that documents speak of and that are no step of a matter."""

KINDS_TO_COME: Mapping[str, str] = {
    "complaint": "投诉",
    "review": "审核",
    "penalty_copy": "抄送",
    "minor_case": "轻微案件",
    "inspection": "专项检查",
    "joint_operation": "联合执法",
    "meeting": "会商",
    "dispute": "争议",
    "crime_transfer": "涉嫌犯罪移送",
    "guidance": "指导",
}
"""Kinds of matter that documents speak of and that are not there yet."""

KIND_NAMES: Mapping[str, str] = {
    **{kind.id: kind.word for kind in KINDS.values()},
    **KINDS_TO_COME,
}
"""What `kind` and `kinds` may name, and the office's word for it."""

if both := KINDS.keys() & KINDS_TO_COME:
    raise Incomplete(f"kinds that are there already: {', '.join(sorted(both))}")

USUAL_KIND = next(iter(KINDS))
"""What an entry is for that names no kind: the first in the order of the kinds."""

STEP_NAMES: Mapping[str, str] = {
    **{step.value: STEPS[step].word for step in STEPS if step in TAKEN},
    **TO_COME,
}
"""What `bars`, `asks`, `step` and `steps` may name, and the office's word for it."""

COMMAND_WORDS = frozenset(STEPS[step].word for step in TAKEN)
"""What `instead` may name: the word of a step that can be taken."""

WORD_KEYS = frozenset(
    set(KINDS)
    | {step.value for step in Step}
    | {
        "referral_letter",
        "assistance_letter",
        "acceptance_notice",
        "review_opinion",
        "township",
        "department",
    }
)
"""The terms for which `[words]` may give the document's own word."""

ROUTE_SUBJECTS: Mapping[str, str] = {
    "competence": "管辖有争议的，",
    "duties": "职责分工有争议的，",
    "breach": "对方不配合、不履行协作职责的，",
    "joint": "",
}
"""The subjects a route's id begins with, in the words of a sentence; "" where notes say it."""
