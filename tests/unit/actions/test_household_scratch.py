import json, os, pytest
from tests.unit.actions.conftest import Talk
SCRIPTS = json.loads(open("/tmp/mE_scripts.json").read())
@pytest.mark.parametrize("name", list(SCRIPTS))
async def test_script(talk: Talk, name):
    print("\n=====", name)
    for step in SCRIPTS[name]:
        if step[0] == "TAP":
            await talk.tap(step[1])
        else:
            await talk.say(step[0], step[1])
        from actions import casework_client
        st = await casework_client.client().read_state(talk.conversation)
        d = st.draft
        print("居民:", step[0], f"[{step[1]}]"); print("   救急:", talk.heard.replace("\n","\n         ")); print("   asks", talk.asks, d.detail if d else None, "misses", talk.slots.get("misses"))
    if d:
        print("   ANSWERS", json.dumps({k:v for k,v in d.answers.items()}, ensure_ascii=False), d.lane)
