"""Texts of consents and declarations in the talk: said once with the question they belong to, recorded as shown."""

from typing import Any

from actions import interview, texts
from actions.household.keys import RELATION_NAMES
from actions.turn import Turn
from contracts.casework import Answer, ConsentIn, ConsentKind, ConsentText, Decision, DraftState
from contracts.keys import DECLINED, SENSITIVE
from contracts.messages import Choice, Command

VERIFICATION = "verification_consent"
# flags: kind → the words shown, until something was decided on them
NOTICED = "noticed"
DECLARED: tuple[ConsentKind, ...] = ("honesty",)
PROXY: ConsentKind = "proxy"


async def text_of(turn: Turn, kind: str) -> ConsentText:
    """The text of a kind that is in use."""
    return (await turn.casework.read_consent_texts()).texts[kind]


async def record(turn: Turn, kind: ConsentKind, decision: Decision, shown: str) -> None:
    """Keep a decision with exactly the words it was made on."""
    version = (await text_of(turn, kind)).version
    body = ConsentIn(turn_id=turn.turn_id, kind=kind, decision=decision, text_version=version, text=shown)
    turn.state = await turn.casework.record_consent(turn.conversation, body)
    _noticed(turn).pop(kind, None)
    if kind in turn.reply.noticed:
        turn.reply.noticed.remove(kind)


def _noticed(turn: Turn) -> dict[str, str]:
    held: dict[str, str] = turn.memory.flags.setdefault(NOTICED, {})
    return held


async def _say_once(turn: Turn, kind: str, **values: str) -> None:
    """Say a text the first time it is due, and remember what was shown."""
    if kind not in _noticed(turn):
        words = (await text_of(turn, kind)).text.format(**values)
        turn.reply.say_text(words)
        _noticed(turn)[kind] = words
        if kind in SENSITIVE:
            turn.reply.noticed.append(kind)


def is_refused(turn: Turn, kind: str) -> bool:
    """Whether nothing of a kind is to be kept."""
    return turn.state.consents.get(kind) in ("refused", "withdrawn")


async def say_notices(turn: Turn, key: str, in_full: bool) -> list[Choice]:
    """The notice of each kind of sensitive data the question begins, with the choice not to tell any of it.

    A line of the review that a no had left empty is asked with the notice anew: answering it then agrees.
    """
    draft = turn.state.draft
    kinds: list[str] = [kind for kind in SENSITIVE if key in SENSITIVE[kind] and is_refused(turn, kind)]
    if draft is not None and draft.next_key == key:
        if key == VERIFICATION and in_full:
            turn.reply.say_text((await text_of(turn, "verification")).text)
        kinds += turn.state.notices
    for kind in kinds:
        await _say_once(turn, kind)
    return declining(turn, *kinds)


async def say_for_photos(turn: Turn, *kinds: str) -> None:
    """The notice of photos invited or come: once, and only while nothing was decided on it."""
    for kind in kinds:
        if kind and turn.state.consent_privacy is True and kind not in turn.state.consents:
            await _say_once(turn, kind)


async def agree_by_photo(turn: Turn, kind: str) -> None:
    """Whoever confirms what a photo says, or sends one after the notice, agrees as it says."""
    words = _noticed(turn).get(kind)
    if words and kind not in turn.state.consents:
        await record(turn, kind, "given", words)  # type: ignore[arg-type]


def is_noticed(turn: Turn, kind: str) -> bool:
    """Whether the notice was said and nothing decided since."""
    return kind in _noticed(turn)


def declining(turn: Turn, *kinds: str) -> list[Choice]:
    """不说这些, of these kinds and of those whose notice was said in this turn."""
    return [_declining(kind) for kind in dict.fromkeys((*kinds, *turn.reply.noticed))]


def _declining(kind: str) -> Choice:
    (title, _), *_ = texts.buttons(f"utter_{kind}")
    return Choice(title=title, command=Command(intent="decline_to_answer", values={"consent": kind}))


def offer_declining(turn: Turn) -> None:
    """The button not to tell stands beside whatever was said with a notice, where no question has brought it."""
    if not turn.reply.noticed or not turn.reply.bubbles:
        return
    last = turn.reply.bubbles[-1]
    last.choices = [*last.choices, *(one for one in declining(turn) if one not in last.choices)]
    turn.memory.choices = [choice.model_dump() for choice in last.choices]


def last_noticed(turn: Turn) -> str | None:
    """The kind of sensitive data whose notice was said last, while nothing is decided on it."""
    return next((kind for kind in reversed(_noticed(turn)) if kind in SENSITIVE), None)


async def agree_by_answering(turn: Turn, answers: list[Answer]) -> None:
    """Whoever answers after the notice agrees, as it says; 不清楚 and 不想说 decide nothing."""
    tells = turn.intent not in ("dont_know", "decline_to_answer") or bool(turn.entities)
    for kind, words in list(_noticed(turn).items()):
        if turn.state.consents.get(kind) == "given":
            _noticed(turn).pop(kind)
        elif tells and kind in SENSITIVE and any(_tells(kind, one) for one in answers):
            await record(turn, kind, "given", words)  # type: ignore[arg-type]
    slipped = [kind for kind in SENSITIVE if is_refused(turn, kind) and any(_holds(kind, one) for one in answers)]
    if slipped:
        turn.reply.say("utter_not_kept_as_wished", what=what_is(slipped[0]))


def allowed(turn: Turn, answers: list[Answer]) -> list[Answer]:
    """The answers that are kept: what a no stands against is not said to be noted."""
    refused = [kind for kind in SENSITIVE if is_refused(turn, kind)]
    return [one for one in answers if not any(_holds(kind, one) for kind in refused)]


def what_is(kind: str) -> str:
    """A kind of sensitive data in words: 病和残疾."""
    return texts.words(f"utter_{kind}")


def _holds(kind: str, one: Answer) -> bool:
    return one.key in SENSITIVE[kind] and one.value not in (None, DECLINED)


def _tells(kind: str, one: Answer) -> bool:
    return one.value not in (None, DECLINED) and (one.key == "members" or one.key in SENSITIVE[kind])


async def say_proxy(turn: Turn, draft: DraftState) -> bool:
    """Who acts for somebody hears once what that takes; the signature comes later."""
    if draft.answers.get("applicant_role") == "proxy" and PROXY not in turn.state.consents:
        turn.reply.say("utter_declares_proxy")
        await _say_once(turn, PROXY, whom=_whom(draft.answers))
        await record(turn, PROXY, "later", _noticed(turn)[PROXY])
    return False


async def say_declarations(turn: Turn, draft: DraftState) -> None:
    """What the confirmation of the review declares, once."""
    for kind in DECLARED:
        if kind not in turn.state.consents and kind not in _noticed(turn):
            turn.reply.say("utter_declares")
            await _say_once(turn, kind)


def _whom(answers: dict[str, Any]) -> str:
    told = answers.get("proxy_relation")
    if not isinstance(told, str) or told in ("", DECLINED, "self", "other"):
        return texts.words("utter_somebody")
    return RELATION_NAMES.get(told, told)


async def declare(turn: Turn) -> None:
    """The confirmation of the review declares what stood above it."""
    for kind in DECLARED:
        if words := _noticed(turn).get(kind):
            await record(turn, kind, "given", words)


interview.SAID_FIRST.append(say_notices)
interview.BEFORE_NEXT.append(say_proxy)
interview.BEFORE_REVIEW.append(say_declarations)
