"""Which speech model lies in a folder: told by the files and what is written inside them, or by a `model.yml` there.

`model.yml` names the kind and its files, e.g. `{kind: whisper, encoder: e.onnx, decoder: d.onnx, tokens: t.txt}`; any
other key is passed on to sherpa-onnx as it is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

import yaml

# one file and its `model_type`, as the exporting scripts of the engine write it
_ONE_FILE: Final = {
    "sense_voice_ctc": "sense_voice",
    "paraformer": "paraformer",
    "zipformer2_ctc": "zipformer_ctc",
    "wenet_ctc": "wenet_ctc",
    "telespeech_ctc": "telespeech_ctc",
    "tdnn": "tdnn_ctc",
    "EncDecCTCModelBPE": "nemo_ctc",
    "EncDecCTCModel": "nemo_ctc",
    "EncDecHybridRNNTCTCBPEModel": "nemo_ctc",
}
# where nothing is written inside: a word in the file's or the folder's name
_BY_NAME: Final = {
    "sense-voice": "sense_voice", "sensevoice": "sense_voice", "paraformer": "paraformer", "dolphin": "dolphin_ctc",
    "fire-red-asr": "fire_red_asr_ctc", "telespeech": "telespeech_ctc", "wenet": "wenet_ctc", "nemo": "nemo_ctc",
    "zipformer": "zipformer_ctc",
}  # fmt: skip
_NEMO_TRANSDUCERS: Final = ("EncDecHybridRNNTCTCBPEModel", "EncDecRNNTBPEModel")
# the files of each kind, by the engine's names for them
FILES: Final = {
    **dict.fromkeys((*_ONE_FILE.values(), *_BY_NAME.values()), ("model", "tokens")),
    "paraformer": ("paraformer", "tokens"),
    "whisper": ("encoder", "decoder", "tokens"),
    "fire_red_asr": ("encoder", "decoder", "tokens"),
    "transducer": ("encoder", "decoder", "joiner", "tokens"),
}
_EXTRA: Final[dict[str, dict[str, Any]]] = {
    "whisper": {"language": "zh"},
    "sense_voice": {"language": "auto", "use_itn": True},
}
_SMALLEST: Final = 64


class BadModel(Exception):
    """The folder cannot be used; the text says which file, and what to do."""


@dataclass(frozen=True)
class VoiceModel:
    """A model ready to be loaded: the engine's kind, and the arguments of its loader."""

    kind: str
    arguments: dict[str, Any]


def find_model(folder: Path) -> VoiceModel:
    """The model of a folder. Raises `BadModel`; loads nothing."""
    if not folder.is_dir():
        raise BadModel(f"{folder} is not a folder")
    model = _told(folder) if (folder / "model.yml").exists() else _seen(folder)
    for name in FILES[model.kind]:
        _check_file(Path(model.arguments[name]))
    return VoiceModel(model.kind, _EXTRA.get(model.kind, {}) | model.arguments)


