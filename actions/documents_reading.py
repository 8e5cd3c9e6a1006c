"""Papers that were read: what became of them, and what they say offered to be confirmed, one question at a time."""

import re
from typing import Any, Literal

from actions import interview, notices, texts
from actions.answers import take
from actions.documents_news import say_news
from actions.facts import answers_it
from actions.readers import answer
from actions.turn import Found, Turn
from contracts.casework import Answer, DraftState
from contracts.messages import Choice, Command
from contracts.paper_talk import PaperOffer, PaperSaidIn

Said = Literal["later", "asked", "confirmed", "refused", "not_mine", "paper", "told"]
# the name of the pending offer, and of what is remembered of it: its id, and the question it came in front of
PAPER = "paper"
AFTER_FILING = "after_filing"
# the questions put once more at the review
_STILL = "papers_still"
_QUESTIONS = {
    "confirm": "utter_paper_confirm", "choose": "utter_paper_choose", "whose": "utter_paper_whose"
}  # fmt: skip
_THANKS = {
    "confirmed": "utter_paper_confirmed", "paper": "utter_paper_confirmed", "told": "utter_paper_kept_told",
    "refused": "utter_paper_refused", "not_mine": "utter_paper_not_mine",
}  # fmt: skip
# to say which word holds is to let it be kept
_AGREES = frozenset({"confirmed", "paper", "told"})
# an answer to the open question, to which the paper must give way
_ANSWERS = frozenset({"inform", "report_hardship", "dont_know", "decline_to_answer"})
_DOUBTFUL = frozenset({"nlu_fallback", "out_of_scope"})
_OF_THE_TALK = frozenset({"safety", "need", "cause"})
_AS_TOLD = re.compile(r"(?:按|以|照)?我(?:自己)?(?:说|讲|报)的")
_AS_PRINTED = re.compile(r"证上|证件|发票|按证|以证|照证|上面(?:的|写)|卡上")
# said to 对不对 as well: a yes
_HOLDS = re.compile(
    r"^(?:就|还是|那就)?(?:以|按|照)(?:身份证|残疾证|户口[本簿]|证件|证|卡|照片|发票|上面)(?:上面?)?"
    r"(?:的|写的|为准|来|算|记|就行|就是)"
)
_NOT_MINE = re.compile(r"不是我(?:的|本人)|别个的|别人的|拿错|发错")
_NO = re.compile(r"^(?:不|没|莫|错)")
_BORN = re.compile(r"(?<!\d)(19\d{2}|20\d{2})年?")


async def speak_of_papers(turn: Turn) -> None:
    """A turn of our own: the news, then the first question; nothing where somebody is in danger or wants quiet."""
    turn.reply.keeps_choices = True
    papers = turn.state.papers
    if papers is None:
        return
    # a question that is not the interview's own (删除我的信息?) is answered first
    waits = turn.memory.offers not in (None, AFTER_FILING)
    still = bool(turn.memory.flags.get("crisis") or turn.memory.flags.get("child") or turn.state.quiet)
    if papers.news:
        if not still:
            await say_news(turn, papers.news, set() if waits else {offer.title for offer in papers.offers})
        told = [one.id for one in papers.news]
        turn.state = await turn.casework.note_papers_told(turn.conversation, turn.turn_id, told)
    if still:
        return
    asked = False if waits else await _ask_next(turn, _candidates(turn))
    if turn.reply.bubbles and not asked:
        turn.reply.keeps_choices = False
        await interview.ask_again(turn)


def _candidates(turn: Turn) -> list[PaperOffer]:
    """The questions to put now; one passed over comes again at the review, once."""
    papers, draft = turn.state.papers, turn.state.draft
    if papers is None or draft is None or turn.state.consent_privacy is not True:
        return []
    at_review = draft.next_key == interview.CONFIRM
    put = turn.memory.flags.get(_STILL) or []
    return [one for one in papers.offers if not one.later or (at_review and one.id not in put)]


async def _ask_next(turn: Turn, offers: list[PaperOffer]) -> bool:
    """Put the first question; what could not be made out is only said. False when none was put."""
    for offer in offers:
        await notices.say_for_photos(turn, offer.sensitive)
        if offer.ask != "unclear":
            _ask(turn, offer)
            return True
        names = "和".join(item.name for item in offer.items)
        turn.reply.say("utter_paper_unclear", title=offer.title, names=names)
        await _note(turn, offer.id, "asked")
    return False


