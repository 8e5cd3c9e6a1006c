"""Masks a recorded conversation: whatever could say who or where somebody is becomes an invented stand-in.

What stays: the story's own words, the county (it decides law and office) and public places such as a county hospital.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from casework.domain.case_numbers import read_number
from contracts.extraction import Entity, extract
from contracts.gazetteer import Division, Gazetteer
from contracts.keys import DECLINED
from jiuji import replay_standins as standins

OWN_CASE: Final = "{case}"
_PUBLIC: Final = re.compile(r"(?:医院|卫生院|车站|火车站|客运站|派出所|救助站|安置点)$")
_SURNAME: Final = re.compile(r"^(.{1,2})(（姓）)$|^(.)()$")
_SURNAME_SAID: Final = re.compile(r"(?:^|我|免贵|本人|[，,。 ])姓([\u4e00-\u9fff])(?![\u4e00-\u9fff])")
# what no extractor looks for: bank cards and other long numbers, accounts, plates, mail; sums of money stay
_OTHERS: Final = (
    r"(?P<account>(?:微信号?|wx|vx|QQ号?|qq)\s*(?:是|叫|为|[:：])?\s*(?P<handle>[A-Za-z][-\w]{4,}|\d{5,}))"
    r"|(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<plate>[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·\s]?[A-Z0-9]{5,6}(?![A-Z0-9]))"
    r"|(?P<house>\d+(?=\s*(?:号楼?|栋|幢|单元|室|组)(?![线码人])))"
    r"|(?P<digits>\d(?:[\s-]?\d){6,}(?!\s*(?:元|块|万)))"
)
# answers that are codes of places; a county named in incident_region stays: it decides law and office
_CODED: Final = frozenset({"incident_township", "hukou_region", "hukou_township", "usual_region", "usual_township"})


class Mask:
    """Learns what must not be shown, message by message, then writes texts and facts without it."""

    def __init__(self, own_cases: Iterable[str] = (), also: Iterable[str] = ()) -> None:
        self._words: dict[str, str] = {}
        self._codes: dict[str, str] = {}
        self._given: dict[tuple[str, str], str] = {}
        self._own = {found.body for number in own_cases if (found := read_number(number))}
        for word in also:
            self._replace(word, standins.village(word, len(self._words)))

    @property
    def originals(self) -> set[str]:
        """Every word that was replaced."""
        return set(self._words)

    def learn_text(self, text: str, said_on: date) -> None:
        """Take note of names, numbers and places in a message or in a fact told in free words."""
        for entity in extract(text, said_on):
            if entity.entity == "name":
                self._learn_name(str(entity.value), text, said_on)
            elif entity.entity in ("phone", "id_number", "case_number"):
                self._learn_number(entity, said_on)
            elif entity.entity == "region":
                self._learn_region(entity, said_on)
            elif entity.entity == "place":
                self._learn_place(str(entity.value), said_on)
        for told in _SURNAME_SAID.finditer(text):
            self._learn_surname(told[1])

    def learn_fact(self, key: str, value: Any, told_on: date) -> None:
        """Take note of a stored answer, of every word in a list of persons or things."""
        for part in _parts(value):
            self.learn_fact(key, part, told_on)
        if not isinstance(value, str) or value == DECLINED:
            return
        if key == "contact_name":
            surname = _SURNAME.match(value)
            own = surname and (surname[1] or surname[3])
            self._learn_surname(own) if own else self._learn_name(value, f"我叫{value}", told_on)
        elif key in ("contact_phone", "id_number"):
            kind = "phone" if key == "contact_phone" else key
            self._learn_number(Entity(kind, value, {"number": value}, 0, len(value)), told_on)
        elif key in ("incident_place", "hukou_place"):
            self.learn_text(value, told_on)
            self._learn_place(value, told_on)
        elif key in _CODED:
            self._learn_code(value, told_on)
        elif not re.fullmatch(r"[\w/-]*", value, re.ASCII):
            self.learn_text(value, told_on)

    def text(self, text: str) -> str:
        """The text with every learnt word replaced, longest first, each place once."""
        known = sorted((word for word in self._words if word), key=len, reverse=True)
        either = "|".join([*(re.escape(word) for word in known), _OTHERS])
        return re.sub(either, self._other_or_known, text)

    def fact(self, key: str, value: Any) -> Any:
        """A stored answer without what it told of a person."""
        if isinstance(value, list):
            return [self.fact(key, part) for part in value]
        if isinstance(value, dict):
            return {name: self.fact(name, part) for name, part in value.items()}
        if not isinstance(value, str) or value == DECLINED:
            return value
        if key == "contact_name" and (surname := _SURNAME.match(value)):
            own, mark = surname[1] or surname[3], surname[2] or ""
            return self._words.get(f"姓{own}", "姓").removeprefix("姓") + mark
        return self._codes.get(value) or self.text(value)

    def _other_or_known(self, found: re.Match[str]) -> str:
        words = found[0]
        if words in self._words:
            return self._words[words]
        if found["account"]:
            handle = found["handle"]
            return words.removesuffix(handle) + self._like(handle)
        return self._like(words)

    def _like(self, words: str) -> str:
        """Letters and figures of the same kind and number, invented."""
        key = ("other", words)
        if key not in self._given:
            turn = len(self._given) + 3
            drawn = "".join(_invented(char, turn * (place + 2) + 1) for place, char in enumerate(words))
            changed = re.sub(r"\d", lambda digit: str((int(digit[0]) + 1) % 10), words)
            self._given[key] = drawn if drawn != words else changed
        return self._given[key]

    def _replace(self, original: str, standin: str) -> None:
        if original and original not in self._words:
            self._words[original] = standin

    def _learn_surname(self, original: str) -> None:
        turn = len(self._words) % len(standins.SURNAMES)
        drawn = next(one for one in standins.SURNAMES[turn:] + standins.SURNAMES if one != original[0])
        self._replace(f"姓{original}", f"姓{drawn * len(original)}")

    def _learn_name(self, name: str, text: str, said_on: date) -> None:
        """A stand-in that is read as a name in the same sentence, where there is one."""
        if name in self._words or len(name) < 2:
            return
        parts = _halves(name)
        drawn = [one for one in standins.names(name, len(self._words)) if not any(part in one for part in parts)]
        read = (one for one in drawn if self._is_read(text.replace(name, one), one, said_on))
        chosen = next(read, drawn[0] if drawn else standins.GIVEN[0] * len(name))
        self._replace(name, chosen)
        for part in parts:
            # people are called by half of their name, too; a surname alone is a word like others
            if len(part) > 1:
                at = name.index(part)
                self._replace(part, chosen[at : at + len(part)])

    @staticmethod
    def _is_read(text: str, name: str, said_on: date) -> bool:
        return any(entity.entity == "name" and entity.value == name for entity in extract(text, said_on))

    def _learn_number(self, entity: Entity, said_on: date) -> None:
        """One number may be written several ways; each is replaced in its own."""
        value = entity.value if isinstance(entity.value, dict) else {"number": entity.value}
        number = str(value["number"])
        if entity.entity == "case_number":
            own = (found := read_number(number)) and found.body in self._own
            self._replace(entity.text, OWN_CASE if own else standins.case_number(number, len(self._words) + 1))
            return
        key = (entity.entity, number)
        if key not in self._given:
            turn = len(self._given) + 1
            make = (
                standins.phone(number, turn) if entity.entity == "phone" else standins.id_number(number, turn, said_on)
            )
            self._given[key] = make
        self._replace(entity.text, standins.digits_like(entity.text, self._given[key]))
        self._replace(number, self._given[key])

    def _learn_region(self, entity: Entity, said_on: date) -> None:
        code = entity.value.get("township_code") or entity.value["code"]
        self._learn_code(code, said_on, entity.text)

    def _learn_code(self, code: str, said_on: date, span: str | None = None) -> None:
        """A township becomes another of its county, a county outside the service another of its prefecture."""
        here = Gazetteer.load().division(code)
        if code in self._codes or here is None or (len(code) == 6 and Gazetteer.load().is_served(code)):
            return
        words = span or Gazetteer.load().full_name(code)
        fits = [one for one in standins.siblings(code) if _names(_with_place(words, here, one), one.code, said_on)]
        # a name that is a place by itself stays one: 唐克 alone, without its 镇
        alone = _names(standins.bare(here.name), code, said_on)
        best = sorted(fits, key=lambda one: _names(standins.bare(one.name), one.code, said_on) != alone)
        if not best:
            return
        self._codes[code] = best[0].code
        self._replace(here.name, best[0].name)
        # 马尔康 is the city before it is its 镇, and the city stays
        county = Gazetteer.load().county(code) if len(code) == 9 else None
        if county is None or standins.bare(county.name) != standins.bare(here.name):
            self._replace(standins.bare(here.name), standins.bare(best[0].name))

    def _learn_place(self, place: str, said_on: date) -> None:
        """What stands behind the town's name: 较场村 of 叠溪镇较场村."""
        ends = [entity.end for entity in extract(place, said_on) if entity.entity == "region"]
        own = place[max(ends, default=0) :]
        if len(own) > 1 and not _PUBLIC.search(own):
            self._replace(own, standins.village(own, len(self._words)))


def _parts(value: Any) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []


def _invented(char: str, turn: int) -> str:
    if char.isdigit():
        return str(turn % 10)
    return "x" if char.isascii() and char.isalpha() else char


def _with_place(words: str, here: Division, other: Division) -> str:
    named = words.replace(here.name, other.name)
    return named.replace(standins.bare(here.name), standins.bare(other.name)) if named == words else named


def _names(words: str, code: str, said_on: date) -> bool:
    """Whether the words are read as this place."""
    read = [entity.value for entity in extract(words, said_on) if entity.entity == "region"]
    return any((value.get("township_code") or value["code"]) == code for value in read)


def _halves(name: str) -> list[str]:
    """What people are called by beside the whole: 秀兰 of 贾秀兰, 尕藏 of 尕藏·扎西."""
    if re.search(r"[·•・.]", name):
        return re.split(r"[·•・.]", name)
    return [name[:-2], name[-2:]] if len(name) in (3, 4) else [name[:1], name]
