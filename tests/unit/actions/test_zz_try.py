import sys; sys.path.insert(0,'/tmp')
import asyncio, pytest
from nlu import intent
from tests.unit.actions.conftest import Talk
from tests.conversations.personas import all_personas
from contracts.crisis import CrisisLexicon
import tests.conversations.personas as P
import tests.unit.actions.conftest as C
C.SAID_ON=P.day(0).date().isoformat()
LEX=CrisisLexicon.load(__import__("pathlib").Path("/work/main/data/nlu/crisis.yml"))
@pytest.mark.parametrize("p",all_personas(),ids=lambda p:p.name)
async def test_p(p,talk):
    bad=[]
    print("\n=====",p.name)
    for n,s in enumerate(p.steps,1):
        if s.say:
            hits=[h.intent for h in LEX.screen(s.say)]
            i=hits[0] if hits else intent(s.say)
            await talk.say(s.say,i,screen=hits)
        else:
            i="tap"
            try: await talk.tap(s.tap)
            except StopIteration: bad.append((n,"no choice",s.tap)); print("NO CHOICE",s.tap); continue
        print(f"> {s.say or s.tap}   <{i}>")
        for b in talk.bubbles: print("    ",b["text"].replace("\n","\n     "),"|", "/".join(c["title"] for c in b["custom"].get("choices",[])), b["custom"].get("asks") or "", (b["custom"].get("card") or {}).get("type",""))
        if (s.asks or s.quiet) and talk.asks!=(None if s.quiet else s.asks): bad.append((n,s.say,"asks",talk.asks,"wanted",s.asks))
        for h in s.hears:
            if h not in talk.heard: bad.append((n,s.say,"hears",h))
        for h in s.hears_not:
            if h in talk.heard: bad.append((n,s.say,"hears_not",h))
        if s.card and not talk.card(s.card): bad.append((n,s.say,"card",s.card))
    a={k:("told" if k=="incident_text" else v) for k,v in (await talk.answers()).items() if k not in("review_confirm","declaration")}
    if p.draft is not None and a!=p.draft: bad.append(("draft",{k:(a.get(k,'-'),p.draft.get(k,'-')) for k in set(a)|set(p.draft) if a.get(k,'-')!=p.draft.get(k,'-')}))
    for b in bad: print("!!",b)
    assert not bad
