"""The laws of what the bot may say: lengths, forbidden words, no figures of the law, every text used and known."""

import re
from pathlib import Path

import pytest
import yaml

from actions import texts

ROOT = Path(__file__).resolve().parents[3]
SENTENCE, BUBBLE = 60, 120
EXEMPT = {"utter_privacy_notice"}
# the longest value a placeholder may bring in, by name
FILLED = {
    "lines": "报警110、短信报警12110、妇女维权热线12338",
    "number": "福-XXXXX-XXXXX",
    "office": "阿坝藏族羌族自治州马尔康市民政局",
    "region": "阿坝藏族羌族自治州马尔康市",
    "facts": "前天（11月21日），福泉市金山街道（市医院），急需看病",
    "due": "11月24日（周二）",
    "opens": "11月24日（周二）9点",
    "clock": "小额急难救助",
    "hotline": "政务服务热线12345",
}
FORBIDDEN = re.compile(
    r"不符合|不合格|被拒|驳回|不能申请|不予受理|没资格|没有资格|无资格|一定能|肯定能|保证(?:给|批|发)|马上(?:给|发)钱"
    r"|骗保|造假|诈骗犯|先回(?:老家|户口|户籍)|请提供身份证|必须(?:提供|带|上传)|您的银行卡密码|发(?:我|来)验证码"
    r"|处罚|罚款|您符合|符合条件"
)
FIGURE = re.compile(r"[\d一二三四五六七八九十百千万]+\s*(?:元|块|天|日内|个?工作日|%|％|小时|个月|倍|周年)")
PHONE = re.compile(r"(?<!\d)(?:1[12]\d|12\d{3}|\d{7,})(?!\d)")
ASKS_FOR_HUKOU = re.compile(r"户口|户籍")


def all_texts() -> list[tuple[str, str]]:
    found = []
    for name, variants in texts.responses().items():
        for variant in variants:
            found.append((name, variant["text"]))
            found += [(name, button["title"]) for button in variant.get("buttons") or []]
    return found


def filled(text: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: FILLED.get(match[1], "某某某某"), text)


TEXTS = all_texts()


def test_there_is_something_to_check():
    assert len(TEXTS) > 200


@pytest.mark.parametrize(("name", "text"), TEXTS)
def test_lengths(name: str, text: str):
    if name in EXEMPT:
        return
    assert len(text) <= BUBBLE and len(filled(text)) <= BUBBLE, "a bubble is too long"
    for sentence in re.split(r"[。？！；\n]", text):
        assert len(sentence) <= SENTENCE, sentence


@pytest.mark.parametrize(("name", "text"), TEXTS)
def test_nothing_forbidden_is_said(name: str, text: str):
    assert not FORBIDDEN.search(text), FORBIDDEN.search(text)


@pytest.mark.parametrize(("name", "text"), TEXTS)
def test_no_figure_of_the_law_and_no_number_to_call(name: str, text: str):
    assert not FIGURE.search(text) and not PHONE.search(text)


def test_accepted_is_said_only_of_an_accepted_case():
    said = {name for name, text in TEXTS if "受理" in text}
    assert said <= {"utter_filed", "utter_state_submitted", "utter_state_accepted"}


def test_hukou_is_asked_only_after_filing_or_where_the_law_files_by_it():
    questions = {name for name, text in TEXTS if ASKS_FOR_HUKOU.search(text) and "？" in text}
    # 低保 is applied for where the household is registered; urgent aid never asks before it is filed
    household = {"utter_ask_hukou_region_household", "utter_again_hukou_region_household"}
    assert questions <= {"utter_ask_hukou_region", "utter_again_hukou_region", *household}


def test_one_question_a_message():
    for name, text in TEXTS:
        if name.startswith("utter_ask_") and name not in EXEMPT:
            assert text.count("？") <= 2, name


def test_every_text_is_used_and_every_used_text_is_written():
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "actions").rglob("*.py"))
    written = set(texts.responses())
    named = set(re.findall(r'"(utter_\w+)"', source))
    assert {name for name in named if not name.endswith("_")} <= written
    built = ("utter_ask_", "utter_again_", "utter_rephrase_", "utter_choose_", "utter_why_", "utter_comfort_",
             "utter_state_", "utter_crisis_", "utter_attachment_", "utter_messages_", "utter_assessed_",
             "utter_changed_to_", "utter_sensitive_", "utter_verification_")  # fmt: skip
    unused = {name for name in written - named if not name.startswith(built)}
    by_intent = ("thank", "out_of_scope", "payment_problem", "report_change", "object_decision")
    assert unused <= {f"utter_{name}" for name in by_intent}


def test_every_question_can_be_asked_explained_and_repeated():
    asked = {name.removeprefix("utter_ask_") for name in texts.responses() if name.startswith("utter_ask_")}
    variants = {"which_to_change", "new_value", "safety_now_for_somebody", "incident_region_here",
                "incident_region_county", "incident_cause_told", "incident_region_for_place", "incident_region_expense"}  # fmt: skip
    for key in asked - variants:
        for kind in ("why", "again", "rephrase", "choose"):
            assert texts.has(f"utter_{kind}_{key}"), f"utter_{kind}_{key}"


def test_recovery_never_says_the_same_sentence_twice():
    written = texts.responses()
    keys = {name.removeprefix("utter_rephrase_") for name in written if name.startswith("utter_rephrase_")}
    for key in keys:
        said = [written[f"utter_{kind}_{key}"][0]["text"] for kind in ("rephrase", "choose")]
        assert len({*said, texts.words("utter_recover_3")}) == 3, key


def test_responses_live_in_one_topic_only():
    seen: dict[str, str] = {}
    for path in (ROOT / "bot" / "domain").glob("*.yml"):
        for name in yaml.safe_load(path.read_text(encoding="utf-8")).get("responses") or {}:
            assert name not in seen, f"{name} in {path.name} and {seen[name]}"
            seen[name] = path.name


def test_every_offer_can_be_repeated():
    from actions.offers import _SETTLE

    assert all(texts.has(f"utter_again_{offer}") for offer in _SETTLE)
