"""Errors of the web chat API beside the common tree."""

from typing import Final

from connectors.file_words import words_about
from contracts.errors import BadRequest, JiujiError, TooLarge
from contracts.files import FileProblem


class BadPayload(BadRequest):
    """The quick reply was not issued by us to this conversation, or was changed."""

    code, message = "bad_payload", "这个按钮已经失效，请直接打字告诉我们。"


class UnknownRegion(JiujiError):
    """No place has this code."""

    code, status, message = "unknown_region", 422, "没有找到这个地区，请检查地区代码。"


class BadResumeCode(JiujiError):
    """The code is wrong, used or expired: one answer for all three."""

    code, status, message = "bad_resume_code", 422, "这个接续码不对，或者已经用过、过期了。请重新要一个。"


class FileTooLarge(TooLarge):
    """Over what is taken of one file; the message names the limit."""

    code = "file_too_large"


class FileTypeRefused(JiujiError):
    """No photo and no PDF, whatever its name says."""

    code, status = "file_type", 415


class FileRefused(JiujiError):
    """A photo or PDF that cannot be kept; the message says why and what to do, `fields.file` is the reason's word."""

    code, status = "file_refused", 422


_KINDS: Final[dict[FileProblem, type[JiujiError]]] = {"too_large": FileTooLarge, "type": FileTypeRefused}


def refusal_of(problem: FileProblem) -> JiujiError:
    """The documented error for a file that was not kept."""
    return _KINDS.get(problem, FileRefused)(words_about(problem).replace("\n", ""), fields={"file": problem})
