"""Fixtures of WeChat's fault tests."""

from tests.wechat_process import wechat_line
from tests.wechat_world import wechat, wechat_made, wechat_on_both

__all__ = ["wechat", "wechat_line", "wechat_made", "wechat_on_both"]
