"""Messages as plain text for WeChat: cards in lines, choices as numbers, pieces that fit what one message may hold.

A message's own text is the same whenever it is rendered, so that a place in it can be kept: what was cut off is
found again by counting characters.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from connectors import fixed_words
from connectors.wechat.card_words import card_text, words
from connectors.wechat.cutting import cut, size
from contracts.messages import Message

# WeChat's limit for a text, in bytes of UTF-8; more is refused (customer service) or shown as a fault (passive answer)
LIMIT: Final = 2048
BETWEEN: Final = "\n\n"
# control characters break the XML, lone surrogates the encoding, bidi overrides the reading
_REMOVED: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
# WeChat makes links of these: words that were typed stay words
_LINK: Final = re.compile(r"<(?=/?a[\s>])", re.IGNORECASE)


@dataclass(frozen=True)
class Piece:
    """One text to send. Everything up to `upto_seq` is then delivered, and `upto_characters` of the next message.

    `more`: something is left for the next piece.
    """

    text: str
    upto_seq: int
    upto_characters: int
    more: bool


def render(message: Message, page: str | None = None) -> str:
    """One message in full: who speaks, the words, the card, the numbered choices; `page` as for `card_text`."""
    return _with_choices(_body(message, page), choice_lines(message))


def _with_choices(text: str, choices: str) -> str:
    return "\n".join(part for part in (text, choices) if part)


def _body(message: Message, page: str | None) -> str:
    text = _lead_in(message, _clean(message.text).strip())
    card = _clean(card_text(message.card, text, page)) if message.card else ""
    if message.card and not text and not card:
        card = words()["unreadable"]
    return _with_speaker(message, "\n".join(part for part in (text, card) if part))


def _lead_in(message: Message, text: str) -> str:
    """Words that lead over to the choices say themselves that a digit is enough: no second line to do it."""
    if not message.quick_replies or message.card or "回复" in text or not text.endswith("："):
        return text
    form: str = words()["lead_in"]
    return form.format(text=text.removesuffix("："))


def _clean(text: str) -> str:
    return _LINK.sub("＜", _REMOVED.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def _with_speaker(message: Message, text: str) -> str:
    if message.from_ != "staff" or not text:
        return text
    form: str = words()["staff" if message.staff_name else "staff_unnamed"]
    return form.format(name=_clean(message.staff_name or ""), text=text)


def choice_lines(message: Message) -> str:
    """The choices that the words do not number themselves; a digit means the same as on the page."""
    form = words()
    choices = [(number, _clean(reply.title)) for number, reply in enumerate(message.quick_replies, 1)]
    zero_said = _numbers_zero(message.text)
    left = [
        (number, title)
        for number, title in choices
        if not _is_numbered(message.text, number, title) and not (zero_said and _leads_to_person(title))
    ]
    if not left:
        return ""
    if not zero_said and not any(_leads_to_person(one) for one in (message.text, *(title for _, title in choices))):
        left.append((0, form["person"]))
    lines = [form["choice"].format(number=number, title=title) for number, title in left]
    if "回复" in message.text or _lead_in(message, message.text) != message.text:
        return "\n".join(lines)
    own_words = "说" in message.text or len(choices) == 1
    return "\n".join([form["hint_beside" if own_words else "hint"], *lines])


def _leads_to_person(title: str) -> bool:
    return any(word in title for word in words()["person_words"])


def _numbers_zero(text: str) -> bool:
    return bool(re.search(r"(?<!\d)0\s*(?:找|转)?人工|回复\s*0(?!\d)", text))


def _is_numbered(text: str, number: int, title: str) -> bool:
    """Whether the words say what this digit does: “回复 1 同意，2 先不记”."""
    alone = rf"回复\s*{number}(?!\d)"
    in_a_row = rf"回复\s*\d[^。！？\n]*[，、；]\s*{number}\s*[^\d\s，。、条]"
    named = rf"(?<!\d){number}[\s.、:：]*{re.escape(title)}"
    return bool(re.search(f"{alone}|{in_a_row}|{named}", text))


def pointer() -> str:
    """Words that say nothing but that something waits."""
    text: str = words()["pointer"]
    return text


def fit(
    messages: Sequence[Message], skip: int = 0, limit: int = LIMIT, *, late_before: int = 0, pushed: bool = True,
    covered: bool = False, page: str | None = None,
) -> Piece:  # fmt: skip
    """As much of the messages as one text holds, from `skip` characters into the first.

    Only the last choices offered are numbered. `late_before`: messages below that number are announced as late.
    `pushed`: whether the rest can follow by itself, which the closing words say. `covered`: the first line says
    nothing of what follows, for it shows on a locked screen. `page`: where this follower opens the page as themselves.
    """
    parts = _parts(messages, skip, page)
    opening = words()["late"] + "\n" if messages and not skip and messages[0].seq < late_before else ""
    if covered:
        opening = words()["covered"] + BETWEEN
    for layout in (_in_reading_order(messages, parts, skip, page), parts):
        whole = opening + _joined(layout)
        if size(whole) <= limit:
            return Piece(whole, messages[-1].seq if messages else 0, 0, more=False)
    closing = "\n" + words()["continued" if pushed else "waits"]
    if size(opening + closing) > limit // 2:
        opening = closing = ""
    text, place, taken = _fill(parts, limit - size(opening + closing))
    before = skip if place == 0 else 0
    return Piece(opening + text + closing, messages[place].seq - 1, before + taken, more=True)


def _joined(parts: Sequence[str]) -> str:
    return BETWEEN.join(part for part in parts if part)


def _parts(messages: Sequence[Message], skip: int, page: str | None) -> list[str]:
    """The text of each message, choices only where they still stand."""
    last = _last_offer(messages)
    parts = [render(message, page) if place == last else _body(message, page) for place, message in enumerate(messages)]
    return [part[skip:] if place == 0 else part for place, part in enumerate(parts)]


def _last_offer(messages: Sequence[Message]) -> int | None:
    """Whose choices a typed digit means: the newest ones, if nothing was asked after them.

    The gateway's own menus are only understood while they are the very last words.
    """
    for place in range(len(messages) - 1, -1, -1):
        message = messages[place]
        if message.quick_replies:
            is_ours = fixed_words.is_own_menu_titles([reply.title for reply in message.quick_replies])
            return None if is_ours and place < len(messages) - 1 else place
        if message.asks:
            return None
    return None


def _in_reading_order(messages: Sequence[Message], parts: list[str], skip: int, page: str | None) -> list[str]:
    """Where all fits, the numbered choices close the text, whatever is said after the question."""
    place = _last_offer(messages)
    if place is None or place == len(messages) - 1 or (place == 0 and skip):
        return parts
    choices = choice_lines(messages[place])
    return [*parts[:place], _body(messages[place], page), *parts[place + 1 :], choices]


def _fill(parts: list[str], room: int) -> tuple[str, int, int]:
    """The text that fits, the place of the first message not said in full, and how many of its characters were."""
    heads = [_joined(parts[:count]) for count in range(len(parts))]
    place = max(place for place, head in enumerate(heads) if not head or size(head) <= room)
    head = heads[place]
    if size(head) * 2 >= room:
        # between two messages is the best place to break
        return head, place, 0
    before = head + BETWEEN if head else ""
    kept, taken = cut(parts[place], room - size(before))
    return (before + kept if kept else head), place, taken
