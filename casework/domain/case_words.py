"""How a case's state is said to its resident: submitted is never called accepted, nothing is promised."""

from typing import Final

STATE_WORDS: Final[dict[str, str]] = {
    "draft": "还没有提交，随时可以接着填",
    "submitted": "已提交，等待受理",
    "supplement": "需要补材料",
    "accepted": "已受理",
    "verifying": "正在核对",
    "public_notice": "正在公示",
    "confirmed": "已确认",
    "not_confirmed": "已有结果",
    "closed": "已办结",
    "forwarded": "已转办",
    "withdrawn": "已撤回",
    "terminated": "已终止",
}
_NEXT: Final[dict[str, tuple[str, ...]]] = {
    "submitted": (
        "已交到{office}，还不等于受理。",
        "证件和证明可以以后补，不耽误先看。",
        "到时没人联系您，就发“人工”。",
    ),
    "supplement": ("工作人员会一次说清要补哪些。", "补不齐也告诉我们，看哪些可以晚点交。"),
    "accepted": ("{office}已经受理，正在看情况。", "工作人员可能会打电话或上门。"),
    "verifying": ("正在核对家里的情况。", "工作人员上门时，请照实说。"),
    "public_notice": ("正在公示，公示不等于批准。", "公示结束后会有书面结果。"),
    "confirmed": ("已经确认，书面通知会说明怎么领。",),
    "not_confirmed": ("书面通知会说明理由。", "有不同意见可以要求复查，也可以发“人工”问。"),
    "closed": ("这件事已经办结。", "又有困难，可以再说给我们听。"),
    "forwarded": ("已转给该管的地方办。", "不用您再跑一趟重新申请。"),
    "withdrawn": ("已按您的意思撤回。", "以后想再办，随时可以说。"),
    "terminated": ("这次办理停下来了，书面通知会说明原因。", "想重新办，就发“人工”。"),
}
# nothing runs yet: there is no time by which somebody should have called
_NO_CLOCK_YET: Final = ("受理以后，这里会写最晚哪天有结果。", "一直没人联系您，就发“人工”。")
AID_FIRST_WORDS: Final = "先行救助已经给了，手续可以以后补。"


def next_steps(
    state: str, office: str, *, aid_first: bool = False, ask_at: str | None = None, clock: bool = True
) -> list[str]:
    """What happens next, in sentences; `ask_at` is a number to ring while the office's own is not known.

    `clock` tells whether a term runs already: only then there is a day to wait for.
    """
    said = _NEXT.get(state, ())
    if state == "submitted" and not clock:
        said = (*said[:-1], *_NO_CLOCK_YET)
    steps = [sentence.format(office=office) for sentence in said]
    if aid_first:
        steps.insert(0, AID_FIRST_WORDS)
    if ask_at and state == "submitted":
        steps.append(f"办理处的电话还没登记，可以打{ask_at}问。")
    return steps
