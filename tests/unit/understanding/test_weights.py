"""The numbers of the intent model: features by checksum, one block for both models, chances set on texts held out."""

from pathlib import Path

import numpy as np
import pytest

from bot.components.intent_weights import IntentWeights, Material
from contracts.danger import FILE, DangerWeights
from contracts.wording import Block, features, simplified

SAID = {
    "affirm": ["要得", "好的呀", "是的没错", "可以你报嘛", "对头就这样", "同意"],
    "ask_office": ["镇上在哪里办", "窗口几点开门", "民政办电话好多", "周末上班不", "办公室在几楼", "在哪条街"],
    "thank": ["谢谢你", "多谢了哈", "辛苦你们了", "感谢政府", "谢谢帮忙", "难为你了"],
}


@pytest.fixture(scope="module")
def material() -> Material:
    pairs = [(text, intent) for intent, texts in SAID.items() for text in texts]
    return Material.of([text for text, _ in pairs], [intent for _, intent in pairs])


def test_a_row_has_length_one_and_leaves_out_what_is_unknown():
    block = Block.fitted([["a", "b"], ["a", "b", "c"], ["a"]], 2)
    columns, values = block.row(["b", "b", "c", "never seen"])
    assert len(block.keys) == 2 and len(columns) == 1
    assert (values**2).sum() == pytest.approx(1)
    # what two documents of three hold tells more than what all hold
    by_column = dict(zip(*block.row(["a", "b"]), strict=True))
    assert by_column[columns[0]] > min(by_column.values())
    assert [len(part) for part in block.row(["never seen", "最大的"])] == [0, 0]


def test_both_models_look_up_one_block_and_survive_the_disk(material: Material, tmp_path: Path):
    weights = IntentWeights.train(material)
    DangerWeights(material.block, np.zeros((1, 5), np.float16), np.zeros(5, np.float32), 0.5).save(tmp_path)
    weights.save(tmp_path)
    danger = DangerWeights.load(tmp_path / FILE)
    again = IntentWeights.load(tmp_path, danger.block)
    for texts in SAID.values():
        for text in texts:
            assert again.scores(text) == pytest.approx(weights.scores(text), abs=1e-6)
            assert again.chances(again.scores(text)) == pytest.approx(weights.chances(weights.scores(text)), abs=1e-5)
    assert again.known("谢谢你") == "thank" and again.temperature == weights.temperature


def test_small_numbers_rank_as_large_ones_would(material: Material):
    weights = IntentWeights.train(material)
    for intent, texts in SAID.items():
        for text in texts:
            assert weights.intents[int(np.argmax(weights.scores(text)))] == intent
    columns, _ = material.block.row(features(simplified("谢谢你")))
    assert weights._weights[columns].dtype == np.float16


def test_held_out_texts_set_how_sure_the_chances_are(material: Material):
    weights = IntentWeights.train(material)
    assert 0.5 < weights.temperature < 60
    chances = weights.chances(weights.scores("谢谢了"))
    assert chances.sum() == pytest.approx(1) and weights.intents[int(chances.argmax())] == "thank"
