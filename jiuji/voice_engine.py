"""The listening process: `python -m jiuji.voice_engine FOLDER`, sounds in, words out, until its input ends.

A process of its own because the engine ends the process it is in when a model does not fit, and because strangers'
sounds are decoded here: it holds no key and no database. Each packet is a length (4 bytes, big-endian) and a body;
in go sounds, out come JSON objects: `{"ready": seconds}` once, then `{"words", "seconds", "took"}` or `{"problem"}`.
"""

import json
import os
import re
import resource
import sys
import time
from pathlib import Path
from typing import Any, BinaryIO

from contracts.files import LENGTH_BYTES
from jiuji.voice_model import BadModel, VoiceModel, find_model
from jiuji.voice_sound import SAMPLE_RATE, NoSound, decode_sound

THREADS = 2
_BETWEEN_CHARACTERS = re.compile(r"(?<=[\u3400-\u9fff\u3000-\u303f\uff00-\uffef])\s+(?=[\u3400-\u9fff])")


def load_recogniser(model: VoiceModel) -> Any:
    """The engine with its model; an unsuitable model may end the process here."""
    # 0.2 s and 40 MB, needed in this process only
    import sherpa_onnx

    loader = getattr(sherpa_onnx.OfflineRecognizer, f"from_{model.kind}")
    return loader(**{"num_threads": min(THREADS, os.cpu_count() or 1)} | model.arguments)


def hear(recogniser: Any, body: bytes) -> dict[str, Any]:
    """What is said in one recording; empty words when nothing is."""
    began = time.monotonic()
    try:
        samples = decode_sound(body)
    except NoSound as error:
        return {"problem": str(error)}
    words = ""
    if len(samples):
        stream = recogniser.create_stream()
        stream.accept_waveform(SAMPLE_RATE, samples)
        recogniser.decode_stream(stream)
        words = tidy(stream.result.text)
    return {"words": words, "seconds": len(samples) / SAMPLE_RATE, "took": time.monotonic() - began}


def tidy(text: str) -> str:
    """Words as one line; blanks between Chinese characters are the engine's, not the speaker's."""
    text = _BETWEEN_CHARACTERS.sub("", " ".join(text.split()))
    return text if any(character.isalnum() for character in text) else ""


def _say(out: BinaryIO, reply: dict[str, Any]) -> None:
    body = json.dumps(reply, ensure_ascii=False).encode()
    out.write(len(body).to_bytes(LENGTH_BYTES, "big") + body)
    out.flush()


def main() -> int:
    """Listen until the input ends; 1 when the model cannot be used."""
    # the engine and its libraries may print: replies have a way of their own
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    # a crash must not leave a recording on the disk
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    began = time.monotonic()
    try:
        recogniser = load_recogniser(find_model(Path(sys.argv[1])))
    except BadModel as error:
        _say(out, {"problem": str(error)})
        return 1
    except (RuntimeError, TypeError, ValueError) as error:
        _say(out, {"problem": f"{type(error).__name__}: {str(error)[:300]}"})
        return 1
    _say(out, {"ready": time.monotonic() - began})
    source = sys.stdin.buffer
    while len(head := source.read(LENGTH_BYTES)) == LENGTH_BYTES:
        _say(out, hear(recogniser, source.read(int.from_bytes(head, "big"))))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
