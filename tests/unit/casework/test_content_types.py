"""A file's type comes from its first bytes, never from a name or a header."""

import pytest

from contracts.content_types import content_type_of, fits_kind, paper_kind

SAMPLES = [
    (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
    (b"%PDF-1.4", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n\x00\x00", "image/png"),
    (b"GIF89a\x01\x00", "image/gif"),
    (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
    (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "image/heic"),
    (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00", "video/mp4"),
    (b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00", "video/mp4"),
    (b"#!AMR\n<\x91", "audio/amr"),
    (b"#!AMR-WB\n\x04", "audio/amr-wb"),
    (b"ID3\x04\x00", "audio/mpeg"),
    (b"\xff\xfb\x90\x44", "audio/mpeg"),
    (b"\xff\xf3\x44\xc4", "audio/mpeg"),
    (b"OggS\x00\x02" + b"\x00" * 22 + b"Speex   1.2", "audio/speex"),
]
NOTHING = [
    b"", b"\xff", b"<!doctype html><script>", b"<svg onload=alert(1)>", b"PK\x03\x04", b'{"errcode":40007}',
    b"\xff\xff\xff\xff", b"RIFF\x00\x00\x00\x00AVI ", b"MZ\x90\x00",
]  # fmt: skip


@pytest.mark.parametrize(("body", "name"), SAMPLES)
def test_known_types(body: bytes, name: str) -> None:
    assert content_type_of(body) == name


@pytest.mark.parametrize("body", NOTHING)
def test_anything_else_has_no_type(body: bytes) -> None:
    assert content_type_of(body) is None


def test_papers_come_as_photos_and_pdfs_only() -> None:
    kinds = {name: paper_kind(name) for _, name in SAMPLES if paper_kind(name)}
    assert kinds == {"image/jpeg": "image", "image/png": "image", "image/heic": "image", "application/pdf": "pdf"}
    assert paper_kind(None) is None


def test_a_type_fits_what_was_announced() -> None:
    assert fits_kind("image/jpeg", "image")
    assert fits_kind("audio/amr", "voice")
    assert fits_kind("video/mp4", "video")
    assert not fits_kind("audio/amr", "image")
    assert not fits_kind("image/png", "voice")
