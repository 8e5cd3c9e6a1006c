"""Typed digits, several digits, a digit before words, and the words on a choice."""

import pytest

from actions import choices
from contracts.messages import Choice, Command

NEEDS = choices.choices_for("urgent_need")
SAFETY = choices.choices_for("safety_now")


@pytest.mark.parametrize(
    ("typed", "value"),
    [("1", "safe"), ("2", "no_food_or_shelter"), ("一", "safe"), ("选1", "safe"), ("1。", "safe"), ("第三", "unsafe"),
     ("我选2", "no_food_or_shelter"), ("3.", "unsafe"), ("安全，有吃住", "safe")],
)  # fmt: skip
def test_a_typed_digit_is_the_choice(typed: str, value: str):
    found = choices.resolve(typed, SAFETY)
    assert found and found.command.values == {"key": "safety_now", "value": value}


@pytest.mark.parametrize("typed", ["4", "9", "13800138000", "二娃", "1个人", "三个", "", "一家五口", "2个娃"])
def test_what_is_no_choice_stays_words(typed: str):
    assert choices.resolve(typed, SAFETY) is None


def test_zero_is_always_a_person():
    for offered in (SAFETY, [], NEEDS):
        found = choices.resolve("0", offered)
        assert found and found.command.intent == "request_human"


def test_several_digits_are_one_list():
    for typed in ("1 3", "1、3", "1和3", "1，3"):
        found = choices.resolve(typed, NEEDS)
        assert found and found.command.values == {"key": "urgent_need", "value": ["food", "treatment"]}


def test_several_digits_are_nothing_where_one_answer_is_wanted():
    assert choices.resolve("1 3", SAFETY) is None


def test_words_after_a_digit_are_kept():
    found = choices.resolve("1 要好久才有钱哦", SAFETY)
    assert found and found.command.values["value"] == "safe" and found.rest == "要好久才有钱哦"


def test_a_button_may_answer_another_key():
    (here,) = choices.choices_for("contact_phone")
    assert here.command == Command(intent="inform", values={"key": "contact_way", "value": "here"})


def test_unknown_and_none_are_values():
    by_title = {choice.title: choice.command for choice in choices.choices_for("vulnerable_members")}
    assert by_title["都没有"].values["value"] == []
    dates = {choice.title: choice.command for choice in choices.choices_for("incident_date")}
    assert dates["不清楚"].values["value"] is None


def test_yes_and_no_carry_their_offer():
    yes, no = choices.yes_no("withdraw", "utter_confirm_withdraw")
    assert isinstance(yes, Choice) and yes.command.intent == "affirm" and no.command.intent == "deny"
    assert yes.command.values == no.command.values == {"offer": "withdraw"}
