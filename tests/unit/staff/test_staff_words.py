"""Masking, scope, roles, codes: pure rules of the staff side."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from casework.domain.handoff_words import REASON_WORDS, reason_words
from casework.domain.masking import mask_text
from casework.domain.scope import covers, region_prefix
from casework.domain.staff_roles import MATRIX, PERMISSIONS, may
from casework.services import staff_accounts as accounts
from casework.storage.models import Staff

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(("text", "shown"), [
    ("打13912345678找我", "打139****5678找我"),
    ("139 1234 5678", "139****5678"),
    ("１３９１２３４５６７８", "139****5678"),
    ("身份证522702199001011234", "身份证5227********1234"),
    ("52270219900101123x", "5227********123X"),
    ("卡号6222021234567890123", "卡号6222********0123"),
    ("座机0854-2222333", "座机085****2333"),
    ("一共12800块，2024年11月21日", "一共12800块，2024年11月21日"),
    ("打12345或120", "打12345或120"),
])  # fmt: skip
def test_masking(text: str, shown: str) -> None:
    assert mask_text(text) == shown


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.text(alphabet="你好，。 找我", max_size=8))
def test_no_mobile_number_comes_through(number: str, around: str) -> None:
    assert number not in mask_text(around + number + around)


@given(st.text(max_size=60))
def test_masking_twice_is_masking_once(text: str) -> None:
    assert mask_text(mask_text(text)) == mask_text(text)


@pytest.mark.parametrize(("code", "prefix"), [
    ("513200", "5132"), ("513230", "513230"), ("520000", "52"), ("522702", "522702"), ("000000", ""),
    ("522702001", "522702001"), ("522702000", "522702"), ("500000", "50"),
])  # fmt: skip
def test_the_digits_a_region_covers(code: str, prefix: str) -> None:
    assert region_prefix(code) == prefix


def test_a_county_whose_code_ends_in_zero_does_not_cover_its_neighbours() -> None:
    assert covers("513230", "513230") and not covers("513230", "513231")
    assert covers("513200", "513231") and not covers("513231", "513200")
    assert not covers("513200", None)


def test_roles_hold_nothing_that_is_not_written() -> None:
    assert not may("clerk", "delete_everything") and not may("nobody", "claim") and not may("", "read_queue")
    assert not may("auditor", "reply") and not may("assistant", "reveal") and not MATRIX["policy_admin"]
    assert "claim" in PERMISSIONS


def test_every_crisis_has_its_words_in_the_queue() -> None:
    domain = yaml.safe_load((ROOT / "bot" / "domain" / "crisis.yml").read_text(encoding="utf-8"))
    names = [next(iter(one)) if isinstance(one, dict) else one for one in domain["intents"]]
    crises = [name for name in names if name.startswith("crisis_")]
    assert len(crises) >= 4
    assert set(crises) <= set(REASON_WORDS)
    assert reason_words("crisis_new_kind") == "危急情况" and reason_words("anything") == "需要人工"


def _staff(secret: str, last: int = 0) -> Staff:
    return Staff(name="x", totp_secret=secret, totp_last_step=last)


def test_a_code_of_the_step_before_or_after_is_right_once() -> None:
    secret, now = pyotp.random_base32(), datetime(2024, 5, 1, 8, tzinfo=UTC)
    code = pyotp.TOTP(secret)
    for shift in (-30, 0, 30):
        staff = _staff(secret)
        given_code = code.at(now + timedelta(seconds=shift))
        assert accounts.use_code(staff, given_code, now)
        assert not accounts.use_code(staff, given_code, now)
    for shift in (-90, 90):
        assert not accounts.use_code(_staff(secret), code.at(now + timedelta(seconds=shift)), now)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "12 456"])
def test_what_is_no_code_is_refused(code: str) -> None:
    assert not accounts.use_code(_staff(pyotp.random_base32()), code, datetime.now(UTC))


def test_one_time_passwords_are_long_different_and_readable() -> None:
    made = {accounts.new_password() for _ in range(200)}
    assert len(made) == 200
    assert all(len(one) == 19 and not set(one) & set("0O1lIi") for one in made)


def test_passwords_are_hashed_with_argon2id_at_its_full_cost() -> None:
    hashed = accounts._hasher.hash("a password")
    assert hashed.startswith("$argon2id$") and "m=65536,t=3," in hashed
