"""What a channel can and cannot do now, in the words the console shows."""

from typing import Final

NO_API: Final = "no_api"
_REASONS: Final[dict[str, str]] = {
    "unfollowed": "对方取消了关注，发不到手机上；对方再来时一起给他看。",
    "quiet": "静默模式：不往对方手机上弹消息，等对方来说话时一起给他看。",
    "window_closed": "微信的发送次数用完或时间过了，等对方来说话时一起给他看。",
    NO_API: "这个公众号不能主动发消息，等对方来说话时一起给他看。",
}
_OTHER_REASON: Final = "微信说现在发不到这个人手机上，等对方来说话时一起给他看。"
_FILES: Final[dict[str, str]] = {
    "waiting": "正在收",
    "stored": "已存好",
    "same": "和前面发的一样",
    "failed": "没收到",
    "gone": "对方手机上已过期",
}


def reason_text(reason: str | None) -> str:
    """Why nothing can be pushed, in Chinese; an unknown reason is said in general words, never hidden."""
    return _REASONS.get(reason, _OTHER_REASON) if reason else ""


def file_state_text(state: str) -> str:
    """Where an attachment stands, in Chinese."""
    return _FILES.get(state, state)
