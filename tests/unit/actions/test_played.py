"""What was heard while many residents were played: places denied, stories restarted, answers beside the question."""

import pytest

from actions.phrases import phone_words
from tests.unit.actions.conftest import Talk

STORY = "昨天在福泉金山街道摔断了腿，没钱看病"


async def begin(talk: Talk, *answers: tuple[str, str], story: str = STORY) -> None:
    await talk.say(story, "report_hardship")
    await talk.say("同意", "affirm")
    for text, intent in answers:
        await talk.say(text, intent)


async def to_review(talk: Talk, story: str = STORY) -> None:
    await begin(talk, ("安全", "inform"), ("1", "inform"), story=story)
    assert talk.asks == "review_confirm"


async def file(talk: Talk, story: str = STORY) -> None:
    await to_review(talk, story)
    await talk.say("1", "inform")
    assert talk.card("case")


@pytest.mark.parametrize(
    "text",
    ["说错了，不是马尔康，是金川", "不在马尔康，在金川", "是金川，不是马尔康", "金川县的，不在马尔康"],
)
@pytest.mark.parametrize("intent", ["correct_answer", "inform", "deny"])
async def test_the_county_called_wrong_is_never_the_place(talk: Talk, text: str, intent: str):
    await begin(talk, ("安全", "inform"), story="昨天在马尔康出车祸了，没钱医")
    assert talk.asks == "incident_region"
    await talk.say(text, intent)
    answers = await talk.answers()
    assert answers["incident_region"] == "513226" and "incident_township" not in answers
    assert talk.asks == "incident_region"


async def test_of_a_story_the_denied_place_is_not_where_it_happened(talk: Talk):
    await begin(talk, story="昨天摔断了腿，不是在马尔康，是在理县薛城镇，没钱医")
    answers = await talk.answers()
    assert (answers["incident_region"], answers["incident_township"]) == ("513222", "513222103")


@pytest.mark.parametrize(
    ("text", "intent"),
    [("昨天的事，电话13885012345", "inform"), ("我老家是黑水的", "inform"), ("还有个娃儿", "inform")],
)
async def test_more_told_after_a_place_not_served_is_answered(talk: Talk, text: str, intent: str):
    await talk.say("在成都打工摔断了腿", "report_hardship")
    assert "没有接入" in talk.heard
    await talk.say(text, intent)
    assert talk.heard and "出了点问题" not in talk.heard and talk.asks == "incident_region"
    await talk.say("在福泉金山街道", "inform")
    assert talk.asks == "consent_privacy"


async def test_starting_over_clears_all_that_was_told(talk: Talk):
    await begin(talk, ("安全", "inform"), story="我前天失业了，在小金")
    await talk.say("重新来", "restart")
    await talk.say("从头来", "affirm")
    assert await talk.answers() == {} and talk.asks == "safety_now"
    await talk.say("昨天娃儿病了住院没钱，在小金县沃日镇", "report_hardship")
    answers = await talk.answers()
    assert answers["incident_cause"] == "acute_illness" and answers["incident_date"] == "2026-11-22"
    assert answers["incident_township"] == "513227104" and answers["incident_text"].startswith("昨天娃儿")


@pytest.mark.parametrize("text", ["哦不是，现在在安置点，安全的", "说错了，现在安全了", "不对，我们是安全的，有吃有住"])
@pytest.mark.parametrize("intent", ["inform", "correct_answer", "deny"])
async def test_unsafe_can_be_taken_back(talk: Talk, text: str, intent: str):
    await begin(talk, ("现在不安全", "inform"), story="昨天泥石流把房子冲了")
    assert (await talk.answers())["safety_now"] == "unsafe" and talk.asks == "incident_region"
    await talk.say(text, intent)
    assert (await talk.answers())["safety_now"] == "safe"


@pytest.mark.parametrize("intent", ["inform", "report_hardship"])
@pytest.mark.parametrize("text", ["没地方住", "现在没有地方住"])
async def test_a_word_at_the_review_does_not_change_what_happened(talk: Talk, text: str, intent: str):
    await to_review(talk, "昨天在福泉金山街道家里着火了，没钱")
    await talk.say(text, intent)
    answers = await talk.answers()
    assert answers["incident_cause"] == "fire" and answers["safety_now"] == "no_food_or_shelter"
    assert talk.asks == "review_confirm"


