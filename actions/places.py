"""Which of the places in a message is where it happened, and which is where somebody comes from."""

import re
from dataclasses import dataclass
from typing import Any

from actions.turn import Found, Turn

_HUKOU_BEFORE = re.compile(
    r"(?:户口(?:本)?(?:上)?(?:是|在|落在)?|籍贯(?:是)?|老家(?:是|在)?|来自|从|(?:我|俺|我们|咱)(?:们|家)?是)$"
)
_HUKOU_AFTER = re.compile(r"^(?:省|市|州|县)?(?:户口|户籍|籍|人(?!民|家|里|没|住)|老家|过来|来的|来打工)")
_HERE_BEFORE = re.compile(r"(?:在|到|来到?|搁|位于|发生在|住)(?:咱|我们|这边|这个)?$")
_ELSEWHERE_BEFORE = re.compile(
    r"(?:儿子|女儿|娃儿?|男人|老公|老婆|婆娘|爱人|哥|弟|姐|妹|爸|妈|老汉|亲戚|孩子|媳妇|丈夫)\S{0,3}在$"
)
_ELSEWHERE_AFTER = re.compile(r"^\S{0,6}(?:打工|上班|读书|上学|工作|坐牢|服刑|当兵)")
_FROM = re.compile(r"^的")


@dataclass(frozen=True)
class Place:
    """A place in normal form: 6-digit code, official name, the township when one was said."""

    code: str
    name: str
    township: str | None
    township_code: str | None
    text: str

    @property
    def is_county(self) -> bool:
        """Whether it is exact enough to know which county takes the case."""
        return not self.code.endswith("00")


def _place(found: Found) -> Place:
    value: dict[str, Any] = dict(found.value) if isinstance(found.value, dict) else {}
    township: Any = value.get("township") or None
    code9 = value.get("township_code") or value.get("township_code9")
    if isinstance(township, dict):
        township, code9 = township.get("name"), township.get("code")
    return Place(str(value.get("code") or ""), str(value.get("name") or found.text), township, code9, found.text)


def _role(turn: Turn, found: Found) -> str:
    """`origin`, `here`, `elsewhere` or `open`, from the words around the place."""
    if found.role in ("origin", "here"):
        return found.role
    before, after = turn.text[: found.start].rstrip(), turn.text[found.end :].lstrip()
    if _ELSEWHERE_BEFORE.search(before) and _ELSEWHERE_AFTER.search(after):
        return "elsewhere"
    if _HERE_BEFORE.search(before):
        return "origin" if re.search(r"(?:户口|老家|籍贯)\S{0,2}$", before) else "here"
    if _HUKOU_AFTER.search(after):
        return "origin"
    if _HUKOU_BEFORE.search(before):
        return "origin" if _FROM.search(after) or "是" not in before[-2:] else "open"
    return "open"


@dataclass(frozen=True)
class Places:
    """The places of one message by what they are."""

    incident: Place | None = None
    origin: Place | None = None
    unclear: tuple[Place, ...] = ()


def read_places(turn: Turn, asked: str | None) -> Places:
    """Hukou words never name the place of the incident; two open places are asked about, not guessed."""
    marked = [(_role(turn, found), _place(found)) for found in turn.found("region")]
    marked = [(role, place) for role, place in marked if place.code]
    by_role = {role: [p for r, p in marked if r == role] for role in ("origin", "here", "open")}
    origin = by_role["origin"][0] if by_role["origin"] else None
    if asked == "hukou_region":
        told = origin or next((p for r, p in marked if r != "elsewhere"), None)
        return Places(origin=told)
    if asked in ("incident_region", "incident_township") and origin and len(marked) == 1:
        is_hukou = any(word in turn.text for word in ("户口", "户籍", "老家", "籍贯"))
        return Places(origin=origin) if is_hukou else Places(incident=origin)
    here = _most_exact(by_role["here"]) or _only(by_role["open"])
    unclear = () if here or len(by_role["open"]) < 2 else tuple(by_role["open"])
    return Places(here, origin, unclear)


def _most_exact(places: list[Place]) -> Place | None:
    return max(places, key=lambda place: (place.is_county, bool(place.township)), default=None)


def _only(places: list[Place]) -> Place | None:
    """The one open place; a county inside a named prefecture counts as one."""
    best = _most_exact(places)
    if best is None or all(best.code.startswith(place.code.rstrip("0")) for place in places):
        return best
    return None
