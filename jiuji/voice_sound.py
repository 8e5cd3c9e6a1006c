"""From what a phone records to what a speech model takes: AMR, MP3 or speex to 16 kHz mono."""

import io
from typing import Any, Final

import av
import av.error
import numpy as np

SAMPLE_RATE: Final = 16_000
# the platform ends a recording after a minute
LONGEST_SECONDS: Final = 75
# the demultiplexer is chosen by us: a playlist or an image sequence would make it open other files
_FORMATS: Final = (
    (b"#!AMR", "amr"),
    (b"OggS", "ogg"),
    (b"RIFF", "wav"),
    (b"ID3", "mp3"),
    (b"\xff", "mp3"),
)


class NoSound(Exception):
    """The bytes cannot be heard; the text is a short word for the record: `format`, `broken`, `too_long`."""


def decode_sound(body: bytes) -> "np.ndarray[Any, np.dtype[np.float32]]":
    """Samples between -1 and 1 at 16 kHz. Raises `NoSound`."""
    form = next((name for start, name in _FORMATS if body.startswith(start)), None)
    if form is None:
        raise NoSound("format")
    try:
        with av.open(io.BytesIO(body), format=form, metadata_errors="replace") as container:
            return _samples(container)
    except (av.error.FFmpegError, ValueError, IndexError) as error:
        raise NoSound("broken") from error


def _samples(container: Any) -> "np.ndarray[Any, np.dtype[np.float32]]":
    resampler = av.AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE)
    pieces: list[np.ndarray[Any, np.dtype[np.float32]]] = []
    count = 0
    for frame in container.decode(audio=0):
        for piece in resampler.resample(frame):
            pieces.append(piece.to_ndarray()[0])
            count += len(pieces[-1])
        if count > LONGEST_SECONDS * SAMPLE_RATE:
            raise NoSound("too_long")
    pieces += [piece.to_ndarray()[0] for piece in resampler.resample(None)]
    return np.concatenate(pieces) if pieces else np.zeros(0, np.float32)
