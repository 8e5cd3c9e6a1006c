"""What became of papers that were looked at, in few sentences; the first of a kind comes with its notice."""

from actions import notices
from actions.turn import Turn
from contracts.paper_talk import PaperNews

# flags: the last photo came after the notice of papers of identity was said
SENT_AFTER = "sent_after_notice"
# a photo was not recognised: the next words may say what it is
UNKNOWN = "unknown_paper"
_SPOILT = {
    "blur": "utter_papers_blur", "glare": "utter_papers_glare", "dark": "utter_papers_dark",
    "cut_off": "utter_papers_cut_off", "small": "utter_papers_small",
}  # fmt: skip
_MOST_TITLES = 4


async def say_news(turn: Turn, news: list[PaperNews], asked_about: set[str]) -> None:
    """Few sentences, however many papers: what was seen, what was sent before, what is to be taken again."""
    await _say_notices(turn, news)
    seen = [one for one in news if not (one.failed or one.same or one.held)]
    clear = [one.title for one in seen if one.known and one.will_do and one.title not in asked_about]
    if clear:
        titles = list(dict.fromkeys(clear))
        named = "、".join(titles[:_MOST_TITLES]) + ("等" if len(titles) > _MOST_TITLES else "")
        turn.reply.say("utter_papers_seen", titles=named)
    for title, kind in dict.fromkeys((one.title, one.sensitive) for one in news if one.held and not one.failed):
        turn.reply.say("utter_papers_held", title=title, what=notices.what_is(kind))
    for title in dict.fromkeys(one.title for one in news if one.same and not one.held):
        turn.reply.say("utter_papers_same", title=title)
    for problem, name in _SPOILT.items():
        _say_of(turn, name, [one for one in seen if not one.will_do and one.quality[0] == problem], news)
    unknown = [one for one in seen if not one.known and one.will_do]
    turn.memory.flags[UNKNOWN] = bool(unknown)
    _say_of(turn, "utter_papers_unknown", unknown, news)
    _say_of(turn, "utter_papers_failed", [one for one in news if one.failed], news)


async def _say_notices(turn: Turn, news: list[PaperNews]) -> None:
    """The talk about the first paper of a kind begins with the notice of it; sent after that one, it is agreed to."""
    kinds = [one.sensitive for one in news if not (one.failed or one.same or one.held)]
    if "sensitive_id" in kinds and turn.memory.flags.pop(SENT_AFTER, False):
        await notices.agree_by_photo(turn, "sensitive_id")
    await notices.say_for_photos(turn, *dict.fromkeys(kinds))


def _say_of(turn: Turn, name: str, some: list[PaperNews], news: list[PaperNews]) -> None:
    if some:
        known = some[0].title if some[0].known and len(some) == 1 else ""
        which = known or ("这张" if len(news) == 1 else f"有{len(some)}张")
        turn.reply.say(name, which=which)
