"""Fixtures of the abuse of WeChat's callback."""

from tests.wechat_process import wechat_line

__all__ = ["wechat_line"]
