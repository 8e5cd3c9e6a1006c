"""低保, 单人保 and 支出型 through the actions and the real casework; only the understanding is given by hand."""

import pytest

from actions import casework_client
from tests.unit.actions.conftest import Talk

TO_MEMBERS = (("1", "inform"), ("自己", "inform"), ("马尔康松岗镇", "inform"), ("没有", "deny"))
COUPLE = "我和老伴想吃低保，老伴68岁在家，我70岁种地"
# of the couple: nobody ill or away, the table is right, nobody has to support them, in the country
TO_INCOMES = (("没有", "deny"), ("对", "affirm"), ("没有这样的人", "inform"), ("农村", "inform"))


async def begin(talk: Talk, text: str = "我想办低保", *said: tuple[str, str]) -> None:
    await talk.say(text, "apply_minimum_living")
    await talk.say("同意", "affirm")
    await tell(talk, *said)


async def tell(talk: Talk, *said: tuple[str, str]) -> None:
    for text, intent in said:
        await talk.say(text, intent)


async def members(talk: Talk) -> list[dict[str, object]]:
    found = (await talk.answers())["members"]
    assert isinstance(found, list)
    return found


async def test_one_plain_answer_a_message_leads_to_a_case_within_thirty_turns(talk: Talk):
    await begin(talk, "我想办低保", *TO_MEMBERS)
    await tell(
        talk, ("三个", "inform"), ("45", "inform"), ("打零工", "inform"), ("老婆", "inform"), ("四十二", "inform"),
        ("在家带娃", "inform"), ("儿子", "inform"), ("12岁", "inform"), ("都没有", "deny"),
    )  # fmt: skip
    assert talk.asks == "members_confirmed" and "12岁" in talk.heard
    await tell(
        talk, ("对", "affirm"), ("农村", "inform"), ("打工", "inform"), ("每月一千二", "inform"), ("没有", "deny"),
        ("一处", "inform"), ("没有", "deny"), ("很少", "inform"), ("没有", "deny"), ("现在同意", "affirm"),
        ("13990412345", "inform"),
    )  # fmt: skip
    assert talk.card("assessment") and talk.card("summary") and talk.asks == "review_confirm"
    await talk.say("1", "inform")
    assert talk.card("case") and talk.turns <= 30


async def test_people_told_beside_another_question_are_kept(talk: Talk):
    await begin(talk, "我想办低保", ("1", "inform"), ("自己", "inform"), ("福泉市牛场镇", "inform"))
    assert talk.asks == "existing_status"
    await talk.say("老伴64做不动活，儿子35肢体二级残疾没工作，我66种点包谷", "inform")
    assert talk.asks == "existing_status"
    assert {one["relation"]: one["age"] for one in await members(talk)} == {"spouse": 64, "child": 35, "self": 66}
    await talk.say("没得 啥子都没吃过", "report_hardship")
    answers = await talk.answers()
    assert answers["existing_status"] == "none" and talk.asks == "members"


async def test_all_told_at_once_is_not_asked_again(talk: Talk):
    await talk.say(
        "想办低保，户口在金川县安宁镇。我今年五十六岁，在家种地；老婆五十三岁，肢体二级残疾，做不动活；孙女七岁读一年级。"
        "养老金每个月没有，种地一年落四千，没得别的收入",
        "apply_minimum_living",
    )
    await tell(talk, ("同意", "affirm"), ("1", "inform"), ("自己", "inform"), ("没有", "deny"), ("没有", "deny"))
    assert talk.asks == "members_confirmed"
    answers = await talk.answers()
    assert answers["hukou_township"] == "513226102"
    assert [one["relation"] for one in answers["members"]] == ["self", "spouse", "grandchild"]
    assert answers["income_farm_business"] == 4000


async def test_more_people_than_were_said_are_asked_about(talk: Talk):
    await begin(talk, "我们家三口人想吃低保，我50，老婆48，儿子20，女儿18", *TO_MEMBERS)
    for _ in range(8):
        if talk.asks == "members_confirmed":
            break
        await talk.say("没有", "deny")
    assert "3口人" in talk.heard and "4个" in talk.heard


