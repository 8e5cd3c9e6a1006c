"""Files as residents send them, and as they should not be: made here, real bytes of their kind."""

from functools import cache
from io import BytesIO
from typing import Any, Final

import pillow_heif
from fpdf import FPDF
from PIL import Image, ImageDraw

ORIENTATION: Final = 0x0112
GPS: Final = 0x8825
# in two pieces, so that scanners leave this source file alone
EICAR: Final = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
HTML: Final = b"<html><script>alert(1)</script></html>"
SVG: Final = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
ZIP: Final = b"PK\x03\x04" + bytes(60)

pillow_heif.register_heif_opener()


def picture(words: str = "1", width: int = 640, height: int = 480) -> Image.Image:
    """A sheet with a dark corner on top left, so that one sees which way it stands."""
    sheet = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((0, 0, width // 4, height // 4), fill="black")
    draw.text((width // 2, height // 2), words, fill="black")
    return sheet


def encoded(image: Image.Image, kind: str, **how: Any) -> bytes:
    """An image in a format of Pillow's."""
    out = BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


@cache
def jpeg(words: str = "1", width: int = 640, height: int = 480) -> bytes:
    """A photo; other words are other bytes."""
    return encoded(picture(words, width, height), "JPEG", quality=90)


def located_jpeg() -> bytes:
    """A photo lying on its side, with the place where it was taken in its EXIF."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[0x010F] = "CameraMaker"
    place = exif.get_ifd(GPS)
    place[1], place[2], place[3], place[4] = "N", (26.0, 41.0, 17.5), "E", (107.0, 30.0, 59.2)
    # as a phone held upright writes it: the picture is stored turned
    lying = picture().transpose(Image.Transpose.ROTATE_90)
    return encoded(lying, "JPEG", quality=90, exif=exif, comment=b"CameraMaker", xmp=b"<x:xmpmeta>CameraMaker")


@cache
def bomb() -> bytes:
    """20,000 × 20,000 pixels in 48 KB."""
    return encoded(Image.new("1", (20_000, 20_000)), "PNG")


def pdf(pages: int = 1, **extra: bytes) -> bytes:
    """A PDF; `embed` is a file in it, `password` opens it, `catalog` goes into its catalogue."""
    made = FPDF()
    for number in range(pages):
        made.add_page()
        made.set_font("Helvetica", size=20)
        made.text(30, 30, f"page {number + 1}")
    if "embed" in extra:
        made.embed_file(basename="x.bin", bytes=extra["embed"])
    if "password" in extra:
        made.set_encryption(owner_password="owner", user_password=extra["password"].decode())
    return bytes(made.output()).replace(b"/Type /Catalog", b"/Type /Catalog " + extra.get("catalog", b""))
