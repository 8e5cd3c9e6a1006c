"""What the platform may answer instead of doing what was asked; `code` is its number, 0 when it gave none."""


class WeChatError(Exception):
    """The platform did not do it; this class itself when the number is not in our table."""

    def __init__(self, code: int = 0) -> None:
        self.code = code
        super().__init__(f"{type(self).__name__} {code}")


class WindowClosed(WeChatError):
    """The resident's window is closed or its count is used up (45015, 45047): the next delivery route is due."""


class Unreachable(WeChatError):
    """The platform does not know this follower, or they left, or their account is limited."""


class NotEntitled(WeChatError):
    """A setting, a permission or a ban that only people can cure; an alarm was given."""


class CircuitOpen(WeChatError):
    """Not asked at all, or the daily quota was just used up: the interface is shut to us until later."""


class NoticeRefused(WeChatError):
    """The template or subscription message may not be sent like this, or not to this resident."""


class MediaGone(WeChatError):
    """The media id is invalid or has expired, or what it names is empty."""


class MediaTooBig(MediaGone):
    """More bytes than we take; reading was stopped."""


class BadBody(WeChatError):
    """Our own mistake in what we sent: logged as an error, never tried again."""


class CodeRefused(WeChatError):
    """The sign-in code is unknown, used or older than five minutes."""


class PlatformAway(WeChatError):
    """No answer, a server error, or still busy after waiting; `ambiguous`: it may have been done all the same."""

    def __init__(self, code: int = 0, *, ambiguous: bool = False) -> None:
        self.ambiguous = ambiguous
        super().__init__(code)
