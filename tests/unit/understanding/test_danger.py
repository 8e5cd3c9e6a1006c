"""The scorer of danger: heard in a clause of a story, kept as numbers, and beside the lexicon one ear."""

import tarfile
from pathlib import Path

import pytest

from bot.components.homophones import Homophones
from bot.components.intent_weights import Material, train_danger
from contracts.crisis import CrisisEar, CrisisLexicon
from contracts.danger import FILE, DangerWeights, clauses
from contracts.wording import sound
from jiuji.crisis_ear import LEXICON, FreshEar, read_danger
from jiuji.manifest import BadModel, Manifest, file_hash, write_manifest

SAID = {
    "crisis_physical_danger": ["我妈昏倒了叫不醒", "血止不住快来人", "房子着火了人在里面", "娃儿抽筋翻白眼", "胸口痛得喘不过气"],
    "crisis_self_harm": ["我不想活了", "农药我都买好了", "活着没意思想走了", "我写好遗书了", "站在桥上想跳下去"],
    "crisis_violence": ["他又在打我", "老公拿刀追我", "我躲在厕所他在砸门", "他掐我脖子", "他要弄死我"],
    "crisis_child_alone": ["我十岁爸妈都不在没饭吃", "娃儿一个人锁在屋里", "弟弟和我两天没吃饭了家里没大人",
                           "奶奶死了就剩我一个娃娃", "妈妈走了我一个人怕"],
    "out_of_scope": ["今天天气好热", "电影里的人跳楼了", "累死了上班", "笑死我了这个节目", "打牌打到半夜", "打工好累"],
    "apply_minimum_living": ["想办低保要啥材料", "我要申请低保", "低保咋个办", "帮我办低保", "屋头困难想吃低保", "低保申请"],
    "report_hardship": ["去年房子烧了欠了债", "我妈住院花了好多钱", "老板不给工资", "前年遭车撞了腿残了", "没钱看病", "欠了八万块"],
}  # fmt: skip
LONG = "我欠了八万块，想办低保要啥材料，老板不给工资，屋头困难，去年房子烧了欠了债，"


@pytest.fixture(scope="module")
def danger() -> DangerWeights:
    texts = [text for said in SAID.values() for text in said]
    labels = [intent for intent, said in SAID.items() for _ in said]
    return train_danger(Material.of(texts, labels), alarm_from=0.3)


def test_danger_scores_above_everything_else(danger: DangerWeights):
    scores = {intent: [danger.hear(text).score for text in said] for intent, said in SAID.items()}
    worst = max(score for intent, said in scores.items() if not intent.startswith("crisis_") for score in said)
    assert all(score > worst for intent, said in scores.items() if intent.startswith("crisis_") for score in said)


@pytest.mark.parametrize("intent", [intent for intent in SAID if intent.startswith("crisis_")])
def test_the_kind_is_told(danger: DangerWeights, intent: str):
    assert {danger.hear(text).kind for text in SAID[intent]} == {intent}


def test_one_clause_within_a_story_is_what_sounds_worst(danger: DangerWeights):
    heard = danger.hear(LONG + "他又在打我，低保咋个办")
    assert "他又在打我" in heard.matched and heard.score > danger.hear(LONG + "低保咋个办").score


def test_a_text_of_many_pieces_is_heard_to_its_end(danger: DangerWeights):
    assert danger.hear("低保咋个办，" * 3000 + "我不想活了").kind == "crisis_self_harm"
    assert danger.hear("  \n") is None


def test_numbers_survive_the_disk(danger: DangerWeights, tmp_path: Path):
    danger.save(tmp_path)
    again = DangerWeights.load(tmp_path / FILE)
    assert again.alarm_from == danger.alarm_from
    for said in SAID.values():
        for text in said:
            assert again.hear(text).score == pytest.approx(danger.hear(text).score, abs=1e-5)


def test_clauses_neighbours_and_windows():
    assert list(clauses("吃了没，没有！好")) == ["吃了没", "没有", "吃了没，没有"]
    assert max(map(len, list(clauses("啊" * 60))[1:])) == 18


def test_misspelt_copies_sound_alike_and_differ():
    homophones = Homophones(["在再载"] * 3 + ["他她它"] * 3)
    copies = {homophones.misspelt("他在再他在她", copy) for copy in range(20)}
    assert len(copies) > 5
    assert {tuple(sound(char) for char in copy) for copy in copies} == {tuple(sound(char) for char in "他在再他在她")}
    assert homophones.misspelt("他在再", 3) == homophones.misspelt("他在再", 3)
    assert homophones.misspelt("123 abc", 0) == "123 abc"


UNKNOWN = [
    text for intent, said in SAID.items() if intent.startswith("crisis_") for text in said
    if not CrisisLexicon.load(LEXICON).screen(text)
]  # fmt: skip


def test_the_ear_hears_what_the_lexicon_does_not_know_and_says_who_heard(danger: DangerWeights):
    both = CrisisEar(CrisisLexicon.load(LEXICON), danger)
    assert both.screen("我不想活了")[0].by == "lexicon"
    assert UNKNOWN
    for text in UNKNOWN:
        assert both.screen(text)[0].by == "scorer" and text in SAID[both.screen(text)[0].intent]
    assert both.screen("想办低保要啥材料") == []


def test_the_scorer_overrules_a_cue_only_where_it_is_sure(danger: DangerWeights):
    class Sure:
        alarm_from = 9.0

        def __init__(self, score: float) -> None:
            self.score = score

        def hear(self, text: str):
            return type("Heard", (), {"score": self.score, "kind": "crisis_violence", "matched": text})()

    lexicon = CrisisLexicon.load(LEXICON)
    assert CrisisEar(lexicon, Sure(-3.0)).screen("我不想活了") == []
    assert CrisisEar(lexicon, Sure(-0.5)).screen("我不想活了")[0].intent == "crisis_self_harm"


def _model(folder: Path, danger: DangerWeights | None) -> None:
    inner = folder / "inner"
    inner.mkdir(parents=True, exist_ok=True)
    (inner / "other.txt").write_text("x")
    if danger:
        danger.save(inner)
    with tarfile.open(folder / "m.tar.gz", "w:gz") as archive:
        archive.add(inner, "components/train")
    manifest = Manifest("m.tar.gz", file_hash(folder / "m.tar.gz"), "id", "on", "at", 1.0, "3.6")
    write_manifest(folder, manifest)


def test_a_process_takes_the_scorer_out_of_the_model_in_force(danger: DangerWeights, tmp_path: Path):
    ear = FreshEar(tmp_path)
    with pytest.raises(BadModel):
        ear.refresh()
    assert ear.screen("我不想活了")[0].by == "lexicon"
    _model(tmp_path, danger)
    ear.refresh()
    assert ear.screen(UNKNOWN[0])[0].by == "scorer"


def test_a_model_without_a_scorer_is_named_and_the_lexicon_goes_on(tmp_path: Path):
    _model(tmp_path, None)
    with pytest.raises(BadModel, match=r"danger\.npz"):
        read_danger(tmp_path / "m.tar.gz")
