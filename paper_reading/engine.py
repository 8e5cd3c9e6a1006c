"""The reading engine: finds lines on an image and reads them, on one thread, with the models of its wheel, offline."""

from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import rapidocr
import yaml
from numpy.typing import NDArray
from onnxruntime import InferenceSession, SessionOptions
from rapidocr import RapidOCR
from rapidocr.ch_ppocr_cls import TextClassifier
from rapidocr.ch_ppocr_det import TextDetector
from rapidocr.ch_ppocr_rec import TextRecInput, TextRecognizer

from paper_reading.lines import Line, Quad

Image = NDArray[np.uint8]

_MODELS: Final = Path(rapidocr.__file__).parent / "models"
_FILES: Final = {
    "Det": "PP-OCRv6_det_small.onnx",
    "Cls": "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
    "Rec": "PP-OCRv6_rec_small.onnx",
}
_SETTINGS: Final = {
    "Global.log_level": "error",
    # one line at a time and no wider than it is: on one core half the time of padded batches
    "Rec.rec_batch_num": 1,
    "Rec.rec_img_shape": [3, 48, 64],
}
# the 5,401 characters every reader of traditional print knows
_BIG5_COMMON: Final = (0xA440, 0xC67E)
_IN_NAMES: Final = frozenset(yaml.safe_load((Path(__file__).parent / "words.yml").read_text("utf-8"))["in_names"])
_SLIMMEST: Final = 3
# a line is read at 48 pixels of height and its own width; a wider one is no line of a paper
_WIDEST_RATIO: Final = 60.0


class _Settings(dict[str, Any]):
    """Settings as the engine asks for them, by attribute and by key; they may hold a loaded model."""

    def __getattr__(self, name: str) -> Any:
        return self[name]


class _Simplified:
    """Decodes what the recogniser saw, letting it choose no traditional character: papers are printed in simplified."""

    def __init__(self, decode: Any) -> None:
        self._decode = decode
        self._traditional = np.array([is_traditional(one) for one in decode.character])

    def __call__(self, chances: Any, *settings: Any, **more: Any) -> Any:
        chances[:, :, self._traditional] = 0.0
        return self._decode(chances, *settings, **more)


class Engine:
    """Detector, direction and recogniser loaded once; some 250 MB with the memory they work in."""

    def __init__(self) -> None:
        settings = RapidOCR(params=_SETTINGS).cfg
        detecting, classing, recognising = (_with_session(settings, part) for part in _FILES)
        self._detector = TextDetector(detecting)
        # the image is sized before: nothing is to be enlarged again
        self._detector.limit_type, self._detector.limit_side_len = "max", 10_000
        self._classifier = TextClassifier(classing)
        self._recogniser = TextRecognizer(recognising)
        decode: Any = _Simplified(self._recogniser.postprocess_op)
        self._recogniser.postprocess_op = decode

    def find(self, image: Image, longest: int) -> list[Quad]:
        """The lines of an image (RGB), looked for at `longest` pixels of its longer side; corners in its pixels."""
        scale = min(1.0, longest / max(image.shape[:2]))
        small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else image
        if min(small.shape[:2]) < _SLIMMEST * 11:
            return []
        boxes = self._detector(small[:, :, ::-1]).boxes
        return [] if boxes is None else [_as_quad(box / scale) for box in boxes]

    def upside_down(self, image: Image, quads: list[Quad]) -> float:
        """Share of lines, weighted by certainty, that stand on their head."""
        crops = [crop for crop in (cut(image, quad) for quad in quads) if crop is not None]
        if not crops:
            return 0.0
        answer: Any = self._classifier([crop[:, :, ::-1] for crop in crops])
        turned = sum(float(score) for label, score in answer.cls_res if label == "180")
        return turned / sum(float(score) for _, score in answer.cls_res)

    def read(self, image: Image, quads: list[Quad], pulled: float = 1.0) -> list[Line]:
        """The text in some quadrilaterals, each `pulled` so much wider; one that holds no text is left out."""
        lines = (self._read_one(image, quad, pulled) for quad in quads)
        return [line for line in lines if line is not None]

    def _read_one(self, image: Image, quad: Quad, pulled: float) -> Line | None:
        crop = cut(image, quad)
        if crop is None:
            return None
        wider: Any = crop if pulled == 1.0 else cv2.resize(crop, None, fx=pulled, fy=1, interpolation=cv2.INTER_CUBIC)
        found: Any = self._recogniser(TextRecInput(img=[wider[:, :, ::-1]], return_word_box=True))
        text, score = found.txts[0], float(found.scores[0])
        scores = tuple(float(one) for one in found.word_results[0].confs) if text else ()
        return Line(text, score, quad, scores if len(scores) == len(text) else ()) if text.strip() else None


def is_traditional(character: str) -> bool:
    """Whether a character is of traditional print only: common in Big5, unknown to GB 2312.

    Rare characters of names (祎, 喆, 燚) are not among the common ones; the few that are (玥, 璟) are listed.
    """
    if character in _IN_NAMES:
        return False
    try:
        code = int.from_bytes(character.encode("big5"), "big")
    except UnicodeEncodeError:
        return False
    return _BIG5_COMMON[0] <= code <= _BIG5_COMMON[1] and not character.encode("gb2312", "ignore")


def _with_session(settings: Any, part: str) -> Any:
    """The settings of a part of the engine with its model loaded from the wheel: nothing is ever fetched."""
    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    # both keep memory for every width of line once seen
    options.enable_cpu_mem_arena = options.enable_mem_pattern = False
    session = InferenceSession(str(_MODELS / _FILES[part]), options)
    return _Settings({**settings[part], "session": session, "font_path": None})


def cut(image: Image, quad: Quad) -> Image | None:
    """The picture of one line, straightened; None when there is nothing in it."""
    corners = np.array(quad, dtype=np.float32)
    width = int(max(np.linalg.norm(corners[0] - corners[1]), np.linalg.norm(corners[3] - corners[2])))
    height = int(max(np.linalg.norm(corners[0] - corners[3]), np.linalg.norm(corners[1] - corners[2])))
    if min(width, height) < _SLIMMEST or width / height > _WIDEST_RATIO:
        return None
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(corners, target)
    crop: Any = cv2.warpPerspective(
        image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return crop  # type: ignore[no-any-return]


def _as_quad(box: NDArray[np.float32]) -> Quad:
    one, two, three, four = ((float(x), float(y)) for x, y in box)
    return one, two, three, four