def _ask(turn: Turn, offer: PaperOffer) -> None:
    if offer.later:
        turn.memory.flags[_STILL] = [*(turn.memory.flags.get(_STILL) or []), offer.id]
        turn.reply.say("utter_paper_still")
    first = offer.items[0]
    values = {
        "title": offer.title, "facts": "，".join(item.text for item in offer.items), "told": first.told,
        "value": first.value,
    }  # fmt: skip
    name = _QUESTIONS[offer.ask]
    turn.reply.say(name, **values)
    offered = [_choice(offer, title.format(**values), payload, None) for title, payload in texts.buttons(name)]
    people = [_choice(offer, words.split("，")[0], "confirmed", number) for number, words in enumerate(offer.people, 1)]
    undecided = [offer.sensitive] if notices.is_noticed(turn, offer.sensitive) else []
    _await(turn, offer, [*people, *offered, *notices.declining(turn, *undecided)])


def _choice(offer: PaperOffer, title: str, said: str, member: int | None) -> Choice:
    values: dict[str, Any] = {"offer": PAPER, "paper": offer.id, "said": said}
    intent = "deny" if said in ("refused", "not_mine") else "affirm"
    return Choice(title=title, command=Command(intent=intent, values=values | ({"member": member} if member else {})))


def _await(turn: Turn, offer: PaperOffer, offered: list[Choice]) -> None:
    turn.reply.ask(None, offered)
    before: dict[str, Any] = {"id": offer.id, "asks": turn.asked}
    if turn.memory.offers == AFTER_FILING:
        before |= {"offers": AFTER_FILING, "choices": turn.memory.choices}
    turn.memory.flags[PAPER] = before
    turn.memory.asks, turn.memory.offers = None, PAPER
    turn.memory.choices = [choice.model_dump() for choice in offered]


async def offer_papers(turn: Turn, draft: DraftState) -> bool:
    """Before the next question of the draft: what papers say and nobody has confirmed."""
    if turn.state.quiet or turn.memory.offers:
        return False
    papers = turn.state.papers
    if papers and papers.news and (offers := _candidates(turn)):
        told = [one.id for one in papers.news if one.title in {offer.title for offer in offers}]
        turn.state = await turn.casework.note_papers_told(turn.conversation, turn.turn_id, told)
    return await _ask_next(turn, _candidates(turn))


async def settle_paper(turn: Turn, yes: bool) -> None:
    """A tapped or typed yes or no; a bare one does not say which of two words holds."""
    held = turn.memory.flags.pop(PAPER, None) or {}
    offer_id = str(turn.values.get("paper") or held.get("id") or "")
    offer = _offer(turn, offer_id)
    said: Said | None = turn.values.get("said") or _said(offer, yes, turn.plain)
    if offer and said is None:
        _restore(turn, held)
        _ask(turn, offer)
        return
    await _settle(turn, offer_id, said or "refused", held)


async def _settle(turn: Turn, offer_id: str, said: Said, held: dict[str, Any]) -> None:
    offer = _offer(turn, offer_id)
    if offer and said in _AGREES:
        await notices.agree_by_photo(turn, offer.sensitive)
    await _note(turn, offer_id, said, turn.values.get("member"))
    turn.reply.say(_THANKS[said])
    _restore(turn, held)
    await _go_on(turn)


async def _note(turn: Turn, offer_id: str, said: Said, member: int | None = None) -> None:
    body = PaperSaidIn(turn_id=turn.turn_id, offer=offer_id, said=said, member=member)
    turn.state = await turn.casework.note_paper_said(turn.conversation, body)


async def _go_on(turn: Turn) -> None:
    """The next paper, else the question or offer that was open, in short."""
    if await _ask_next(turn, _candidates(turn)):
        return
    draft, asks = turn.state.draft, turn.memory.asks
    same = draft is not None and draft.next_key == asks and asks != interview.CONFIRM
    if turn.memory.offers or (asks and same):
        await interview.ask_again(turn)
    elif not turn.memory.flags.get("paused"):
        interview.forget_question(turn)
        await interview.go_on(turn)


async def leave_paper(turn: Turn) -> bool:
    """The paper asked about is not to be kept at all: the question before it stands again. False where none was."""
    held = turn.memory.flags.get(PAPER)
    if held is None or turn.memory.offers != PAPER:
        return False
    _restore(turn, held)
    await _go_on(turn)
    return True


def _offer(turn: Turn, offer_id: str) -> PaperOffer | None:
    papers = turn.state.papers
    return next((one for one in papers.offers if one.id == offer_id), None) if papers else None


