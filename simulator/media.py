"""Temporary media: what users send and what the account uploads, gone after three days."""

import secrets
from dataclasses import dataclass

from simulator.clock import Clock
from simulator.codes import Refusal
from simulator.rules import MEDIA_BYTES, MEDIA_SECONDS

EXTENSIONS = {
    "image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/heic": "heic", "image/bmp": "bmp",
    "audio/amr": "amr", "audio/mp3": "mp3", "audio/mpeg": "mp3", "audio/speex": "speex", "video/mp4": "mp4",
}  # fmt: skip
TYPES_BY_EXTENSION = {"jpeg": "image/jpeg", **{end: kind for kind, end in EXTENSIONS.items() if end != "mp3"},
                      "mp3": "audio/mp3"}  # fmt: skip
UPLOADS = {
    "image": {"jpg", "jpeg", "png", "gif", "bmp"}, "voice": {"amr", "mp3"}, "video": {"mp4"}, "thumb": {"jpg", "jpeg"},
}  # fmt: skip


@dataclass(frozen=True)
class Medium:
    """One stored file."""

    app_id: str
    body: bytes
    content_type: str
    until: float

    @property
    def is_video(self) -> bool:
        """Whether it is handed out by address instead of as bytes."""
        return self.content_type.startswith("video/")


class MediaStore:
    """The files of all accounts by media id; an id is good for its own account only."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: dict[str, Medium] = {}

    def put(self, app_id: str, body: bytes, content_type: str) -> str:
        """Keep a file; its media id."""
        media_id = secrets.token_urlsafe(48)
        self._kept[media_id] = Medium(app_id, body, content_type, self._clock.now() + MEDIA_SECONDS)
        return media_id

    def get(self, media_id: str, app_id: str | None = None) -> Medium:
        """A file, or 40007 for an unknown, foreign or outlived id."""
        found = self._kept.get(media_id)
        if not found or found.until <= self._clock.now() or app_id not in (None, found.app_id):
            raise Refusal(40007)
        return found


def check_upload(kind: str, name: str, size: int) -> str:
    """The content type of an upload by its name, or the refusal: kind, type, size."""
    if kind not in UPLOADS:
        raise Refusal(40004)
    if not size:
        raise Refusal(41005)
    extension = name.rpartition(".")[2].lower()
    if extension not in UPLOADS[kind]:
        raise Refusal(40005)
    if size > MEDIA_BYTES[kind]:
        raise Refusal(45001)
    return TYPES_BY_EXTENSION[extension]
