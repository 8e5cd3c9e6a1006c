"""低保 from the first word to the case number, through the actions and the real casework; understanding is given."""

from tests.unit.actions.conftest import Talk


async def begin(talk: Talk, text: str = "我想办低保") -> None:
    await talk.say(text, "apply_minimum_living")
    await talk.say("同意", "affirm")


async def test_one_plain_answer_a_message_leads_to_a_case(talk: Talk):
    await begin(talk)
    said = [
        ("1", "inform"), ("自己", "inform"), ("马尔康松岗镇", "inform"), ("没有", "deny"), ("三个", "inform"), ("45", "inform"), ("打零工", "inform"),
        ("老婆", "inform"), ("四十二", "inform"), ("在家带娃", "inform"), ("儿子", "inform"), ("12岁", "inform"), ("都没有", "deny"), ("对", "affirm"),
        ("农村", "inform"), ("打工", "inform"), ("每月一千二", "inform"), ("没有", "deny"), ("一处", "inform"),
        ("没有", "deny"), ("很少", "inform"), ("没有", "deny"), ("现在同意", "affirm"), ("13990412345", "inform"), ("1", "inform"),
    ]
    trace = []
    for text, intent in said:
        before = talk.asks
        await talk.say(text, intent)
        trace.append((before, text, talk.heard, talk.asks))
    for line in trace:
        print(line)
    assert talk.card("case"), trace[-1]
