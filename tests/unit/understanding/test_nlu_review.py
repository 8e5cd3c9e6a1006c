"""From what was not understood to training data: collected masked, reviewed by people, checked, taken or not at all."""

import asyncio
import stat
from pathlib import Path
from typing import Any

import pytest
import yaml

from casework.services.not_understood import note_not_understood, unreviewed
from casework.storage.migrate import upgrade
from contracts.casework import IntentGuess, NotUnderstoodIn
from jiuji import nlu_commands
from jiuji.compose import open_casework
from jiuji.nlu_data import KeptApart, add_reviewed, plain, read_examples
from jiuji.nlu_file import read_reviewed
from jiuji.settings import Settings
from tests.casework_steps import consenting, turn

EXAMPLES = 'version: "3.1"\nnlu:\n  - intent: ask_amount\n    examples: |\n      - 能领好多钱\n  - intent: greet\n    examples: |\n      - 你好\n'
DOMAIN = "intents:\n- ask_amount:\n    use_entities: []\n- greet:\n    use_entities: []\n- send_attachment\n"
SECRET_SENTENCE = "那个表上头要写几个人的名字嘛我不晓得咋个填"
APART = f"intent: ask_procedure\nutterances:\n- {{text: {SECRET_SENTENCE}, register: dialect}}\n"


class Desk:
    """A place with a database, training data, a domain and a set apart of its own."""

    def __init__(self, root: Path) -> None:
        self.root, self.data, self.domain, self.apart = root, root / "data", root / "domain", root / "tests" / "apart"
        for path, content in ((self.data / "a.yml", EXAMPLES), (self.domain / "d.yml", DOMAIN),
                              (self.apart / "intents" / "x.yml", APART)):  # fmt: skip
            path.parent.mkdir(parents=True)
            path.write_text(content, encoding="utf-8")
        self.settings = Settings(data_dir=root / "var", secret_key="a-key-for-tests-only-0001")
        self.settings.data_dir.mkdir()
        upgrade(self.settings.database)
        self.out = root / "review.yml"

    def missed(self, *texts: str) -> None:
        async def note() -> None:
            async with open_casework(self.settings) as cw:
                for text in texts:
                    guesses = [
                        IntentGuess(intent="greet", confidence=0.41),
                        IntentGuess(intent="ask_amount", confidence=0.2),
                    ]
                    body = NotUnderstoodIn(
                        turn_id=turn(), text=text, why="recovery", ranking=guesses, question="safety_now"
                    )
                    await note_not_understood(cw, await consenting(cw), body)

        asyncio.run(note())

    def collect(self) -> int:
        return nlu_commands.collect(self.settings, self.out, self.data, self.domain)

    def fill(self, *intents: str) -> None:
        """The intents into the blanks, from the top."""
        parts = self.out.read_text(encoding="utf-8").split("\n  intent:\n")
        assert len(parts) == len(intents) + 1
        filled = [f"{part}\n  intent: {intent}\n" for part, intent in zip(parts, intents, strict=False)]
        self.out.write_text("".join(filled) + parts[-1], encoding="utf-8")

    def review(self, content: str | None = None, **how: Any) -> int:
        if content is not None:
            self.out.write_text(content, encoding="utf-8")
        return nlu_commands.review(self.settings, self.out, data=self.data, domain=self.domain, apart=self.apart, **how)

    def waiting(self) -> list[str]:
        async def read() -> list[str]:
            async with open_casework(self.settings) as cw:
                return [heard.text for heard in await unreviewed(cw)]

        return asyncio.run(read())

    def reviewed(self) -> dict[str, list[str]]:
        path = self.data / "reviewed.yml"
        return read_examples(path) if path.exists() else {}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_collected_words_are_masked_most_frequent_first_with_guesses_and_a_blank(desk: Desk) -> None:
    desk.missed("我叫王秀英啥子喃", "喊你搞快点嘛", "喊你搞快点嘛", "能领好多钱？")
    assert desk.collect() == 0
    first, second = yaml.safe_load(desk.out.read_text(encoding="utf-8"))
    assert (first["text"], first["intent"], first["seen"], len(first["rows"])) == ("喊你搞快点嘛", None, 2, 2)
    assert (first["guesses"], first["question"]) == ("greet 0.41, ask_amount 0.20", "safety_now")
    assert second["text"].startswith("我叫某某"), "what stands in the training data already is left out"
    assert stat.S_IMODE(desk.out.stat().st_mode) == 0o600
    head = desk.out.read_text(encoding="utf-8").partition("\n- text")[0]
    assert "ask_amount greet" in head and "send_attachment" not in head


