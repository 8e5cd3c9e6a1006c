"""What a file is, by its first bytes: a name or a header says only what somebody claims."""

from typing import Final

_STARTS: Final = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"%PDF-", "application/pdf"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"#!AMR-WB\n", "audio/amr-wb"),
    (b"#!AMR\n", "audio/amr"),
    (b"ID3", "audio/mpeg"),
)
# the brand in an ISO media file says what it is for
_BRANDS: Final = {
    b"heic": "image/heic", b"heix": "image/heic", b"heim": "image/heic", b"mif1": "image/heic", b"msf1": "image/heic",
    b"M4A ": "audio/mp4", b"3gp4": "video/3gpp", b"3gp5": "video/3gpp", b"3gp6": "video/3gpp",
    b"qt  ": "video/quicktime",
}  # fmt: skip
# papers: photos, and what an office or a hospital hands out as a file
_PAPERS: Final = {
    "image/jpeg": "image", "image/png": "image", "image/heic": "image", "application/pdf": "pdf",
}  # fmt: skip
_SPEEX_AT: Final = slice(28, 36)


def content_type_of(body: bytes) -> str | None:
    """The type of a photo, PDF, recording or video, e.g. `image/jpeg`; None for anything else."""
    for start, name in _STARTS:
        if body.startswith(start):
            return name
    if body.startswith(b"RIFF"):
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(body[8:12])
    if body[4:8] == b"ftyp":
        return _BRANDS.get(body[8:12], "video/mp4")
    if body.startswith(b"OggS"):
        return "audio/speex" if body[_SPEEX_AT] == b"Speex   " else "audio/ogg"
    return "audio/mpeg" if _is_mp3_frame(body[:4]) else None


def _is_mp3_frame(head: bytes) -> bool:
    """Eleven set bits, then a version, a layer III, a bit rate and a sampling rate that exist."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer, bit_rate, sampling = head[1] >> 3 & 3, head[1] >> 1 & 3, head[2] >> 4, head[2] >> 2 & 3
    return version != 1 and layer == 1 and bit_rate not in (0, 15) and sampling != 3


def paper_kind(content_type: str | None) -> str | None:
    """`image` or `pdf` for a type that a paper may come as (JPEG, PNG, HEIC, PDF); None for any other."""
    return _PAPERS.get(content_type or "")


def fits_kind(content_type: str, kind: str) -> bool:
    """Whether a file of this type is what was announced: `image`, `voice` or `video`."""
    family = content_type.partition("/")[0]
    return family == {"voice": "audio"}.get(kind, kind)