@pytest.mark.parametrize(
    ("said", "row", "told"),
    [
        ("第二个是66岁", 1, {"age": 66}),
        ("不对，儿子是三级残疾", 2, {"disability": {"category": "mental", "level": 3}}),
        ("第3个没工作", 2, {"occupation": "unemployed"}),
        ("2号是63岁", 1, {"age": 63}),
    ],
)
async def test_the_table_is_put_right_by_number_and_in_words(talk: Talk, said: str, row: int, told: dict[str, object]):
    await to_table(talk)
    await talk.say(said, "inform")
    assert talk.asks == "members_confirmed" and "改好了" in talk.heard
    held = (await members(talk))[row]
    assert {name: held.get(name) for name in told} == told


async def to_table(talk: Talk) -> None:
    await begin(talk, "想吃低保，我70岁种地，老伴68岁在家，儿子40岁精神二级残疾打零工，孙女10岁读书", *TO_MEMBERS)
    await talk.say("没有", "deny")
    assert talk.asks == "members_confirmed"


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("没有老大", ["self", "spouse", "grandchild"]),
        ("去掉第4个", ["self", "spouse", "child"]),
        ("就我们两个", ["self", "spouse"]),
        ("孙女没跟我们住", ["self", "spouse", "child"]),
        ("还有个孙儿，八岁", ["self", "spouse", "child", "grandchild", "grandchild"]),
    ],
)
async def test_people_are_taken_out_and_added(talk: Talk, said: str, left: list[str]):
    await to_table(talk)
    await talk.say(said, "inform")
    assert [one["relation"] for one in await members(talk)] == left


async def test_a_row_named_alone_is_asked_about_and_mended(talk: Talk):
    await to_table(talk)
    await talk.say("改第3个", "inform")
    assert "儿子" in talk.heard and "40岁" in talk.heard
    await talk.say("四十一岁", "inform")
    assert (await members(talk))[2]["age"] == 41 and (await members(talk))[0]["age"] == 70


async def test_going_back_among_the_members(talk: Talk):
    await begin(talk, "想办低保", *TO_MEMBERS)
    await tell(talk, ("两个", "inform"), ("45", "inform"), ("打工", "inform"), ("老婆", "inform"))
    await talk.say("上一步", "go_back")
    assert "第2个人" in talk.heard
    await tell(talk, ("我妈", "inform"), ("上一步", "go_back"), ("上一步", "go_back"))
    assert "做什么" in talk.heard and "occupation" not in (await members(talk))[0]


async def test_a_question_about_the_rules_is_no_answer(talk: Talk):
    await begin(talk, "想办低保", *TO_MEMBERS)
    await tell(talk, ("一个", "inform"), ("45", "inform"))
    await talk.say("坐牢的人算一口人吗", "ask_household_rule")
    assert talk.asks == "members" and "exclusion" not in (await members(talk))[0]


async def test_what_somebody_does_at_home_adds_nobody(talk: Talk):
    await begin(talk, "想办低保", *TO_MEMBERS)
    await tell(talk, ("两个", "inform"), ("60", "inform"), ("在家带孙女", "inform"))
    assert "第2个人" in talk.heard and len(await members(talk)) == 1


async def test_a_condition_without_a_name_is_asked_whose_it_is(talk: Talk):
    await begin(talk, COUPLE, *TO_MEMBERS)
    await talk.say("有，肢体二级", "inform")
    assert "哪一个" in talk.heard
    await talk.say("老伴", "inform")
    assert (await members(talk))[1]["disability"] == {"category": "physical", "level": 2}


@pytest.mark.parametrize(
    ("said", "value", "words"),
    [
        ("每月两千", 24000, "每月2000元，一年24000元"),
        ("一年落两万多", {"low": 20000, "high": 30000}, "一年20000到30000元"),
        ("一天一百二，一个月做十天", 14400, "每天120元"),
        ("每个星期三百", 15600, "每周300元"),
        ("一个季度三千", 12000, "每季度3000元"),
        ("一年做六个月，每个月三千", 18000, "一年18000元"),
        ("没挣到钱", 0, "没有"),
    ],
)
async def test_money_becomes_yuan_a_year(talk: Talk, said: str, value: object, words: str):
    await begin(talk, COUPLE, *TO_MEMBERS, *TO_INCOMES)
    await talk.say("打工", "inform")
    assert talk.asks == "income_wages"
    await talk.say(said, "inform")
    assert (await talk.answers())["income_wages"] == value and words in talk.heard