def test_a_file_that_is_there_is_never_written_over(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.missed("喊你搞快点嘛")
    desk.out.write_text("mine", encoding="utf-8")
    assert desk.collect() == 1 and desk.out.read_text(encoding="utf-8") == "mine"
    assert str(desk.out) in capsys.readouterr().err


def test_the_whole_way_from_missed_to_learnt(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.missed("喊你搞快点嘛", "喊你搞快点嘛", "喊你搞快点嘛", "咋个拿到起钱", "咋个拿到起钱", "乱按的")
    desk.collect()
    desk.fill("greet", "ask_amount", "skip")
    assert desk.review() == 0
    assert desk.reviewed() == {"ask_amount": ["咋个拿到起钱"], "greet": ["喊你搞快点嘛"]}
    assert desk.waiting() == []
    said = capsys.readouterr().out
    assert "取了 2 句" in said and "标了 skip" in said and "库里 6 条" in said and "make train" in said
    intents = [block["intent"] for block in yaml.safe_load((desk.data / "reviewed.yml").read_text("utf-8"))["nlu"]]
    assert intents == sorted(intents)


def test_doing_it_twice_takes_nothing_twice(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.missed("喊你搞快点嘛")
    desk.collect()
    desk.fill("greet")
    assert desk.review() == desk.review() == 0
    assert desk.reviewed() == {"greet": ["喊你搞快点嘛"]}
    assert "reviewed.yml 里已经有了" in capsys.readouterr().out


def test_a_blank_comes_again(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.missed("喊你搞快点嘛")
    desk.collect()
    assert desk.review() == 0
    assert desk.waiting() == ["喊你搞快点嘛"] and "还没填的 1 句" in capsys.readouterr().out and desk.reviewed() == {}


GOOD = "- text: 喊你搞快点嘛\n  intent: greet\n"


@pytest.mark.parametrize(("entry", "line", "word"), [
    ("- text: 要好多\n  intent: ask_amout\n", 4, "ask_amount"),
    ("- text: 传照片\n  intent: send_attachment\n", 4, "send_attachment"),
    ("- text: 打13812345678嘛\n  intent: greet\n", 4, "号码"),
    ("- text: 我的是522702199001011234\n  intent: greet\n", 4, "号码"),
    ("- text: '[福泉](region)那边'\n  intent: greet\n", 4, "训练"),
    ("- text: /restart\n  intent: greet\n", 4, "训练"),
    ('- text: "两行\\n的话"\n  intent: greet\n', 4, "训练"),
    ("- text: 喊你搞快点嘛！\n  intent: ask_amount\n", 4, "第 2 行"),
    ("- intent: greet\n", 3, "text"),
    ("- text: 要得\n  intnet: greet\n", 4, "intnet"),
    ("- text: 要得\n  intent: greet\n  intent: greet\n", 5, "两次"),
    ("- 要得\n", 3, "text"),
    ("- text: [要得\n", 4, "YAML"),
])  # fmt: skip
def test_anything_wrong_is_named_by_line_and_nothing_is_written(
    desk: Desk, capsys: pytest.CaptureFixture[str], entry: str, line: int, word: str
) -> None:
    assert desk.review(GOOD + entry) == 1
    out, err = capsys.readouterr()
    assert f"{desk.out}:{line}: " in err and word in err and out == ""
    assert "13812345678" not in err and "522702199001011234" not in err
    assert desk.reviewed() == {}


def test_a_file_that_is_no_list_is_named(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.review("text: 要得\n") == 1 and f"{desk.out}:1: " in capsys.readouterr().err
    desk.out.unlink()
    assert desk.review() == 1 and str(desk.out) in capsys.readouterr().err


def test_a_wrong_entry_leaves_the_rows_of_the_right_ones_open(desk: Desk) -> None:
    desk.missed("喊你搞快点嘛", "喊你搞快点嘛", "咋个拿到起钱")
    desk.collect()
    desk.fill("greet", "nonsense")
    assert desk.review() == 1
    assert len(desk.waiting()) == 2


def test_what_cannot_be_written_marks_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.missed("喊你搞快点嘛")
    desk.collect()
    desk.fill("greet")

    def full(*_: Any) -> None:
        raise OSError("no space")

    monkeypatch.setattr(nlu_commands, "add_reviewed", full)
    with pytest.raises(OSError, match="no space"):
        desk.review()
    assert desk.waiting() == ["喊你搞快点嘛"]


def test_near_copies_of_the_set_apart_are_refused_unseen(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    near = SECRET_SENTENCE.replace("那个", "这个") + "哦"
    assert desk.review(f"- text: {near}\n  intent: greet\n- text: 那张表格难填得很\n  intent: greet\n") == 0
    said = capsys.readouterr().out
    assert f"{desk.out}:2: 和测试用的句子太像" in said and SECRET_SENTENCE not in said and near not in said
    assert desk.reviewed() == {"greet": ["那张表格难填得很"]}


def test_words_held_out_beside_the_set_count_too(desk: Desk) -> None:
    (desk.apart.parent / "heldout.yml").write_text("greet:\n- 天天都来问候你们一声哈\n", encoding="utf-8")
    assert desk.review("- text: 天天都来问候你们一声\n  intent: greet\n") == 0
    assert desk.reviewed() == {}


def test_without_a_set_it_says_that_nothing_was_compared(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.apart = desk.root / "none"
    assert desk.review(GOOD) == 0 and "没有比对" in capsys.readouterr().out


def test_what_everybody_says_is_near_nothing() -> None:
    assert not KeptApart(["要得要得", "没有钱了啊"]).has_near("没有钱了啊")
    assert KeptApart(["没有钱吃饭了啊"]).has_near("没有钱吃饭了，啊")


def test_duplicates_are_dropped_with_where_they_stand(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    entries = (
        "- text: 能领好多钱？\n  intent: greet\n- text: 来了嘛\n  intent: greet\n- text: 来了嘛。\n  intent: greet\n"
    )
    assert desk.review(entries) == 0
    said = capsys.readouterr().out
    assert ":2: a.yml 里已经有了，标的是 ask_amount" in said and ":6: 和第 4 行是同一句" in said
    assert desk.reviewed() == {"greet": ["来了嘛"]}


def test_file_only_needs_no_database(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.settings = Settings(data_dir=desk.root / "elsewhere", secret_key="a-key-for-tests-only-0001")
    assert desk.review(GOOD, file_only=True) == 0
    assert desk.reviewed() == {"greet": ["喊你搞快点嘛"]} and "标成看过了" not in capsys.readouterr().out
    assert not (desk.root / "elsewhere").exists()


def test_reviewed_examples_are_added_behind_those_that_are_there(tmp_path: Path) -> None:
    add_reviewed(tmp_path, {"greet": ["乙"]})
    path = add_reviewed(tmp_path, {"greet": ["甲"], "affirm": ["丙"]})
    assert list(read_examples(path).items()) == [("affirm", ["丙"]), ("greet", ["乙", "甲"])]
    assert [path] == list(tmp_path.iterdir())


def test_the_form_that_comes_out_is_what_rasa_reads(tmp_path: Path) -> None:
    from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader

    path = add_reviewed(tmp_path, {"greet": ["你好: 在不", "# 这个"], "affirm": ["'要得'"]})
    read = RasaYAMLReader().read(str(path))
    said = {(one.get("intent"), one.get("text")) for one in read.training_examples}
    assert said == {("greet", "你好: 在不"), ("greet", "# 这个"), ("affirm", "'要得'")}


def test_numbers_and_truth_words_stay_words() -> None:
    entries, problems = read_reviewed(
        "- text: 1000\n  intent: inform\n- text: no\n  intent: ~\n- text: yes\n  intent: ''\n"
    )
    assert [(one.text, one.intent) for one in entries] == [
        ("1000", "inform"),
        ("no", None),
        ("yes", None),
    ] and not problems


def test_signs_do_not_make_another_sentence() -> None:
    assert plain("你好，在不？") == plain("你好 在不!") != plain("你好，在")
