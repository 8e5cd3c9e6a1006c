"""Files a resident sent, by media id only: no address in a message is ever fetched."""

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from connectors.wechat.errors import MediaGone
from connectors.wechat.wire import Answer, Wire, read_answer, read_bytes

MEDIA_PATH: Final = "/cgi-bin/media/get"
MEDIA_SECONDS: Final = 20.0
# the platform's own limit for pictures and videos
LONGEST_MEDIA: Final = 10 * 1024 * 1024
# a video is answered by its address on one of the platform's own hosts
PLATFORM_HOSTS: Final = ".qq.com"


@dataclass(frozen=True)
class Media:
    """A file as the platform gave it; its content type is a claim, not a fact."""

    body: bytes = field(repr=False)
    content_type: str


def video_address(base: str, url: str) -> str:
    """The address to fetch a video from; `MediaGone` when it is not on a host of the platform."""
    try:
        given, ours = urlsplit(url), urlsplit(base)
        port = given.port
    except ValueError:
        raise MediaGone from None
    if (given.scheme, given.netloc) == (ours.scheme, ours.netloc):
        return url
    host = (given.hostname or "").lower()
    plain = given.username is None and given.password is None and port in (None, 80, 443)
    if given.scheme not in ("http", "https") or not host.endswith(PLATFORM_HOSTS) or not plain:
        raise MediaGone
    return given._replace(scheme="https", netloc=host).geturl()


class MediaReader:
    """One download; `found` holds the file afterwards."""

    def __init__(self, wire: Wire, media_id: str) -> None:
        self._wire, self._media_id = wire, media_id
        self.found: Media | None = None

    async def attempt(self, token: str, seconds: float) -> Answer:
        """The platform's answer: code 0 with `found` set, or an error number."""
        query = {"access_token": token, "media_id": self._media_id}
        answer = await self._read(self._wire.base + MEDIA_PATH, seconds, query)
        if answer.code == 0 and self.found is None:
            url = answer.body.get("video_url")
            if not isinstance(url, str):
                raise MediaGone
            return await self._read(video_address(self._wire.base, url), seconds)
        return answer

    async def _read(self, url: str, seconds: float, query: dict[str, str] | None = None) -> Answer:
        """A JSON body is the platform speaking; anything else is the file."""
        async with self._wire.open("GET", url, seconds, query=query) as answer:
            body = await read_bytes(answer, LONGEST_MEDIA)
            content_type = answer.content_type
        if content_type in ("application/json", "text/plain", "text/json") and body.lstrip().startswith(b"{"):
            return read_answer(body)
        if not body:
            raise MediaGone
        self.found = Media(body, content_type)
        return Answer(0, {})