async def test_days_and_period_are_asked_where_none_were_told(talk: Talk):
    await begin(talk, COUPLE, *TO_MEMBERS, *TO_INCOMES)
    await tell(talk, ("打工", "inform"), ("一天一百", "inform"))
    assert "干几天" in talk.heard and talk.asks == "income_wages"
    await talk.say("问这个干啥子", "explain_question")
    assert "干几天" in talk.heard
    await talk.say("2", "inform")
    assert (await talk.answers())["income_wages"] == 2400


async def test_a_bare_sum_is_asked_for_its_period_and_the_period_can_be_put_right(talk: Talk):
    await begin(talk, COUPLE, *TO_MEMBERS, *TO_INCOMES)
    await tell(talk, ("打工", "inform"), ("三千", "inform"))
    assert "每天的、每月的" in talk.heard
    await talk.tap("每年")
    assert (await talk.answers())["income_wages"] == 3000
    await talk.say("说错了，打工是每月三千", "correct_answer")
    assert (await talk.answers())["income_wages"] == 36000 and "改好了" in talk.heard


async def test_sums_of_persons_add_up_and_stay_theirs(talk: Talk):
    await begin(talk, COUPLE, *TO_MEMBERS, *TO_INCOMES)
    await tell(talk, ("养老金", "inform"), ("我和老伴一人每月一百一十五", "inform"))
    assert (await talk.answers())["income_pension"] == 2760 and "2个人" in talk.heard
    await talk.say("不对，养老金我每月一百二，老伴每月两百", "correct_answer")
    answers = await talk.answers()
    assert answers["income_pension"] == 3840 and answers["members_confirmed"] is True
    assert [one["income"] for one in answers["members"]] == [{"pension": 1440}, {"pension": 2400}]


async def test_costs_are_taken_off_what_was_sold(talk: Talk):
    await begin(talk, COUPLE, *TO_MEMBERS, *TO_INCOMES)
    await tell(talk, ("种地", "inform"), ("花椒卖了八千，本钱花了三千", "inform"))
    assert (await talk.answers())["income_farm_business"] == 5000


async def test_unknown_and_declined_are_always_taken(talk: Talk):
    await begin(talk, "办低保", ("不清楚", "dont_know"), ("不想说", "decline_to_answer"))
    await tell(talk, ("马尔康", "inform"), ("不晓得", "dont_know"))
    answers = await talk.answers()
    assert answers["hukou_region"] == "513201" and answers["hukou_township"] is None
    for _ in range(24):
        if talk.asks in ("members_confirmed", "contact_phone", "review_confirm"):
            await talk.say("1", "inform")
        else:
            await talk.say("不清楚", "dont_know")
        if talk.card("case"):
            break
    assert talk.card("case")
    assert (await talk.answers())["income_kinds"] is None


async def test_urgent_need_goes_first_and_the_household_waits(talk: Talk):
    await begin(talk, "我想申请低保", ("没吃的", "inform"))
    assert talk.asks is None and "先把急难救助报上去" in talk.heard
    await tell(talk, ("1", "inform"), ("马尔康松岗镇", "inform"), ("失业了", "inform"), ("上个月", "inform"))
    await tell(talk, ("1", "inform"), ("1", "inform"))
    assert talk.card("case") and talk.asks == "applicant_role"
    state = await casework_client.client().read_state(talk.conversation)
    assert state.draft and state.draft.lane == "minimum_living" and state.draft.answers["contact_way"] == "here"


async def test_minimum_living_asked_for_in_the_urgent_interview_comes_after_it(talk: Talk):
    await talk.say("昨天在马尔康松岗镇摔断了腿，没钱看病", "report_hardship")
    await tell(talk, ("同意", "affirm"), ("1", "inform"))
    await talk.say("我还想办低保，屋头就我和老伴，老伴66", "apply_minimum_living")
    assert talk.asks == "contact_phone"
    await tell(talk, ("1", "inform"), ("1", "inform"))
    assert talk.card("case") and talk.asks == "applicant_role"
    assert (await members(talk))[1]["age"] == 66 and (await talk.answers())["safety_now"] == "safe"


