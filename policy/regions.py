"""The tree of places: one folder a region, named by `region.yaml`, with the townships of a county beside it."""

import re
from dataclasses import replace
from typing import Any

from policy.fields import Misfit, read_flag, read_text
from policy.model import Region
from policy.source import Source

REGION_FILE = "region.yaml"
TOWNSHIP_FILE = "townships.yaml"
LEVELS = ("nation", "province", "prefecture", "county")
KEYS = ("code", "name", "full_name", "level", "served", "case_prefix", "controller")
REQUIRED = ("code", "name", "level")
NATION = "000000"


def folder_of(path: str) -> tuple[str, ...]:
    """`parameters/national/sichuan/x.yaml` as `("national", "sichuan")`."""
    return tuple(path.split("/")[1:-1])


class RegionTree:
    """All regions by code; a place without data of its own is answered by the nearest region around it."""

    def __init__(self, regions: dict[str, Region]) -> None:
        self._regions = regions
        self._townships = {code: name for region in regions.values() for code, name in region.townships.items()}

    def find(self, code: str | None) -> Region | None:
        """The region of a 6-digit code, or the county of a 9-digit township code."""
        if not isinstance(code, str):
            return None
        return self._regions.get(code) or self._regions.get(code[:6])

    def township(self, code: str) -> str | None:
        """The official name of a 9-digit township or street code."""
        return self._townships.get(code)

    def nearest(self, code: str | None) -> Region:
        """The region itself, else its prefecture, province or the nation."""
        digits = code if isinstance(code, str) else ""
        for candidate in (digits, digits[:6], digits[:4] + "00", digits[:2] + "0000"):
            if candidate in self._regions:
                return self._regions[candidate]
        return self._regions[NATION]

    def chain(self, code: str | None) -> list[Region]:
        """The nearest region and those around it, smallest first."""
        region: Region | None = self.nearest(code)
        chain = []
        while region is not None:
            chain.append(region)
            region = self._regions.get(region.parent) if region.parent else None
        return chain

    def all(self) -> list[Region]:
        """Every region, by code."""
        return [self._regions[code] for code in sorted(self._regions)]

    def named(self, word: str) -> Region | None:
        """A region by its code, official name, or name without 县/市/州; a wider place wins over a narrower one."""
        if word in self._regions:
            return self._regions[word]
        order = sorted(self._regions.values(), key=lambda region: LEVELS.index(region.level))
        exact = [region for region in order if word in (region.name, region.full_name)]
        return next(iter(exact or [region for region in order if len(word) > 1 and region.name.startswith(word)]), None)


def build_tree(sources: list[Source]) -> RegionTree:
    """The tree from every `region.yaml` and `townships.yaml`; what is wrong becomes a problem of its file."""
    bodies: dict[tuple[str, ...], tuple[Source, dict[str, Any]]] = {}
    for source in sources:
        if source.path.endswith("/" + REGION_FILE) and _is_complete(source):
            bodies[folder_of(source.path)] = (source, source.data)
    townships = {folder_of(s.path): _townships(s) for s in sources if s.path.endswith("/" + TOWNSHIP_FILE)}
    regions: dict[str, Region] = {}
    for folder in sorted(bodies, key=len):
        source, body = bodies[folder]
        parent = bodies.get(folder[:-1])
        if parent is None and len(folder) > 1:
            source.complain((), "上一级文件夹没有 region.yaml", "先给上一级地区写 region.yaml")
        if body["code"] in regions:
            # left out of the tree: a place that is its own parent would have no end
            source.complain(("code",), f"代码 {body['code']} 已有别的地区用了", "改成这个地区自己的代码")
            continue
        outer = regions.get(parent[1]["code"]) if parent else None
        regions[body["code"]] = _region(folder, body, outer, townships.get(folder, {}))
    if NATION not in regions:
        regions[NATION] = Region(NATION, "全国", "全国", "nation", ("national",), False, "救", "当地民政部门")
    return RegionTree(_mark_served(regions))


def _region(folder: tuple[str, ...], body: dict[str, Any], outer: Region | None, townships: dict[str, str]) -> Region:
    name = body["name"]
    outer_name = outer.full_name if outer and outer.level != "nation" else ""
    return Region(
        code=body["code"],
        name=name,
        full_name=body.get("full_name") or outer_name + name,
        level=body["level"],
        path=folder,
        served=body.get("served") == "true",
        case_prefix=body.get("case_prefix") or (outer.case_prefix if outer else "救"),
        controller=body.get("controller") or (f"{name}民政局" if outer else "当地民政部门"),
        parent=outer.code if outer else None,
        townships=townships,
    )


def _mark_served(regions: dict[str, Region]) -> dict[str, Region]:
    # a prefecture is served when a county of it is: the resident is asked which
    for region in list(regions.values()):
        code = region.parent if region.served else None
        while code and code != NATION:
            regions[code] = replace(regions[code], served=True)
            code = regions[code].parent
    return regions


def _is_complete(source: Source) -> bool:
    body = source.data
    if not isinstance(body, dict):
        source.complain((), "region.yaml 是空的", f"写 {'、'.join(REQUIRED)}")
        return False
    before = len(source.problems)
    for key in body:
        if key not in KEYS:
            source.complain((key,), f"不认识的键“{key}”", f"可以写的有 {'、'.join(KEYS)}")
    for key in REQUIRED:
        if not body.get(key):
            source.complain((), f"缺少“{key}”", f"写 {key}: …")
    if body.get("level") and body["level"] not in LEVELS:
        source.complain(("level",), f"level“{body['level']}”不对", f"可以写的有 {'、'.join(LEVELS)}")
    if body.get("code") and not re.fullmatch(r"\d{6}", body["code"]):
        source.complain(("code",), f"代码“{body['code']}”不是六位数字", "写国家标准的六位行政区划代码")
    if len(body.get("case_prefix", "一")) != 1:
        source.complain(("case_prefix",), "编号字头不是一个字", "只写一个汉字")
    _check_flag(source, body)
    return len(source.problems) == before


def _check_flag(source: Source, body: dict[str, Any]) -> None:
    try:
        read_flag(body.get("served", "false"))
    except Misfit as misfit:
        source.complain(("served",), misfit.what, misfit.instead)


def _townships(source: Source) -> dict[str, str]:
    found = {}
    for code, name in (source.data or {}).items() if isinstance(source.data, dict) else ():
        try:
            if not re.fullmatch(r"\d{9}", code):
                raise Misfit(f"代码“{code}”不是九位数字", "写九位的乡镇（街道）代码")
            found[code] = read_text(name)
        except Misfit as misfit:
            source.complain((code,), misfit.what, misfit.instead)
    return found
