"""What a message tells: a story's answers, or the answer to a question with what came along."""

import re
from dataclasses import replace

from actions import interview
from actions.changes import MENDS
from actions.clauses import asked_spans, without
from actions.happened import read_cause, read_date, read_date_words, story_date
from actions.household.hearing import heard
from actions.household.keys import is_ours
from actions.places import read_places, town_of
from actions.readers import (
    PLACE_NAME,
    QUESTION,
    READERS,
    STORY,
    answer,
    is_no,
    read_people,
    read_phone,
    said_words,
    told_danger,
)
from actions.turn import Turn
from contracts.casework import Answer
from contracts.keys import NEEDS, SAFETY, VULNERABLE

HERE = re.compile(
    r"(?:就|在)?(?:[这這](?:里|裡|裏|儿|兒|边|邊|上面)|微信|网上|網上)(?:联系|聯[繫系]|说|說|找我|回)?"
    r"|(?:没|莫|没有|莫得|没得)(?:有)?(?:电话|手机|号码)"
)
# the way that was offered with the question, named outright: 算了就这里联系 leaves nothing
HERE_OFFERED = re.compile(
    r"(?:就|在)(?:在|用)?(?:[这這](?:里|裡|裏|儿|兒|边|邊|上面?)|微信|网上|網上)(?:上|里)?(?:给我)?(?:联系|聯[繫系]|说|說|找我|回|聊|发|留言)"
)
_TAKES_BACK = re.compile(r"不是|不对|错|现在|已经|后来|这下|其实|是安全|都安全|很安全|安全了")
_NO_HUKOU = re.compile(r"(?:没|没有|没得|莫得|冇)(?:上|办)?(?:户口|户籍)|黑户|^无户")
# said outright in a story: 我们是低保户, 吃起五保的; never 想吃低保
_ON_AID = re.compile(
    r"(?<!不)(?:是|属于|纳入)(?:了)?(?P<a>低保|特困|五保)(?:户|家庭|人员|供养)|(?:在|一直|已经|都)吃(?:起|着)?(?P<b>低保|五保)|吃(?:起|着)(?P<c>低保|五保)"
)
_AID = {"低保": "minimum_living", "特困": "destitute_support", "五保": "destitute_support"}
_ID_LOST = re.compile(r"身份证[^，。,；;]{0,6}?(?:烧|丢|掉|不见|没带|偷|抢|冲走|搞落)")
# 13881234567，姓王
_SURNAME_BESIDE = re.compile(r"(?:^|[\s，,。、\d])(?:我|免贵)?姓([\u4e00-\u9fff]{1,2})(?=$|[\s，,。、!！\d])")
_NAMES_SELF = re.compile(r"(?:我叫|叫我|我是|名字(?:是|叫)?|姓名[:：]?)\s*$")
# questions in whose answer a bare place name says where it happened
PLACE_TOLD_WITH = frozenset({"incident_region", "incident_township", "incident_cause", "incident_date", "safety_now"})


def _places(turn: Turn, asked: str | None, county: str | None = None) -> list[Answer]:
    places = read_places(turn, asked)
    found = []
    here = places.incident
    if here and county and not here.township and here.code != county and (town := town_of(county, here.text)):
        # 凤山 said in 福泉 is its town, not a county of the same name elsewhere
        return [answer(turn, "incident_township", town.code, here.text)]
    if asked and asked not in PLACE_TOLD_WITH and not any(item.role == "here" for item in turn.found("region")):
        # a bare place name in answer to something else is not where it happened
        places = replace(places, incident=None)
    if places.incident and places.incident.is_county:
        found.append(answer(turn, "incident_region", places.incident.code, places.incident.text))
        if places.incident.township_code:
            found.append(answer(turn, "incident_township", places.incident.township_code, places.incident.text))
        elif places.incident.township:
            found.append(answer(turn, "incident_place", places.incident.township, places.incident.text))
    if places.origin:
        found.append(answer(turn, "hukou_region", places.origin.code, places.origin.text))
    return found


def _town(turn: Turn, asked: str | None, county: str | None) -> list[Answer]:
    """A town of the county already told, where the town was asked for and no other county was named in full."""
    if asked not in ("incident_region", "incident_township") or county is None or len(turn.plain) > PLACE_NAME:
        return []
    named = [item.value for item in turn.found("region") if isinstance(item.value, dict)]
    town = town_of(county, turn.plain)
    if town is None or any(value.get("township") and value.get("code") != county for value in named):
        return []
    return [answer(turn, "incident_township", town.code, town.name)]


