"""Where the papers are from and where somebody lives: the county, then its town."""

import re

from actions.household.keys import HUKOU, USUAL, is_known
from actions.places import Place, read_places, town_of
from actions.readers import PLACE_NAME, QUESTION, answer, is_no
from actions.turn import Turn
from contracts.casework import Answer

_WORDS_OF = {HUKOU: ("hukou_township", "hukou_place"), USUAL: ("usual_township", "")}
_HERE = re.compile(
    r"^(?:就|也|都|还|是|在|我|户口|现在|住)*(?:这里|这儿|这边|本地|当地|那里|一样|同一个"
    r"|一个地方|刚才(?:说|选)的)(?:的|人|嘛|哈|了)*$"
)
_DENIES = re.compile(r"没|不(?!远)|莫|低保")
_NO_HUKOU = re.compile(r"(?:没|没有|没得|莫得|冇)(?:上|办)?(?:户口|户籍)|黑户|^无户")


def told_county(turn: Turn, key: str) -> str | None:
    """The county told under a key, as its 6-digit code."""
    draft = turn.state.draft
    value = draft.answers.get(key) if draft else None
    value = value or next((item["value"] for item in turn.memory.told if item["key"] == key), None)
    return value if isinstance(value, str) and value.isdecimal() and not value.endswith("00") else None


def place_answers(turn: Turn, key: str, place: Place) -> list[Answer]:
    """The keys of one place: county, township by code, else by name."""
    township, words = _WORDS_OF[key]
    found = [answer(turn, key, place.code, place.text)]
    if place.township and place.township not in turn.text and place.township[:2] == place.name[:2]:
        # 马尔康市 with a town no gazetteer knows is not the town called like the county
        return found
    if place.township_code:
        found.append(answer(turn, township, place.township_code, place.text))
    elif place.township and key == HUKOU:
        found.append(answer(turn, words, place.township, place.text))
    return found


def hear_place(turn: Turn, key: str) -> list[Answer]:
    """The answer to where the papers are from or where somebody lives; a town alone is one of the county known."""
    county = told_county(turn, key)
    township, words = _WORDS_OF[key]
    if county and is_no(turn):
        return [answer(turn, key, county)]
    if county and len(turn.plain) <= PLACE_NAME and (town := town_of(county, turn.plain)):
        return [answer(turn, key, county), answer(turn, township, town.code, town.name)]
    places = read_places(turn, HUKOU)
    place = places.origin
    if place and place.is_county:
        return place_answers(turn, key, place)
    other = told_county(turn, USUAL if key == HUKOU else HUKOU) or turn.state.region
    if other and (town := town_of(other, turn.plain)) and len(turn.plain) <= PLACE_NAME:
        return [answer(turn, key, other), answer(turn, township, town.code, town.name)]
    if other and not place and _HERE.match(turn.plain):
        return [answer(turn, key, other)]
    if place:
        # a province or a prefecture: enough to know that it is not served, or to be asked for the county
        return [answer(turn, key, place.code, place.text)]
    if key == HUKOU and _NO_HUKOU.search(turn.plain):
        return [answer(turn, key, None)]
    if turn.found("programme") or _DENIES.search(turn.plain):
        return []
    says = turn.intent in ("inform", "nlu_fallback", "out_of_scope") and not turn.command
    if county and says and 2 <= len(turn.plain) <= PLACE_NAME and not QUESTION.search(turn.plain):
        return [answer(turn, key, county), *([answer(turn, words, turn.plain)] if words else [])]
    return []


def wide_place(turn: Turn, key: str) -> str | None:
    """The code of a province or prefecture told alone."""
    draft = turn.state.draft
    value = draft.answers.get(key) if draft else None
    return value if is_known(value) and str(value).endswith("00") else None