@pytest.mark.parametrize("text", ["没住处", "没吃没住", "没得地方住"])
@pytest.mark.parametrize("intent", ["inform", "dont_know", "deny", "report_hardship", "nlu_fallback"])
async def test_no_roof_is_an_answer_to_the_safety_question(talk: Talk, text: str, intent: str):
    await begin(talk, (text, intent))
    assert (await talk.answers())["safety_now"] == "no_food_or_shelter" and talk.asks == "contact_phone"


@pytest.mark.parametrize("text", ["没住处", "没吃没住", "没得地方住"])
@pytest.mark.parametrize("intent", ["inform", "dont_know", "nlu_fallback", "report_hardship"])
async def test_no_roof_beside_the_place_is_kept_and_is_no_place(talk: Talk, text: str, intent: str):
    await begin(talk, ("安全", "inform"), story="昨天在福泉摔断了腿，没钱看病")
    assert talk.asks == "incident_region"
    await talk.say(text, intent)
    answers = await talk.answers()
    assert answers["safety_now"] == "no_food_or_shelter"
    assert not {"incident_place", "incident_township"} & set(answers) and talk.asks == "incident_region"


async def test_a_phone_number_is_not_what_happened(talk: Talk):
    await begin(talk, ("安全", "inform"), ("福泉金山街道", "inform"), story="我家遭了难，帮我一下")
    assert talk.asks == "incident_cause"
    await talk.say("13808123456", "inform")
    answers = await talk.answers()
    assert "incident_cause" not in answers and answers["contact_phone"] == "13808123456"
    assert talk.asks == "incident_cause"


@pytest.mark.parametrize("text", ["我换电话了，新号15912345678", "电话号码改了，现在用15912345678"])
@pytest.mark.parametrize("intent", ["report_change", "inform", "correct_answer"])
async def test_a_new_number_after_filing_is_kept(talk: Talk, text: str, intent: str):
    await begin(talk, ("安全", "inform"), ("13712345678", "inform"), ("对", "affirm"))
    assert talk.card("case")
    await talk.say("以后再说", "deny")
    await talk.say(text, intent)
    assert (await talk.answers())["contact_phone"] == "15912345678" and "159 1234 5678" in talk.heard


@pytest.mark.parametrize("text", ["第二条是啥意思", "第2条什么意思", "第一条是说啥子"])
@pytest.mark.parametrize("intent", ["explain_question", "correct_answer", "ask_capability", "nlu_fallback"])
async def test_a_question_about_a_line_clears_nothing(talk: Talk, text: str, intent: str):
    await to_review(talk)
    before = await talk.answers()
    await talk.say(text, intent)
    assert await talk.answers() == before
    assert talk.asks == "review_confirm" and talk.card("summary") and "改“" not in talk.heard


async def test_a_line_called_wrong_is_still_asked_anew(talk: Talk):
    await to_review(talk)
    await talk.say("第2条不对", "deny")
    assert talk.asks == "incident_date"


async def test_a_second_need_after_filing_keeps_its_cause_and_day(talk: Talk):
    await file(talk)
    await talk.say("以后再说", "deny")
    await talk.say("今天屋头又遭火烧了，没地方住", "report_hardship")
    await talk.say("另一件事", "affirm")
    answers = await talk.answers()
    assert (answers["incident_cause"], answers["incident_date"]) == ("fire", "2026-11-23")


@pytest.mark.parametrize("text", ["算了就这里联系", "那就在这里联系嘛", "算了，就在这儿说", "就在這裡聯繫"])
@pytest.mark.parametrize("intent", ["pause", "inform", "dont_know", "nlu_fallback"])
async def test_here_is_the_answer_that_was_offered(talk: Talk, text: str, intent: str):
    await begin(talk, ("安全", "inform"))
    assert talk.asks == "contact_phone"
    await talk.say(text, intent)
    assert (await talk.answers())["contact_way"] == "here" and talk.asks == "review_confirm"


