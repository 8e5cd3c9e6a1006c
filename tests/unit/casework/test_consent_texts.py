"""The texts people agree to: short, versioned, and never changed under a version."""

import hashlib

import pytest

from casework.domain.consent_texts import consent_text, consent_texts, text_hash
from contracts.errors import NotFound
from contracts.keys import SENSITIVE

# a text that changes gets a new version: the hash under an old one is what somebody agreed to
KEPT = {
    "privacy-2026-11c": "c9bb8f9c0d015285f3b86f4f36130cfd50f90cd9c63653cc8468879720ba33e3",
    "sensitive_health-2026-11a": "8cd089b2945a3057a49c59c2fb6382760773412ec5e67101126714f0196e55c7",
    "sensitive_finance-2026-11a": "fa81e8463f65a53c498659b294def77c411410e416df7894f95e70ef4ccac608",
    "sensitive_id-2026-11a": "3acccb9296ee5391d9afe1dac935fa975bb81af7ac6cbfcf6990ee1c89856b2f",
    "sensitive_minor-2026-11a": "486e3a5f7be5525123bb8be4c867620749c0339acda4a3d63fa1b8a900d8cf43",
    "verification-2026-11b": "e3d2db6bde0725f63c334d86daa8420fb2f27525bd04f420a30637a2824f8a6d",
    "honesty-2026-11a": "abd9e71c1d4313d82f301f547e9111bc5bdc48402a0bc6372239433013f1e3f5",
    "proxy-2026-11a": "615a6d5691fca5a9e3423778fb2a62b5c5a46c74da7f20ec384c1a6a9302e325",
}


def test_a_version_names_one_text_for_ever():
    for text in consent_texts().values():
        assert KEPT[text.version] == text_hash(text.text), f"{text.id} changed: add a version"
        assert consent_text(text.id, text.version) == text


def test_every_kind_of_sensitive_data_has_a_text_of_its_own():
    assert set(consent_texts()) == {*SENSITIVE, "privacy", "verification", "honesty", "proxy"}
    assert len({text.text for text in consent_texts().values()}) == len(consent_texts())


@pytest.mark.parametrize("kind", sorted(consent_texts()))
def test_each_line_is_read_in_one_breath(kind: str):
    sentences = consent_text(kind).text.replace("\n", "。").split("。")
    assert max(map(len, sentences)) <= 60


def test_a_notice_says_that_answering_agrees_and_that_not_telling_costs_nothing():
    for kind in SENSITIVE:
        words = consent_text(kind).text
        assert "同意" in words and "一样能报" in words and "就回“" in words


def test_who_agrees_to_checks_reads_their_scope_and_how_to_take_it_back():
    words = consent_text("verification").text
    for part in ("社保", "房产", "车辆", "银行", "微信支付宝", "子女要他们自己同意", "撤回"):
        assert part in words


def test_an_unknown_text_or_version_is_none_of_ours():
    for name, version in (("nonsense", None), ("privacy", "privacy-1999")):
        with pytest.raises(NotFound):
            consent_text(name, version)


def test_what_is_hashed_is_what_was_shown():
    shown = consent_text("proxy").filled(whom="我妈")
    assert "我妈" in shown
    assert text_hash(shown) == hashlib.sha256(shown.encode()).hexdigest() != text_hash(consent_text("proxy").text)
    with pytest.raises(KeyError):
        consent_text("privacy").filled()
