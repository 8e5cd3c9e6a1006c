"""Fixtures of WeChat's tests."""

from tests.wechat_world import wechat, wechat_made, wechat_on_both

__all__ = ["wechat", "wechat_made", "wechat_on_both"]
