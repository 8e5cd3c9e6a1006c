"""Which model lies in a folder is told by its files; what is wrong with them is said by name."""

from pathlib import Path
from typing import Any

import onnx
import pytest
from onnx import TensorProto, helper

from jiuji.voice_model import BadModel, find_model, onnx_metadata


def make(path: Path, padding: int = 0, **metadata: str) -> Path:
    """A small ONNX file that carries these words."""
    path.parent.mkdir(parents=True, exist_ok=True)
    value = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N"])
    out = helper.make_tensor_value_info("y", TensorProto.FLOAT, ["N"])
    node = helper.make_node("Identity", ["x"], ["y"], doc_string="-" * padding)
    model = helper.make_model(helper.make_graph([node], "g", [value], [out]))
    for key, word in metadata.items():
        entry = model.metadata_props.add()
        entry.key, entry.value = key, word
    onnx.save(model, str(path))
    return path


def tokens(folder: Path, name: str = "tokens.txt") -> None:
    (folder / name).write_text("<blk> 0\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("model_type", "kind"),
    [
        ("paraformer", "paraformer"), ("sense_voice_ctc", "sense_voice"), ("zipformer2_ctc", "zipformer_ctc"),
        ("wenet_ctc", "wenet_ctc"), ("telespeech_ctc", "telespeech_ctc"), ("EncDecCTCModelBPE", "nemo_ctc"),
        ("EncDecHybridRNNTCTCBPEModel", "nemo_ctc"), ("tdnn", "tdnn_ctc"),
    ],
)  # fmt: skip
def test_one_file_says_what_it_is(tmp_path: Path, model_type: str, kind: str) -> None:
    make(tmp_path / "model.onnx", model_type=model_type, vocab_size="3")
    tokens(tmp_path)
    found = find_model(tmp_path)
    assert found.kind == kind
    named = "paraformer" if kind == "paraformer" else "model"
    assert found.arguments[named] == str(tmp_path / "model.onnx")
    assert found.arguments["tokens"] == str(tmp_path / "tokens.txt")


def test_where_nothing_is_written_inside_the_name_tells(tmp_path: Path) -> None:
    folder = tmp_path / "sherpa-onnx-dolphin-base-ctc"
    make(folder / "model.int8.onnx")
    tokens(folder)
    assert find_model(folder).kind == "dolphin_ctc"


def test_the_quantised_file_is_taken(tmp_path: Path) -> None:
    make(tmp_path / "model.onnx", model_type="paraformer")
    make(tmp_path / "model.int8.onnx", padding=5000, model_type="paraformer")
    tokens(tmp_path)
    assert find_model(tmp_path).arguments["paraformer"].endswith("model.int8.onnx")


@pytest.mark.parametrize(
    ("names", "metadata", "kind", "more"),
    [
        (("tiny-encoder", "tiny-decoder"), {"model_type": "whisper-tiny"}, "whisper", {"language": "zh"}),
        (("encoder.int8", "decoder.int8"), {"model_type": "fire-red-asr"}, "fire_red_asr", {}),
        (("encoder-epoch-12-avg-4", "decoder-epoch-12-avg-4", "joiner-epoch-12-avg-4"), {"model_type": "zipformer2"},
         "transducer", {}),
        (("encoder", "decoder", "joiner"), {"model_type": "EncDecRNNTBPEModel"}, "transducer",
         {"model_type": "nemo_transducer"}),
    ],
)  # fmt: skip
def test_several_files(
    tmp_path: Path, names: tuple[str, ...], metadata: dict[str, str], kind: str, more: dict[str, Any]
) -> None:
    for name in names:
        make(tmp_path / f"{name}.onnx", **metadata)
    tokens(tmp_path, "tiny-tokens.txt" if kind == "whisper" else "tokens.txt")
    found = find_model(tmp_path)
    assert found.kind == kind
    assert found.arguments.items() >= more.items()
    for part, name in zip(("encoder", "decoder", "joiner"), names, strict=False):
        assert found.arguments[part] == str(tmp_path / f"{name}.onnx")


def test_a_model_yml_decides_and_passes_on_what_it_says(tmp_path: Path) -> None:
    make(tmp_path / "a.onnx")
    tokens(tmp_path, "t.txt")
    (tmp_path / "model.yml").write_text("kind: sense_voice\nmodel: a.onnx\ntokens: t.txt\nlanguage: zh\n", "utf-8")
    found = find_model(tmp_path)
    assert (found.kind, found.arguments["language"], found.arguments["use_itn"]) == ("sense_voice", "zh", True)


def refused(folder: Path) -> str:
    with pytest.raises(BadModel) as error:
        find_model(folder)
    return str(error.value)


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    assert "not a folder" in refused(tmp_path / "nowhere")
    assert "no .onnx file" in refused(tmp_path)
    make(tmp_path / "model.onnx", model_type="paraformer")
    assert "tokens.txt is missing" in refused(tmp_path)
    (tmp_path / "tokens.txt").touch()
    assert "tokens.txt is empty" in refused(tmp_path)
    make(tmp_path / "encoder.onnx", model_type="zipformer2")
    make(tmp_path / "joiner.onnx")
    tokens(tmp_path)
    assert "no decoder file" in refused(tmp_path)


def test_what_is_no_model_is_named(tmp_path: Path) -> None:
    tokens(tmp_path)
    model = tmp_path / "model.onnx"
    model.write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0123456789abcdef\nsize 1048576\n", "utf-8")
    assert "model.onnx is a pointer" in refused(tmp_path)
    whole = make(model, padding=4000, model_type="paraformer").read_bytes()
    for length in (70, len(whole) // 2, len(whole) - 1):
        model.write_bytes(whole[:length])
        assert "model.onnx is cut off" in refused(tmp_path)
    model.write_bytes(b"<!doctype html>" * 20)
    assert "cut off or no ONNX" in refused(tmp_path)
    make(model, model_type="something_new")
    assert "'something_new'" in refused(tmp_path)
    assert "model.yml" in refused(tmp_path)
    make(tmp_path / "encoder.onnx", decode_chunk_len="32")
    assert "streaming" in refused(tmp_path)


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ("kind: parafromer\n", "kind must be one of"), ("[]", "kind must be one of"),
        ("kind: whisper\nencoder: e.onnx\n", "decoder is missing"), ("kind: [", "cannot be read"),
        ("kind: paraformer\nparaformer: p.onnx\ntokens: t.txt\n", "p.onnx is missing"),
    ],
)  # fmt: skip
def test_a_wrong_model_yml_is_explained(tmp_path: Path, told: str, says: str) -> None:
    (tmp_path / "model.yml").write_text(told, "utf-8")
    assert says in refused(tmp_path)


def test_a_large_graph_is_passed_over(tmp_path: Path) -> None:
    path = make(tmp_path / "model.onnx", padding=3_000_000, model_type="paraformer", 中文="词")
    assert onnx_metadata(path) == {"model_type": "paraformer", "中文": "词"}
