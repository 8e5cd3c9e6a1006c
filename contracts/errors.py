"""One error tree and one JSON shape: `{"error": {"code", "message", "fields"?, "request_id"}}`."""

from typing import Any


class JiujiError(Exception):
    """Base of every error that may reach a caller; `message` is Chinese and fit to show."""

    code = "internal"
    status = 500
    message = "系统出了点问题，请稍后再试。急事请打当地热线。"

    def __init__(self, message: str | None = None, *, fields: dict[str, str] | None = None) -> None:
        self.message = message or type(self).message
        self.fields = fields
        super().__init__(f"{self.code}: {self.message}")

    def as_json(self, request_id: str) -> dict[str, Any]:
        """The documented error body."""
        error: dict[str, Any] = {"code": self.code, "message": self.message, "request_id": request_id}
        if self.fields:
            error["fields"] = self.fields
        return {"error": error}


class BadRequest(JiujiError):
    """The body cannot be read or breaks a rule named in `fields`."""

    code, status, message = "bad_request", 400, "请求内容有误，请检查后再试。"


class Unauthorised(JiujiError):
    """No valid session or token."""

    code, status, message = "unauthorised", 401, "登录已过期，请重新打开页面。"


class Forbidden(JiujiError):
    """Signed in, but not allowed."""

    code, status, message = "forbidden", 403, "没有权限做这件事。"


class NotFound(JiujiError):
    """Does not exist, or does not exist for this caller: the same words and timing for both."""

    code, status, message = "not_found", 404, "没有找到。"


class Conflict(JiujiError):
    """Somebody else was first, or the state has moved on."""

    code, status, message = "conflict", 409, "状态已变化，请刷新后再试。"


class TooLarge(JiujiError):
    """Over a size limit; the message names the limit."""

    code, status, message = "too_large", 413, "内容太长了，请分几次发。"


class TooMany(JiujiError):
    """Over a rate limit."""

    code, status, message = "too_many", 429, "发得太快了，请稍等一下再发。"


class RegionNotServed(JiujiError):
    """The region exists but no office of it uses this service."""

    code, status, message = "region_not_served", 422, "这个地方还没有接入，请联系当地乡镇或拨打12345。"


class ConsentMissing(JiujiError):
    """An answer was sent to casework before the privacy consent."""

    code, status, message = "consent_missing", 409, "还没有同意记录信息。"


class Unavailable(JiujiError):
    """A part is down; `retryable` says whether the same call may be made again."""

    code, status, message = "unavailable", 503, "系统正忙，请稍后再试。"

    def __init__(self, message: str | None = None, *, retryable: bool = True) -> None:
        super().__init__(message)
        self.retryable = retryable
