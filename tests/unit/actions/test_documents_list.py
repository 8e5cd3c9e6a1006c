"""The list of papers in the talk: whole, on being asked, with where each is had and what to do without it."""

from actions import texts
from tests.unit.actions.conftest import Talk
from tests.unit.actions.test_household_talk import TO_MEMBERS, begin, tell


async def filed(talk: Talk) -> None:
    await talk.say("我在福泉牛场镇干活，昨天从架子上摔下来腿断了", "report_hardship")
    await tell(talk, ("同意", "affirm"), ("安全", "inform"), ("就在这里联系", "inform"), ("对", "affirm"))
    assert talk.card("case")


async def test_who_asks_what_is_missing_hears_all_of_it_at_once(talk: Talk):
    await filed(talk)
    for words, intent in (
        ("还差什么材料", "ask_documents"),
        ("材料齐了没", "check_status"),
        ("要补些啥子", "nlu_fallback"),
    ):
        await talk.say(words, intent)
        card = talk.card("checklist")
        assert card, words
        kinds = [one["type"] for one in card["documents"]]
        assert kinds == ["id_card", "diagnosis", "work_injury_record"]
        assert texts.words("utter_papers_missing", count=3) in talk.heard


async def test_one_paper_is_explained_by_its_name(talk: Talk):
    await filed(talk)
    await talk.say("诊断证明掉了咋办", "nlu_fallback")
    assert "看病的医院" in talk.heard and "拿不到的话" in talk.heard and not talk.card("checklist")
    await talk.say("身份证去哪里补", "ask_office")
    assert "派出所" in talk.heard


async def test_other_questions_are_not_taken_for_the_list(talk: Talk):
    await filed(talk)
    for words, intent in (("钱什么时候到", "ask_processing_time"), ("办到哪一步了", "check_status")):
        await talk.say(words, intent)
        assert not talk.card("checklist") and "拿不到的话" not in talk.heard


async def test_before_filing_the_list_follows_what_was_told(talk: Talk):
    await begin(talk, "我想办低保", *TO_MEMBERS)
    await tell(talk, ("一个人", "inform"), ("我40岁，肢体残疾二级，不上班", "inform"))
    asked = talk.asks
    await talk.say("要哪些材料", "ask_documents")
    card = talk.card("checklist")
    assert card and "disability_card" in [one["type"] for one in card["documents"]]
    assert talk.asks == asked


async def test_before_filing_the_urgent_lane_lists_nothing(talk: Talk):
    await talk.say("我家着火了，在福泉牛场镇", "report_hardship")
    await tell(talk, ("同意", "affirm"), ("要哪些材料", "ask_documents"))
    assert not talk.card("checklist")