@pytest.mark.parametrize(
    ("text", "intent", "status"),
    [
        ("低保", "apply_minimum_living", "minimum_living"),
        ("吃低保的", "apply_minimum_living", "minimum_living"),
        ("特困", "ask_other_aid", "destitute_support"),
        ("没有", "deny", "none"),
        ("没得", "dont_know", "none"),
    ],
)
async def test_a_bare_word_answers_which_aid_there_is(talk: Talk, text: str, intent: str, status: str):
    await file(talk)
    await talk.say("1", "inform")
    for _ in range(12):
        if talk.asks == "existing_status":
            break
        await talk.say("不想说", "decline_to_answer")
    assert talk.asks == "existing_status"
    await talk.say(text, intent)
    assert (await talk.answers())["existing_status"] == status


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("08372662233", "0837-2662233"),
        ("08542262345", "0854-2262345"),
        ("02885551234", "028-85551234"),
        ("13808123456", "138 0812 3456"),
        ("2662233", "2662233"),
    ],
)
def test_a_landline_is_read_back_as_one(number: str, words: str):
    assert phone_words(number) == words


@pytest.mark.parametrize("intent", ["affirm", "inform"])
async def test_safe_after_all_counts_as_a_yes_as_well(talk: Talk, intent: str):
    await begin(talk, ("现在不安全", "inform"), story="昨天泥石流把房子冲了")
    await talk.say("哦不是，现在在安置点，安全的", intent)
    assert (await talk.answers())["safety_now"] == "safe"


async def test_a_province_worked_in_gives_way_to_the_town_named(talk: Talk):
    await talk.say("我在广东打工，我爸在福泉陆坪老家昨天突然脑梗了，我替他申请行吗", "apply_on_behalf")
    assert "广东" not in talk.heard and talk.asks == "consent_privacy"
    await talk.say("同意", "affirm")
    assert (await talk.answers())["incident_township"] == "522702103"


async def test_no_roof_tonight_is_not_what_happened(talk: Talk):
    await begin(talk, ("没地方住", "report_hardship"), story="我家遭了难，帮我一下")
    answers = await talk.answers()
    assert answers["safety_now"] == "no_food_or_shelter" and "incident_cause" not in answers


async def test_what_was_not_changed_is_not_called_changed(talk: Talk):
    await to_review(talk)
    await talk.say("等哈再说", "pause")
    await talk.say("继续", "resume")
    assert talk.card("summary") and "改好了" not in talk.heard
    await talk.say("不是昨天，是前天", "correct_answer")
    assert talk.card("summary") and "改好了" in talk.heard


async def test_after_a_place_not_served_no_name_was_misread(talk: Talk):
    await talk.say("在成都打工摔断了腿", "report_hardship")
    await talk.say("打哪个电话", "nlu_fallback")
    assert "没认出" not in talk.heard and "12345" in talk.heard


@pytest.mark.parametrize("text", ["算了不补了", "不想答了", "不填了嘛"])
async def test_no_more_questions_ends_them(talk: Talk, text: str):
    await file(talk)
    await talk.say("1", "inform")
    assert talk.asks
    await talk.say(text, "deny")
    assert talk.asks is None


async def test_the_question_beside_an_answer_is_answered(talk: Talk):
    await begin(talk)
    await talk.say("安全，外地人给一样的钱不", "ask_nonlocal")
    assert talk.asks == "contact_phone" and "外地户口" in talk.heard


async def test_a_number_left_to_be_rung_goes_to_a_person(talk: Talk):
    await talk.say("我不会打字，你们打电话给我嘛", "ask_accessibility")
    assert talk.card("handoff")
    await talk.say("13990405566", "inform")
    assert "139 9040 5566" in talk.heard


@pytest.mark.parametrize(
    ("text", "office"),
    [
        ("娃儿考起大学没得学费，你们管不管", "学校"),
        ("房子是危房，要修，国家给不给钱", "住"),
        ("请不起律师咋办", "法律援助"),
    ],
)
async def test_a_programme_is_found_by_its_matter(talk: Talk, text: str, office: str):
    await talk.say(text, "ask_other_aid")
    assert talk.card("referral") and office in talk.heard


async def test_wanting_again_after_an_urgent_case_is_no_other_programme(talk: Talk):
    await file(talk)
    await talk.say("以后再说", "deny")
    await talk.say("我又想办了", "apply_minimum_living")
    assert "低保" not in talk.heard
    await talk.say("我想办低保", "apply_minimum_living")
    assert "低保我帮您登记" in talk.heard
