"""Which of the places in a message is where it happened, and which is where somebody comes from."""

import re
from dataclasses import dataclass
from typing import Any

from actions.turn import Found, Turn
from contracts.gazetteer import Division, Gazetteer

MIN_TOWN = 2
_HUKOU = ("户口", "户籍", "老家", "籍贯")
# 不是马尔康, 不在马尔康: what comes next is said not to be the place; 是不是 asks
_DENIED = re.compile(r"(?<!是)(?<!在)(?:不|没|莫|未|非)(?:是|在|属于|属)(?:在|到|去|我们|说|指)*\s*$")


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
    township, code9 = value.get("township"), value.get("township_code")
    return Place(str(value.get("code") or ""), str(value.get("name") or found.text), township, code9, found.text)


@dataclass(frozen=True)
class Places:
    """The places of one message by what they are."""

    incident: Place | None = None
    origin: Place | None = None
    unclear: tuple[Place, ...] = ()


_TOWN_KIND = ("街道", "镇", "乡")


def town_of(county: str, words: str) -> Division | None:
    """The town of a known county that the words name, with or without its 镇: 凤山 in 福泉 is no county in Guangxi."""
    for town in Gazetteer.load().townships(county):
        kind = next((kind for kind in _TOWN_KIND if town.name.endswith(kind)), "")
        bare = town.name.removesuffix(kind)
        if _names(words, town.name) or (len(bare) >= MIN_TOWN and _names(words, bare) and f"{bare}县" not in words):
            return town
    return None


def _names(words: str, name: str) -> bool:
    """Whether the words name it otherwise than to deny it."""
    return any(not is_denied(words, match.start()) for match in re.finditer(re.escape(name), words))


def is_denied(text: str, start: int) -> bool:
    """Whether the place that begins here is said not to be it: 不是马尔康，是金川."""
    return bool(_DENIED.search(text[:start]))


def read_places(turn: Turn, asked: str | None) -> Places:
    """Hukou words never name the place of the incident; two open places are asked about, not guessed."""
    told = [found for found in turn.found("region") if not is_denied(turn.text, found.start)]
    marked = [(found.role or "open", _place(found)) for found in told]
    marked = [(role, place) for role, place in marked if place.code]
    by_role = {role: [p for r, p in marked if r == role] for role in ("origin", "here", "open")}
    origin = by_role["origin"][0] if by_role["origin"] else None
    if asked == "hukou_region":
        return Places(origin=origin or next((p for r, p in marked if r != "elsewhere"), None))
    if asked in ("incident_region", "incident_township") and origin and len(marked) == 1:
        is_hukou = any(word in turn.text for word in _HUKOU)
        return Places(origin=origin) if is_hukou else Places(incident=origin)
    here = _where(by_role["here"], by_role["open"])
    unclear = () if here or len(by_role["open"]) < 2 else tuple(by_role["open"])
    return Places(here, origin, unclear)


def _where(here: list[Place], others: list[Place]) -> Place | None:
    """The place marked as here; where that is only a province somebody works in, the one county named beside it."""
    best, other = _most_exact(here), _only(others)
    if best and not best.is_county and other and other.township:
        return other
    return best or other


def _most_exact(places: list[Place]) -> Place | None:
    return max(places, key=lambda place: (place.is_county, bool(place.township)), default=None)


def _only(places: list[Place]) -> Place | None:
    """The one open place; a county inside a named prefecture counts as one."""
    best = _most_exact(places)
    if best is None or all(best.code.startswith(place.code.rstrip("0")) for place in places):
        return best
    return None
