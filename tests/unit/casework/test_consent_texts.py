"""The texts people agree to: short, versioned, and never changed under a version."""

import hashlib

import pytest

from casework.domain.consent_texts import consent_text, consent_texts, text_hash
from contracts.errors import NotFound
from contracts.keys import SENSITIVE

# a text that changes gets a new version: the hash under an old one is what somebody agreed to
KEPT = {
    "privacy-2026-11c": "c9bb8f9c0d015285f3b86f4f36130cfd50f90cd9c63653cc8468879720ba33e3",
    "sensitive_health-2026-11a": "8c427a96595933fb9b467c1dcf8004867a204782931835283ce4a0f8ca1053e1",
    "sensitive_finance-2026-11a": "79aae3fd82cf92a25bcf27702a82ecdb8be835c85c590cf6ef193e25a2ed0a40",
    "sensitive_id-2026-11a": "c2d6428740f5aa99f611489234504d24f6a28ab5e3c0d2d27228c10137f668f7",
    "sensitive_minor-2026-11a": "48ae2c34b7bee4abf0fc9678a5481c85bb34147d0ad9859659d344d667d01e3c",
    "verification-2026-11b": "f4bab837f8103c07425d95f2712bf3a46426d1fc9397e2ffaeb43ec3f7f58b10",
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
        assert "同意" in words and "一样能报" in words and "点“" in words


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
