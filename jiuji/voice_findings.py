"""What `jiuji doctor` says about listening to recordings: the folder, its files, whether they load, how fast."""

import io
import math
import struct
import wave
from pathlib import Path
from typing import Final

from jiuji.findings import Finding, Level
from jiuji.voice_model import BadModel, VoiceModel, find_model
from jiuji.voice_process import EngineAway, VoiceEngine

# a minute of sound must be through within the time its turn is held
SLOWEST: Final = 0.4
_ADVICE: Final = "see docs/voice.md; until then residents are asked to type"


def one_second() -> bytes:
    """A second of a tone, as a WAV file: enough to have the whole engine work."""
    tone = [round(9000 * math.sin(2 * math.pi * 440 * place / 16_000)) for place in range(16_000)]
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(struct.pack(f"<{len(tone)}h", *tone))
    return out.getvalue()


async def voice_findings(folder: Path | None) -> list[Finding]:
    """What there is to say about listening, in one line."""
    if folder is None:
        return [Finding(Level.NOTE, "no speech model: recordings are answered with a request to type")]
    try:
        model = find_model(folder)
    except BadModel as error:
        return [Finding(Level.BROKEN, f"speech model: {error}", _ADVICE)]
    return [await _tried(VoiceEngine(folder), model)]


async def _tried(engine: VoiceEngine, model: VoiceModel) -> Finding:
    try:
        await engine.start()
        heard = await engine.hear(one_second())
    except EngineAway as error:
        files = ", ".join(sorted(Path(value).name for value in model.arguments.values() if _is_file(value)))
        about = f"speech model ({model.kind}): the engine cannot load {files}: {error}"
        return Finding(Level.BROKEN, about, _ADVICE)
    finally:
        await engine.close()
    about = f"speech model ({model.kind}) loads in {engine.load_seconds:.1f} s, hears a second in {heard.took:.2f} s"
    if heard.took > SLOWEST:
        advice = "a long recording will not be heard in time: take a smaller or an int8 model"
        return Finding(Level.WARNING, about, advice)
    return Finding(Level.GOOD, about)


def _is_file(value: object) -> bool:
    return isinstance(value, str) and "/" in value and Path(value).is_file()