def _place_words(turn: Turn, asked: str | None, known: bool) -> list[Answer]:
    """A hospital, village or site; any short words do when that was the question and the county is known."""
    if turn.found("place"):
        return [answer(turn, "incident_place", turn.found("place")[0].text)]
    is_asked = asked in ("incident_region", "incident_township") and known
    is_short = 2 <= len(turn.plain) <= PLACE_NAME and not QUESTION.search(turn.plain)
    is_other = any(turn.found(entity) for entity in ("region", "date", "phone", "safety", "need"))
    if is_asked and is_short and not is_other and turn.intent in ("inform", "nlu_fallback", "out_of_scope"):
        return [answer(turn, "incident_place", turn.plain)]
    return []


def _contact(turn: Turn, asked: str | None) -> list[Answer]:
    phone = read_phone(turn)
    if phone and phone[1]:
        reached = [answer(turn, "contact_phone", phone[0]), answer(turn, "contact_way", "phone")]
        surname = _SURNAME_BESIDE.search(turn.text)
        if surname and not is_told(turn, "contact_name"):
            reached.append(answer(turn, "contact_name", f"{surname[1]}（姓）"))
        return reached
    if asked == "contact_phone" and not phone and (HERE.search(turn.plain) or is_no(turn)):
        return [answer(turn, "contact_way", "here")]
    return []


def _identity(turn: Turn) -> list[Answer]:
    ids = [item.value for item in turn.found("id_number") if isinstance(item.value, dict) and item.value.get("valid")]
    return [answer(turn, "id_number", ids[0]["number"], "")] if ids else []


def _story(turn: Turn) -> list[Answer]:
    """What a story tells beside its places: cause and its words, date, needs, people."""
    found = []
    cause = read_cause(turn)
    told = story_date(turn)
    if cause:
        found.append(answer(turn, "incident_cause", cause))
    needs = said_words(turn, "need", NEEDS)
    names = [item for item in turn.found("name") if _NAMES_SELF.search(turn.text[: item.start])]
    if len(turn.plain) >= STORY and (cause or needs or turn.intent in ("report_hardship", "apply_on_behalf")):
        found.append(answer(turn, "incident_text", turn.text.strip(), ""))
    if told and (cause or turn.asked == "incident_date"):
        found.append(answer(turn, "incident_date", told, read_date_words(turn)))
    for key, value in (
        ("contact_name", str(names[0].value) if names else None),
        ("safety_now", told_danger(turn)),
        ("urgent_need", needs),
        ("vulnerable_members", said_words(turn, "vulnerable", VULNERABLE)),
        ("affected_people", read_people(turn)),
    ):
        found += [answer(turn, key, value)] if value else []
    return found


def read_story(turn: Turn) -> list[Answer]:
    """All that a hardship story tells; the needs and people in it are kept, so that nobody asks again."""
    found = [
        *_story(turn),
        *_places(turn, None),
        *_place_words(turn, None, False),
        *_contact(turn, None),
        *_identity(turn),
    ]
    return [*found, *read_early(turn, found)]


def _hukou(turn: Turn, asked: str, found: list[Answer]) -> list[Answer]:
    """No hukou at all is an answer too: it is left open, never a reason not to go on."""
    if asked != "hukou_region" or any(item.key == asked for item in found):
        return []
    return [answer(turn, asked, None)] if is_no(turn) or _NO_HUKOU.search(turn.plain) else []


def is_told(turn: Turn, key: str) -> bool:
    """Whether the key has an answer already, 不清楚 and 不想说 included."""
    draft = turn.state.draft
    return bool(draft and key in draft.answers) or any(item["key"] == key for item in turn.memory.told)


def read_early(turn: Turn, found: list[Answer]) -> list[Answer]:
    """What was told by the way and is not known yet: asked later, it would be asked twice."""
    aid = _ON_AID.search(turn.text)
    names = [item for item in turn.found("name") if _NAMES_SELF.search(turn.text[: item.start])]
    told = (
        ("contact_name", str(names[0].value) if names else None),
        ("urgent_need", _more_needs(turn)),
        ("vulnerable_members", said_words(turn, "vulnerable", VULNERABLE)),
        ("affected_people", read_people(turn)),
        ("existing_status", _AID[aid["a"] or aid["b"] or aid["c"]] if aid else None),
        ("id_at_hand", False if _ID_LOST.search(turn.text) else None),
    )
    taken = {item.key for item in found}
    news = [
        answer(turn, key, value)
        for key, value in told
        if value not in (None, []) and key not in taken and (key == "urgent_need" or not is_told(turn, key))
    ]
    tonight = None if "safety_now" in taken else _tonight(turn)
    return [*news, *([answer(turn, "safety_now", tonight)] if tonight else [])]