async def test_who_may_be_supported_in_full_is_not_told_to_earn_too_much(talk: Talk):
    await begin(talk, COUPLE, *TO_MEMBERS, *TO_INCOMES, ("种地", "inform"), ("一年三千", "inform"))
    while talk.asks and talk.asks != "review_confirm":
        await talk.say(
            "没有" if talk.asks != "contact_phone" else "1", "deny" if talk.asks != "contact_phone" else "inform"
        )
    card = talk.card("assessment")
    assert card and card["outcome"] == "alternative" and card["alternatives"][0] == "destitute_support"
    assert "特困供养可能更合适" in talk.heard and "进账比标准多" not in talk.heard
    assert "元，合每月约" not in talk.heard, "the standard of this place is by the month"


async def test_over_the_line_one_person_is_offered_and_nobody_is_refused(talk: Talk):
    await begin(talk, "想吃低保，我44岁上班，老婆40岁上班，儿子19岁智力二级残疾没工作", *TO_MEMBERS)
    await tell(talk, ("没有", "deny"), ("对", "affirm"), ("城镇", "inform"), ("工资", "inform"))
    await tell(talk, ("我每个月四千，老婆每个月三千五", "inform"), ("没有", "deny"), ("一处", "inform"))
    await tell(talk, ("没有", "deny"), ("没有", "deny"), ("没有", "deny"), ("现在同意", "affirm"), ("1", "inform"))
    assert "照样可以报" in talk.heard and "只给他一个人" in talk.heard and "进账比标准多" in talk.heard
    card = talk.card("assessment")
    assert card and card["outcome"] == "alternative"
    await tell(talk, ("1", "inform"), ("没有", "deny"))
    assert talk.asks == "review_confirm"
    await talk.say("1", "inform")
    assert talk.card("case")["kind"] == "single_person"


async def test_bills_open_the_expense_lane_with_what_was_told(talk: Talk):
    await talk.say("我要申请临时救助，今年看病前前后后花了十五万，报了六万多", "apply_temporary_aid")
    assert "支出型" in talk.heard
    await talk.say("同意", "affirm")
    answers = await talk.answers()
    assert answers["expense_total_12m"] == 150000 and answers["expense_kind"] == ["medical"]
    assert answers["expense_reimbursed_12m"] == {"low": 60000, "high": 70000}


async def test_who_is_named_by_the_way_is_not_the_whole_household(talk: Talk):
    await begin(talk, "老公尿毒症，我想给屋头申请低保", *TO_MEMBERS)
    assert talk.asks == "household_size"
    await talk.say("三个", "inform")
    assert (await members(talk))[1]["serious_illness"] is True


async def test_a_household_register_elsewhere_asks_where_they_live(talk: Talk):
    await begin(talk, "我户口在湖南怀化，在福泉住了五年，想办低保", ("1", "inform"), ("自己", "inform"))
    assert talk.asks == "usual_region" and "福泉市" in talk.heard
    await tell(talk, ("金山街道", "inform"), ("有", "affirm"))
    answers = await talk.answers()
    assert answers["usual_township"] == "522702001" and answers["residence_permit"] is True


async def test_where_nothing_is_served_nothing_is_sent(talk: Talk):
    await begin(talk, "想办低保", ("1", "inform"), ("自己", "inform"), ("云南的", "inform"), ("昆明官渡区", "inform"))
    assert "没有发出任何东西" in talk.heard and "usual_region" not in await talk.answers()


async def test_the_consent_to_checks_is_recorded_with_its_text(talk: Talk):
    await begin(talk, COUPLE, *TO_MEMBERS, *TO_INCOMES)
    await tell(talk, ("没有", "deny"), ("没有", "deny"), ("一处", "inform"), ("没有", "deny"), ("没有", "deny"))
    await talk.say("没有", "deny")
    assert talk.asks == "verification_consent"
    await talk.say("现在同意", "affirm")
    async with talk.casework.database.read() as session:
        from sqlalchemy import select

        from casework.storage.models import Consent

        found = (await session.scalars(select(Consent).where(Consent.kind == "verification"))).all()
    assert [one.decision for one in found] == ["given"]


async def test_a_proxy_applies_for_mother_who_lives_alone(talk: Talk):
    await talk.say("我替我妈办低保，她七十六了，一个人住", "apply_on_behalf")
    await tell(talk, ("同意", "affirm"), ("1", "inform"), ("福泉市陆坪镇", "inform"), ("没有", "deny"))
    answers = await talk.answers()
    assert answers["applicant_role"] == "proxy" and answers["members"][0]["age"] == 76
    assert len(answers["members"]) == 1
