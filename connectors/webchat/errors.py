"""Errors of the web chat API beside the common tree."""

from contracts.errors import BadRequest, JiujiError


class BadPayload(BadRequest):
    """The quick reply was not issued by us to this conversation, or was changed."""

    code, message = "bad_payload", "这个按钮已经失效，请直接打字告诉我们。"


class UnknownRegion(JiujiError):
    """No place has this code."""

    code, status, message = "unknown_region", 422, "没有找到这个地区，请检查地区代码。"


class BadResumeCode(JiujiError):
    """The code is wrong, used or expired: one answer for all three."""

    code, status, message = "bad_resume_code", 422, "这个接续码不对，或者已经用过、过期了。请重新要一个。"


class NotYet(JiujiError):
    """A call of the contract that this version does not serve yet."""

    code, status, message = "not_yet", 501, "现在还不能发文件，请先用文字说，材料可以以后补。"