def _tonight(turn: Turn) -> str | None:
    """Safety as it is now, whatever was asked: what grew worse counts at once, what is taken back only outright."""
    known, danger = interview.answered(turn, "safety_now"), told_danger(turn)
    if danger:
        return danger if known not in ("unsafe", danger) else None
    back = known in ("unsafe", "no_food_or_shelter") and "safe" in said_words(turn, "safety", SAFETY)
    return "safe" if back and _TAKES_BACK.search(turn.text) else None


def told_part(turn: Turn, asked: str | None = None) -> Turn:
    """The turn without its questions: what is left tells; half a question is nobody's name, and no household's."""
    return without(turn, asked_spans(turn.text, whole=asked == "contact_name" or is_ours(turn, asked)))


def read_answer(turn: Turn, asked: str, county: str | None) -> list[Answer]:
    """The answer to a question, with the places, phone and date that came along; `county` is the one known."""
    found = _read_asked(turn, asked, county)
    return [*found, *read_early(turn, found)]


def answers_it(turn: Turn, asked: str, county: str | None) -> bool:
    """Whether the words say something to the question asked, not only beside it."""
    return bool(_read_asked(turn, asked, county))


def _only_safety(turn: Turn, asked: str) -> Turn:
    """没地方住 in answer to the safety question tells of tonight, not of what happened."""
    if asked != "safety_now":
        return turn
    spans = [(item.start, item.end) for item in turn.found("safety")]
    kept = [
        item
        for item in turn.entities
        if item.entity != "cause" or not any(item.start < end and start < item.end for start, end in spans)
    ]
    return replace(turn, entities=kept)


def _read_asked(turn: Turn, asked: str, county: str | None) -> list[Answer]:
    if is_ours(turn, asked):
        return heard(turn, asked)
    turn = _only_safety(turn, asked)
    places = _town(turn, asked, county) or [
        *_places(turn, asked, county),
        *_place_words(turn, asked, county is not None),
    ]
    found = [*places, *_contact(turn, asked), *_identity(turn)]
    found += _hukou(turn, asked, found)
    if asked in READERS:
        value = READERS[asked](turn)
        if value is not None:
            words = (read_date_words(turn) or turn.plain) if asked == "incident_date" else None
            found.append(answer(turn, asked, value, words))
    told = read_date(turn)
    if told and asked != "incident_date" and MENDS.search(turn.text):
        found.append(answer(turn, "incident_date", told, read_date_words(turn)))
    if asked == "incident_cause" and any(item.key == asked for item in found):
        found.append(answer(turn, "incident_text", turn.text.strip(), ""))
    if asked in ("safety_now", "incident_cause", "incident_region"):
        found += _story_beside(turn, {item.key for item in found})
    return found


def _more_needs(turn: Turn) -> list[str]:
    """What is needed besides what was told before, with that; empty when nothing new was said."""
    known, said = interview.answered(turn, "urgent_need"), said_words(turn, "need", NEEDS)
    held = [str(one) for one in known] if isinstance(known, list) else []
    if held and told_danger(turn) == "no_food_or_shelter":
        # 没吃的 answers the question of safety, and goes when that is answered anew
        return []
    return [*held, *(one for one in said if one not in held)] if set(said) - set(held) else []


def _story_beside(turn: Turn, known: set[str]) -> list[Answer]:
    """What happened, told with an answer; that there is no roof tonight does not say what happened."""
    roof = {(item.start, item.end) for item in turn.found("safety")}
    causes = [item for item in turn.found("cause") if (item.start, item.end) not in roof]
    if turn.understood != "report_hardship" and (not causes or is_told(turn, "incident_cause")):
        return []
    known = known if causes or "incident_cause" in known else known | {"incident_cause", "incident_date"}
    return [item for item in _story(turn) if item.key not in known]


def read_more(turn: Turn) -> list[Answer]:
    """What is told beside a yes-or-no question: any fact, and the day once it is known of what."""
    found = [*read_story(turn), *_contact(turn, None)]
    told = read_date(turn)
    if told and not any(item.key == "incident_date" for item in found):
        found.append(answer(turn, "incident_date", told, read_date_words(turn)))
    return list({item.key: item for item in found}.values())
