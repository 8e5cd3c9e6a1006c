"""A toy speech model and recordings of tones: the real engine decodes real AMR, and what it hears is known.

The model looks at the mel energies of each frame: low tones are one word, high ones another, quiet is nothing.
"""

import io
from pathlib import Path

import av
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

LOW, HIGH = 400, 2500
LOW_WORDS, HIGH_WORDS = "我腿断了", "我不想活了"
_BINS = 80
_SMOOTH = 31
_QUIET = -4.0


def make_model(
    folder: Path, *, low: str = LOW_WORDS, high: str = HIGH_WORDS, model_type: str = "zipformer2_ctc"
) -> Path:
    """A folder as an office would supply it: `model.onnx` and `tokens.txt`."""
    folder.mkdir(parents=True, exist_ok=True)
    numbers = {"low_from": 0, "low_to": 30, "high_from": 40, "high_to": 70, "last": 2}
    constants = {"nothing": 0.0, "quiet": _QUIET}
    nodes = [
        helper.make_node("Slice", ["x", "low_from", "low_to", "last"], ["low_bins"]),
        helper.make_node("Slice", ["x", "high_from", "high_to", "last"], ["high_bins"]),
        helper.make_node("ReduceMax", ["low_bins"], ["low"], axes=[-1], keepdims=1),
        helper.make_node("ReduceMax", ["high_bins"], ["high"], axes=[-1], keepdims=1),
        helper.make_node("Mul", ["low", "nothing"], ["zero"]),
        helper.make_node("Add", ["zero", "quiet"], ["blank"]),
        helper.make_node("Concat", ["blank", "low", "high"], ["scores"], axis=-1),
        helper.make_node("Softmax", ["scores"], ["shares"], axis=-1),
        # a flicker between two frames is no word
        helper.make_node("Transpose", ["shares"], ["across"], perm=[0, 2, 1]),
        helper.make_node(
            "AveragePool", ["across"], ["smooth"], kernel_shape=[_SMOOTH], pads=[_SMOOTH // 2] * 2, strides=[1]
        ),
        helper.make_node("Transpose", ["smooth"], ["along"], perm=[0, 2, 1]),
        helper.make_node("Log", ["along"], ["log_probs"]),
        helper.make_node("Identity", ["x_lens"], ["log_probs_len"]),
    ]
    shape, lengths = helper.make_tensor_value_info, ["N"]
    graph = helper.make_graph(
        nodes, "toy",
        [shape("x", TensorProto.FLOAT, ["N", "T", _BINS]), shape("x_lens", TensorProto.INT64, lengths)],
        [shape("log_probs", TensorProto.FLOAT, ["N", "T", 3]), shape("log_probs_len", TensorProto.INT64, lengths)],
        [numpy_helper.from_array(np.array([value], np.int64), name) for name, value in numbers.items()]
        + [numpy_helper.from_array(np.array([value], np.float32), name) for name, value in constants.items()],
    )  # fmt: skip
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    for key, value in {"model_type": model_type, "vocab_size": "3", "subsampling_factor": "1"}.items():
        entry = model.metadata_props.add()
        entry.key, entry.value = key, value
    onnx.save(model, str(folder / "model.onnx"))
    (folder / "tokens.txt").write_text(f"<blk> 0\n{low} 1\n{high} 2\n", encoding="utf-8")
    return folder


def _samples(tones: tuple[tuple[int, float], ...], rate: int) -> np.ndarray:
    def one(frequency: int, seconds: float) -> np.ndarray:
        return 0.6 * np.sin(2 * np.pi * frequency * np.arange(int(rate * seconds)) / rate)

    return (np.concatenate([one(frequency, seconds) for frequency, seconds in tones]) * 32767).astype(np.int16)


def _encode(samples: np.ndarray, *, form: str, codec: str, rate: int, bit_rate: int, sample_format: str) -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format=form) as container:
        stream = container.add_stream(codec, rate=rate)
        stream.bit_rate, stream.layout = bit_rate, "mono"
        step = 160 if codec == "libopencore_amrnb" else 1152
        for start in range(0, len(samples) - step + 1, step):
            piece = np.ascontiguousarray(samples[None, start : start + step])
            frame = av.AudioFrame.from_ndarray(
                piece, format="s16" + ("p" if "p" in sample_format else ""), layout="mono"
            )
            frame.sample_rate, frame.pts = rate, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return out.getvalue()


def amr(*tones: tuple[int, float]) -> bytes:
    """Tones (hertz, seconds; 0 hertz is silence) as a phone's recording: AMR narrow band, 12.2 kbit/s."""
    return _encode(
        _samples(tones, 8000), form="amr", codec="libopencore_amrnb", rate=8000, bit_rate=12_200, sample_format="s16"
    )


def mp3(*tones: tuple[int, float]) -> bytes:
    """The same as MP3."""
    return _encode(
        _samples(tones, 16_000), form="mp3", codec="libmp3lame", rate=16_000, bit_rate=32_000, sample_format="s16p"
    )


def said(*frequencies: int, seconds: float = 0.6) -> tuple[tuple[int, float], ...]:
    """Tones with pauses around them."""
    return ((0, 0.4), *(part for one in frequencies for part in ((one, seconds), (0, 0.4))))
