"""Why a conversation needs a person, in the words the queue shows."""

from typing import Final

REASON_WORDS: Final[dict[str, str]] = {
    "requested": "要找人工",
    "request_human": "要找人工",
    "not_understood": "几次没听懂",
    "fault": "系统没能回复",
    "urgent_case": "新提交的急难申请",
    "staff": "工作人员主动接待",
    "declined_consent": "不愿记录信息，想找人",
    "call_back": "不方便打字，请回电话",
    "supplement_documents": "补交了材料",
    "id_number": "身份证号要核对",
    "complain": "投诉",
    "report_fraud": "反映冒领",
    "object_decision": "对结果有意见",
    "report_payment_problem": "钱没到账",
    "report_change": "情况有变化",
    "switch_language": "需要别的语言",
    "ask_accessibility": "操作有困难",
    "crisis_physical_danger": "有生命危险",
    "crisis_self_harm": "有轻生的话",
    "crisis_violence": "正遭受暴力",
    "crisis_child_alone": "孩子没人照看",
}


def reason_words(reason: str) -> str:
    """The reason in Chinese; an unknown one is said in general words, never hidden."""
    return REASON_WORDS.get(reason, "危急情况" if reason.startswith("crisis") else "需要人工")
