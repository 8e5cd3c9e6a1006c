"""The platform's error numbers and what we do about each: data, so that a test can walk every row.

The numbers are those of the platform's list of global return codes.
"""

from enum import StrEnum
from typing import Final

from connectors.wechat.errors import (
    BadBody,
    CircuitOpen,
    CodeRefused,
    MediaGone,
    NotEntitled,
    NoticeRefused,
    PlatformAway,
    Unreachable,
    WeChatError,
    WindowClosed,
)


class Action(StrEnum):
    """What the client does about an error number before it tells its caller."""

    BACK_OFF = "back_off"  # wait a little with jitter and ask again, three times at most
    NEW_TOKEN = "new_token"  # noqa: S105  one refresh for all, one more try, then the alarm
    SHUT_ACCOUNT = "shut_account"  # people must act: alarm, and no calls of this account for a while
    SHUT_INTERFACE = "shut_interface"  # the same for this one interface
    SHUT_TODAY = "shut_today"  # the daily quota of this interface: no calls until midnight in Shanghai
    REPORT = "report"  # our mistake: logged as an error, with the alarm
    TELL = "tell"  # nothing but telling the caller


Row = tuple[Action, type[WeChatError]]

TABLE: Final[dict[int, Row]] = {
    -1: (Action.BACK_OFF, PlatformAway),
    45011: (Action.BACK_OFF, PlatformAway),
    40001: (Action.NEW_TOKEN, NotEntitled),
    40014: (Action.NEW_TOKEN, NotEntitled),
    42001: (Action.NEW_TOKEN, NotEntitled),
    40013: (Action.SHUT_ACCOUNT, NotEntitled),
    40125: (Action.SHUT_ACCOUNT, NotEntitled),
    40164: (Action.SHUT_ACCOUNT, NotEntitled),
    61004: (Action.SHUT_ACCOUNT, NotEntitled),
    48001: (Action.SHUT_INTERFACE, NotEntitled),
    48004: (Action.SHUT_INTERFACE, NotEntitled),
    45009: (Action.SHUT_TODAY, CircuitOpen),
    40003: (Action.TELL, Unreachable),
    43004: (Action.TELL, Unreachable),
    50002: (Action.TELL, Unreachable),
    40007: (Action.TELL, MediaGone),
    45001: (Action.TELL, MediaGone),
    45006: (Action.TELL, MediaGone),
    40037: (Action.TELL, NoticeRefused),
    47003: (Action.TELL, NoticeRefused),
    43101: (Action.TELL, NoticeRefused),
    43107: (Action.TELL, NoticeRefused),
    40033: (Action.REPORT, BadBody),
    47001: (Action.REPORT, BadBody),
    45002: (Action.REPORT, BadBody),
    45008: (Action.REPORT, BadBody),
    45015: (Action.TELL, WindowClosed),
    45047: (Action.TELL, WindowClosed),
    40029: (Action.TELL, CodeRefused),
    40163: (Action.TELL, CodeRefused),
    76022: (Action.TELL, NotEntitled),
}
UNKNOWN: Final[Row] = (Action.TELL, WeChatError)

# what the office has to do, by number; shown by `jiuji doctor` and `jiuji wechat check`
ADVICE: Final[dict[int, str]] = {
    40164: "add this machine's public address to the IP list of the official account (公众平台 · 基本配置 · IP白名单)",
    40125: "JIUJI_WECHAT_APP_SECRET (or app_secret in the accounts file) is not the account's secret",
    40013: "JIUJI_WECHAT_APP_ID (or app_id in the accounts file) is not an official account's",
    48001: "the account has no right to this interface: only a verified account has it",
    48004: "the platform has banned this interface: see the messages of the official account's back office",
    61004: "add this machine's public address to the IP list of the official account (公众平台 · 基本配置 · IP白名单)",
    76022: "the account has no right to this interface: only a verified account has it",
    45009: "the daily quota is used up; it is new at midnight in Shanghai",
    40001: "the platform refuses even a fresh access token: check app id and app secret",
}


def row_of(code: int) -> Row:
    """The row of an error number; one that is not in the table is never tried again."""
    return TABLE.get(code, UNKNOWN)
