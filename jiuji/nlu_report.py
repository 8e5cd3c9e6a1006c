"""`jiuji nlu report`: what the trained model makes of a set apart, as a page or as JSON."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from jiuji.manifest import BadModel, read_manifest
from jiuji.nlu_figures import measure
from jiuji.nlu_set import read_apart
from jiuji.nlu_tables import render
from jiuji.parse_command import Understanding
from jiuji.settings import REPOSITORY

APART: Final = REPOSITORY / "tests" / "unit" / "understanding" / "apart"
_MEGABYTE: Final = 1024 * 1024


def model_facts(model_dir: Path) -> dict[str, Any]:
    """File, size in megabytes, seconds of training and when, from the manifest."""
    manifest = read_manifest(model_dir)
    size = (model_dir / manifest.model_file).stat().st_size / _MEGABYTE
    return {
        "file": manifest.model_file, "megabytes": round(size, 1), "training_seconds": manifest.seconds,
        "trained_at": manifest.trained_at,
    }  # fmt: skip


def report(model_dir: Path, folder: Path | None, *, as_json: bool) -> int:
    """Print the figures; 0, or 1 when there is no model to measure."""
    apart = read_apart(folder or APART)
    try:
        understanding, model = Understanding(model_dir), model_facts(model_dir)
    except BadModel as error:
        print(f"没有能用的模型：{error.reason}。先运行 make train。")
        return 1
    figures = measure(understanding, apart)
    if as_json:
        print(json.dumps({"model": model, **_rounded(asdict(figures))}, ensure_ascii=False, indent=2))
        return 0
    print(
        f"模型 {model['file']}，{model['megabytes']} MB，训练 {model['training_seconds']:.0f} 秒，{model['trained_at']}"
    )
    print(render(figures))
    return 0


def _rounded(value: Any) -> Any:
    """Figures with four places: more would only look exact."""
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(one) for one in value]
    return round(value, 4) if isinstance(value, float) else value
