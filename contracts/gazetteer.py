"""Places: official divisions of China by GB/T 2260 code, and the everyday forms in which people name them."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "gazetteer_data"
_SUFFIX = re.compile(r"(特别行政区|自治区|自治州|自治县|自治旗|林区|特区|地区|省|市|县|区|州|盟|旗)$")
_PEOPLES = re.compile(
    r"(?:蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西"
    r"|景颇|柯尔克孜|土"
    r"|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|塔吉克|怒|鄂温克|裕固|保安|独龙|鄂伦春)族|各族|(?<=柯)柯尔克孜"
    r"|哈萨克$|蒙古$"
)
_TOWN_SUFFIX = re.compile(r"(回族乡|街道|镇|乡)$")
_BETWEEN = re.compile(r"[\s,，、的省州市县境内那边下面]{0,3}$")


@dataclass(frozen=True)
class Division:
    """A province, prefecture, county or township with its official name alone."""

    code: str
    name: str


@dataclass(frozen=True)
class RegionHit:
    """A place named in a text: 6-digit code and official name, the township where one was said."""

    code6: str
    name: str
    township: str | None
    township_code9: str | None
    start: int
    end: int


@dataclass(frozen=True)
class _Form:
    """One way to say a place; `alone` when it counts without its parent beside it."""

    text: str
    code: str
    alone: bool
    guard: re.Pattern[str] | None = None


@dataclass(frozen=True)
class _Token:
    """A form seen in the text, with every place it may mean."""

    start: int
    end: int
    forms: tuple[_Form, ...]


def _prefixes(code: str) -> tuple[str, ...]:
    """Codes of the place itself and of all above it."""
    six = (code[:2] + "0000", code[:4] + "00", code[:6])
    return (*six, code) if len(code) == 9 else six


def _is_inside(code: str, outer: str) -> bool:
    return code != outer and outer in _prefixes(code)


class Gazetteer:
    """All divisions and the forms people use; load once with `Gazetteer.load()`."""

    def __init__(
        self, divisions: dict[str, str], townships: dict[str, dict[str, str]], everyday: dict[str, Any]
    ) -> None:
        self._names = dict(divisions)
        self._townships = {county: [Division(county + tail, name) for tail, name in sorted(towns.items())]
                           for county, towns in townships.items()}  # fmt: skip
        self._names |= {town.code: town.name for towns in self._townships.values() for town in towns}
        self._served = tuple(everyday["served"])
        self._index: dict[str, list[_Form]] = {}
        for form in _all_forms(divisions, self._townships, everyday):
            self._index.setdefault(form.text[:2], []).append(form)
        for forms in self._index.values():
            forms.sort(key=lambda form: -len(form.text))

    @staticmethod
    @lru_cache(maxsize=1)
    def load() -> "Gazetteer":
        """The gazetteer of the committed data, built once a process."""
        read = {name: json.loads((DATA / f"{name}.json").read_text("utf-8")) for name in
                ("divisions", "townships", "everyday")}  # fmt: skip
        return Gazetteer(read["divisions"], read["townships"], read["everyday"])

    def division(self, code: str) -> Division | None:
        """The place of a 6- or 9-digit code, or None when there is none."""
        name = self._names.get(code)
        return Division(code, name) if name else None

    def codes(self) -> list[str]:
        """Six-digit codes of all provinces, prefectures and counties."""
        return [code for code in self._names if len(code) == 6]

    def county(self, code: str) -> Division | None:
        """The county-level (or higher) place that a 6- or 9-digit code lies in."""
        return self.division(code[:6])

    def townships(self, code6: str) -> list[Division]:
        """Townships and streets of a served county, by code; empty for others."""
        return list(self._townships.get(code6, []))

    def full_name(self, code: str) -> str:
        """Names from province down to the place, joined, e.g. 贵州省黔南布依族苗族自治州福泉市."""
        codes = dict.fromkeys(_prefixes(code))
        return "".join(self._names[part] for part in codes if part in self._names)

    def is_served(self, code: str) -> bool:
        """Whether the gazetteer knows the townships of this place."""
        return code.startswith(self._served)

    def _has_served(self, code: str) -> bool:
        """Whether a place is served, or one that is lies in it."""
        return self.is_served(code) or any(code in _prefixes(served.ljust(6, "0")) for served in self._served)

    def find(self, text: str) -> list[RegionHit]:
        """Every place named in a text, in order; parts said in a row (云南昭通) are one place."""
        groups = _grouped(list(self._tokens(text)), text)
        resolved: list[RegionHit] = []
        last: tuple[int, str] | None = None
        for group in groups:
            code = self._resolve(group, groups)
            if code is None:
                continue
            start, end = group[0].start, group[-1].end
            if len(code) == 9 and last and last[0] == start and not _is_inside(code, last[1]):
                continue
            last = (end, code)
            resolved.append(self._hit(code, start, end))
        return resolved

    def _hit(self, code: str, start: int, end: int) -> RegionHit:
        town = code if len(code) == 9 else None
        return RegionHit(code[:6], self._names[code[:6]], self._names[code] if town else None, town, start, end)

    def _tokens(self, text: str) -> Iterator[_Token]:
        position = 0
        while position < len(text) - 1:
            token = self._token_at(text, position)
            if token:
                yield token
            position = token.end if token else position + 1

    def _token_at(self, text: str, position: int) -> _Token | None:
        longest: list[_Form] = []
        for form in self._index.get(text[position : position + 2], ()):
            if longest and len(form.text) < len(longest[0].text):
                break
            end = position + len(form.text)
            if text.startswith(form.text, position) and (form.guard is None or form.guard.match(text, end)):
                longest.append(form)
        return _Token(position, position + len(longest[0].text), tuple(longest)) if longest else None

    def _resolve(self, group: list[_Token], groups: list[list[_Token]]) -> str | None:
        """The one code a group means, or None when it stays ambiguous."""
        codes = list(dict.fromkeys(form.code for form in group[-1].forms if form.alone or len(group) > 1))
        if len(codes) > 1:
            others = {form.code for other in groups if other is not group for token in other for form in token.forms}
            near = [code for code in codes if any(_is_inside(code, other) for other in others)]
            # 州上 beside a county of one of them is that one; alone it stays open
            around = [code for code in codes if any(_is_inside(other, code) for other in others)]
            codes = near or around or [code for code in codes if self._has_served(code)] or codes
        if len(codes) > 1:
            rank = min(_level(code) for code in codes)
            codes = [code for code in codes if _level(code) == rank]
        return codes[0] if len(codes) == 1 else None


def _level(code: str) -> int:
    """1 province, 2 prefecture, 3 county, 4 township."""
    if len(code) == 9:
        return 4
    return 1 if code.endswith("0000") else 2 if code.endswith("00") else 3


def _grouped(tokens: list[_Token], text: str) -> list[list[_Token]]:
    """Joins a place and the parts of it said right after it."""
    groups: list[list[_Token]] = []
    for token in tokens:
        before = groups[-1][-1] if groups else None
        joined = before and _BETWEEN.match(text, before.end, token.start) and _narrowed(before, token)
        if joined:
            outer, inner = joined
            groups[-1][-1] = outer
            groups[-1].append(inner)
        else:
            groups.append([token])
    return groups


def _narrowed(outer: _Token, inner: _Token) -> tuple[_Token, _Token] | None:
    """Both tokens reduced to the readings in which the second lies inside the first."""
    pairs = [(o, i) for o in outer.forms for i in inner.forms if _is_inside(i.code, o.code)]
    if not pairs:
        return None
    outers, inners = tuple(dict.fromkeys(o for o, _ in pairs)), tuple(dict.fromkeys(i for _, i in pairs))
    return replace(outer, forms=outers), replace(inner, forms=inners)


def _bare(name: str) -> str:
    """The name without its kind and peoples: 阿坝藏族羌族自治州 → 阿坝."""
    stripped = _SUFFIX.sub("", name)
    first = _PEOPLES.search(stripped)
    return stripped[: first.start()] if first and first.start() >= 2 else stripped


def _all_forms(
    divisions: dict[str, str], townships: dict[str, list[Division]], everyday: dict[str, Any]
) -> Iterator[_Form]:
    guards = {text: re.compile(rule) for text, rule in everyday["guards"].items()}
    not_bare = set(everyday["not_bare"].split())
    fixed = everyday["aliases"]
    for code, name in divisions.items():
        for text, alone in _division_forms(code, name, not_bare):
            if text not in fixed:
                yield _Form(text, code, alone, guards.get(text))
    for text, codes in fixed.items():
        for code in codes.split():
            yield _Form(text, code, True, guards.get(text))
    bare_towns = set(everyday["bare_townships"].split())
    for town in (town for towns in townships.values() for town in towns):
        short = _TOWN_SUFFIX.sub("", town.name)
        yield _Form(town.name, town.code, True)
        if short != town.name and len(short) >= 2:
            yield _Form(short, town.code, len(short) >= 3 or short in bare_towns)
    for text, code in everyday["former_townships"].items():
        yield _Form(text, code, True)


def _division_forms(code: str, name: str, not_bare: set[str]) -> Iterator[tuple[str, bool]]:
    """Forms of one division and whether each may stand alone."""
    bare, district = _bare(name), _level(code) == 3 and name.endswith("区")
    yield name, name not in not_bare
    kind = "州" if name.endswith("自治州") else "县" if name.endswith("自治县") else ""
    if kind and len(bare) >= 2:
        yield bare + kind, True
    if len(bare) >= 2 and bare != name:
        yield bare, not district and bare not in not_bare