def _said(offer: PaperOffer | None, yes: bool, plain: str) -> Said | None:
    """What typed words say to a question; None when they leave it open."""
    if _NOT_MINE.search(plain):
        return "not_mine"
    if offer is None or offer.ask == "confirm":
        return "confirmed" if yes else "refused"
    if offer.ask == "choose":
        told, printed = _AS_TOLD.search(plain), _AS_PRINTED.search(plain)
        return "told" if told and not printed else "paper" if printed and not told else None
    return None if yes else "not_mine"


async def hear_of_paper(turn: Turn) -> bool:
    """Words typed while a paper waits to be confirmed: to it, or to the question that was open before.

    False when they are something else: then the paper goes on waiting, or gives way to the open question.
    """
    held = turn.memory.flags.get(PAPER) or {}
    offer = _offer(turn, str(held.get("id")))
    if offer is None:
        _restore(turn, held)
        return False
    if new := _told_instead(turn, offer):
        await _note(turn, offer.id, "refused" if offer.ask == "confirm" else "told")
        _restore(turn, held)
        await take(turn, new, changed=True)
        return True
    if (said := _said_in_words(turn, offer)) is not None:
        await _settle(turn, offer.id, said, held)
        return True
    if _gives_way(turn, held.get("asks")) or _tells_else(turn):
        await _note(turn, offer.id, "later")
        _restore(turn, held)
    return False


def _said_in_words(turn: Turn, offer: PaperOffer) -> Said | None:
    if _NOT_MINE.search(turn.plain):
        return "not_mine"
    if offer.ask == "choose":
        return _said(offer, True, turn.plain)
    if offer.ask == "confirm" and _HOLDS.match(turn.plain):
        return "confirmed"
    if turn.intent == "correct_answer" or (offer.ask == "confirm" and _NO.search(turn.plain) and turn.intent == "deny"):
        return "refused"
    return None


def _tells_else(turn: Turn) -> bool:
    """安全嘞 sounds like a yes; it tells something no paper asks."""
    return turn.intent in ("affirm", "deny") and any(item.entity in _OF_THE_TALK for item in turn.entities)


def _gives_way(turn: Turn, asks: str | None) -> bool:
    if turn.intent in _DOUBTFUL:
        return asks is not None and answers_it(turn, asks, interview.county(turn) or "")
    return turn.intent in _ANSWERS


def _restore(turn: Turn, held: dict[str, Any]) -> None:
    """The question or offer that was open before the paper came, with its choices."""
    turn.memory.flags.pop(PAPER, None)
    asks = held.get("asks")
    turn.memory.asks, turn.memory.offers, turn.memory.choices = asks, held.get("offers"), held.get("choices") or []
    if asks:
        turn.memory.choices = [choice.model_dump() for choice in interview.choices_of(turn, asks)]


def _told_instead(turn: Turn, offer: PaperOffer) -> list[Answer]:
    """What is right in the resident's own words: 不对，是1956年; nothing where they do not say."""
    if turn.intent not in ("deny", "correct_answer", "inform") or not (_NO.search(turn.plain) or offer.ask == "choose"):
        return []
    found: list[Answer] = []
    for item in offer.items:
        value = _value_told(turn, item.key)
        if value is not None and item.key == "age":
            found.append(answer(turn, "members", value))
        elif value is not None:
            found.append(answer(turn, item.key, value))
    return found


def _value_told(turn: Turn, key: str) -> Any:
    if key == "age":
        return _with_age(turn)
    entity = {"id_number": "id_number", "contact_name": "name", "hukou_region": "region", "incident_date": "date"}
    named: list[Found] = turn.found(entity[key]) if key in entity else []
    if not named:
        return None
    value = named[-1].value
    if key == "id_number":
        return value["number"] if value.get("valid") else None
    return value.get("code") if key == "hukou_region" else value


def _with_age(turn: Turn) -> list[dict[str, Any]] | None:
    """The people told, the applicant as old as a year of birth or an age in the words says."""
    year, years = _BORN.search(turn.plain), re.search(r"(\d{1,3})岁", turn.plain)
    age = turn.said_on.year - int(year[1]) if year else int(years[1]) if years else None
    if age is None or not 0 <= age < 130:
        return None
    members = interview.answered(turn, "members")
    people = [dict(one) for one in members] if isinstance(members, list) and members else [{}]
    return [{**people[0], "age": age}, *people[1:]]


interview.BEFORE_NEXT.append(offer_papers)
