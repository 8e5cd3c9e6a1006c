"""A few words after an answered question are about the same: another place, 咋个申请, 没听清."""

from tests.unit.actions.conftest import Talk


async def test_the_same_of_another_place(talk: Talk):
    first = await talk.say("金川的低保一个月好多钱", "ask_amount")
    second = await talk.say("福泉的呢", "inform")
    assert "元" in first and "元" in second and first != second and "福泉" in second


async def test_asked_again_the_place_is_still_known(talk: Talk):
    first = await talk.say("福泉低保一个月好多钱", "ask_amount")
    assert await talk.say("好多钱嘛没听清", "ask_amount") == first


async def test_how_to_apply_is_about_the_programme_asked_before(talk: Talk):
    await talk.say("残疾人护理补贴好多钱一个月", "ask_amount")
    how = await talk.say("咋个申请", "ask_procedure")
    assert "临时救助" not in how and "低保" not in how


async def test_after_a_hardship_a_question_is_about_that(talk: Talk):
    await talk.say("残疾人护理补贴好多钱一个月", "ask_amount")
    await talk.say("昨天我屋头遭火烧了", "report_hardship")
    assert "临时救助" in await talk.say("咋个申请", "ask_procedure")


async def test_a_place_with_what_happened_there_is_no_question(talk: Talk):
    await talk.say("福泉低保一个月好多钱", "ask_amount")
    await talk.say("在金川遭车撞了的", "inform")
    assert talk.asks == "consent_privacy"


async def test_another_matter_in_few_words_is_not_about_the_programme_before(talk: Talk):
    await talk.say("残疾人护理补贴好多钱一个月", "ask_amount")
    assert "残疾" not in await talk.say("还有别的帮扶没", "ask_other_aid") or talk.card("referral") is None


async def test_asking_for_another_programme_begins_no_form(talk: Talk):
    await talk.say("我一个孤寡老婆婆，八十一了，五保怎么办理", "report_hardship")
    assert talk.asks is None and talk.card("referral")
    await talk.say("我是五保户，昨天屋头遭火烧了咋个办", "report_hardship")
    assert talk.asks == "consent_privacy"


async def test_the_same_for_the_countryside(talk: Talk):
    await talk.say("金川的低保一个月好多钱", "ask_amount")
    await talk.say("福泉的呢", "inform")
    heard = await talk.say("农村的哈", "inform")
    assert "元" in heard and "福泉" in heard