def _told(folder: Path) -> VoiceModel:
    """As `model.yml` says."""
    try:
        told = yaml.safe_load((folder / "model.yml").read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadModel(f"model.yml cannot be read: {str(error).splitlines()[0]}") from None
    if not isinstance(told, dict) or told.get("kind") not in FILES:
        raise BadModel(f"model.yml: kind must be one of {', '.join(sorted(FILES))}")
    kind = told.pop("kind")
    for name in FILES[kind]:
        if not isinstance(told.get(name), str):
            raise BadModel(f"model.yml: {name} is missing: the name of a file for {kind}")
        told[name] = str(folder / told[name])
    return VoiceModel(kind, told)


def _seen(folder: Path) -> VoiceModel:
    """As the files look."""
    parts = {part: _smallest(folder, part) for part in ("encoder", "decoder", "joiner")}
    if parts["encoder"]:
        return _of_parts(folder, parts)
    model = _smallest(folder, "model") or _smallest(folder, "")
    if model is None:
        raise BadModel(f"no .onnx file in {folder}")
    kind = _kind_of(model)
    return VoiceModel(kind, {FILES[kind][0]: str(model), "tokens": str(_tokens(folder))})


def _of_parts(folder: Path, parts: dict[str, Path | None]) -> VoiceModel:
    encoder = parts["encoder"]
    assert encoder is not None
    inside = onnx_metadata(encoder)
    if "decode_chunk_len" in inside or "streaming" in encoder.parent.name:
        raise BadModel(f"{encoder.name} is a streaming model: recordings need an offline one")
    model_type = inside.get("model_type", "")
    red = "fire-red" in model_type or "fire-red" in f"{folder.name}/{encoder.name}"
    kind = "transducer" if parts["joiner"] else "fire_red_asr" if red else "whisper"
    found = {name: str(parts[name]) for name in FILES[kind] if name != "tokens" and parts[name]}
    for name in FILES[kind]:
        if name != "tokens" and name not in found:
            raise BadModel(f"{encoder.name} is there, but no {name} file beside it")
    extra = {"model_type": "nemo_transducer"} if model_type in _NEMO_TRANSDUCERS else {}
    return VoiceModel(kind, found | extra | {"tokens": str(_tokens(folder))})


def _smallest(folder: Path, part: str) -> Path | None:
    """The file of this part; of several the quantised one, which is smaller and faster."""
    found = [path for path in folder.glob("*.onnx") if re.search(rf"(^|[-_.]){part}", path.name)]
    return min(found, key=lambda path: ("int8" not in path.name, path.stat().st_size, path.name), default=None)


def _tokens(folder: Path) -> Path:
    found = sorted(folder.glob("*tokens.txt"))
    if not found:
        raise BadModel(f"tokens.txt is missing in {folder}")
    return found[0]


def _kind_of(model: Path) -> str:
    model_type = onnx_metadata(model).get("model_type", "")
    if model_type in _ONE_FILE:
        return _ONE_FILE[model_type]
    names = f"{model.parent.name}/{model.name}".lower().replace("_", "-")
    for word, kind in _BY_NAME.items():
        if word in names:
            return kind
    said = f"says {model_type!r}" if model_type else "does not say what it is"
    raise BadModel(f"{model.name} {said}: name its kind in a model.yml beside it ({', '.join(sorted(FILES))})")


def _check_file(path: Path) -> None:
    if not path.is_file():
        raise BadModel(f"{path.name} is missing in {path.parent}")
    if path.suffix == ".onnx":
        onnx_metadata(path)
    elif not path.stat().st_size:
        raise BadModel(f"{path.name} is empty")


def onnx_metadata(path: Path) -> dict[str, str]:
    """The key-value pairs an ONNX file carries, read without loading it; `BadModel` when it is cut off or no ONNX."""
    size = path.stat().st_size
    pairs: dict[str, str] = {}
    try:
        with path.open("rb") as file:
            if size < _SMALLEST or file.read(7) == b"version":
                raise BadModel(f"{path.name} is a pointer or empty, not a model: fetch the real file ({size} bytes)")
            file.seek(0)
            for number, body in _fields(file, size):
                if number == _METADATA_PROPS:
                    entry = dict(_entries(body))
                    pairs[entry.get(1, "")] = entry.get(2, "")
    except (ValueError, IndexError):
        raise BadModel(f"{path.name} is cut off or no ONNX file ({size} bytes)") from None
    return pairs


# numbers of the ONNX protocol: ModelProto.metadata_props; entries larger than this are the graph, passed over unread
_METADATA_PROPS: Final = 14
_LENGTH_DELIMITED: Final = 2
_LONGEST_ENTRY: Final = 1 << 20


def _varint(file: BinaryIO) -> int:
    value = shift = 0
    while True:
        byte = file.read(1)[0]
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value
        if shift > 63:
            raise ValueError("no varint")


def _fields(file: BinaryIO, size: int) -> Iterator[tuple[int, bytes]]:
    """The top-level fields: number and bytes, empty for what is passed over."""
    while file.tell() < size:
        key = _varint(file)
        number, wire = key >> 3, key & 7
        if wire == 0:
            _varint(file)
        elif wire == _LENGTH_DELIMITED:
            length = _varint(file)
            if file.tell() + length > size:
                raise ValueError("cut off")
            body = file.read(length) if number == _METADATA_PROPS and length < _LONGEST_ENTRY else b""
            file.seek(length - len(body), 1)
            yield number, body
        else:
            raise ValueError("a wire type the format does not use here")


def _entries(body: bytes) -> Iterator[tuple[int, str]]:
    at = 0
    while at < len(body):
        number, length = body[at] >> 3, 0
        at += 1
        shift = 0
        while True:
            length |= (body[at] & 0x7F) << shift
            shift, at = shift + 7, at + 1
            if body[at - 1] < 0x80:
                break
        yield number, body[at : at + length].decode("utf-8", "replace")
        at += length
