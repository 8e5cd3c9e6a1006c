"""The register of quantities (`parameters/quantities.yaml`): what may be given, in which unit, for which cases."""

from dataclasses import dataclass, field
from typing import Any

from policy.fields import MAY_BE_GAP, READERS, Misfit, read_flag
from policy.source import Source

PATH = "parameters/quantities.yaml"
KEYS = ("title", "type", "units", "where", "fields", "floor", "needed")


@dataclass(frozen=True)
class Quantity:
    """One thing the law gives a value to. `where` maps a dimension to its allowed words, empty for any.

    `needed`: a county whose cases may be filed here must have a value or a gap of its own, in its folder or one around.
    """

    name: str
    title: str
    type: str
    units: tuple[str, ...] = ()
    where: dict[str, tuple[str, ...]] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    floor: str | None = None
    needed: bool = False


def read_quantities(source: Source) -> dict[str, Quantity]:
    """All quantities of the register; what is wrong becomes a problem of the source."""
    if not isinstance(source.data, dict):
        source.complain((), "数量登记表是空的", "每个数量一段，写 title 和 type")
        return {}
    found = {}
    for name, body in source.data.items():
        try:
            found[name] = _read_one(name, body)
        except Misfit as misfit:
            source.complain((name,), misfit.what, misfit.instead)
    return found


def _read_one(name: str, body: Any) -> Quantity:
    if not isinstance(body, dict) or "title" not in body or "type" not in body:
        raise Misfit(f"数量“{name}”缺 title 或 type", "两样都写上")
    unknown = [key for key in body if key not in KEYS]
    if unknown:
        raise Misfit(f"不认识的键“{unknown[0]}”", f"可以写的有 {'、'.join(KEYS)}")
    if body["type"] not in (*READERS, "record"):
        raise Misfit(f"不认识的类型“{body['type']}”", f"可以写的有 {'、'.join((*READERS, 'record'))}")
    wrong = [kind for kind in (body.get("fields") or {}).values() if kind.removesuffix(MAY_BE_GAP) not in READERS]
    if wrong:
        raise Misfit(f"不认识的字段类型“{wrong[0]}”", f"可以写的有 {'、'.join(READERS)}")
    where = {key: tuple(allowed or ()) for key, allowed in (body.get("where") or {}).items()}
    units = tuple(body.get("units") or ())
    return Quantity(
        name, body["title"], body["type"], units, where, body.get("fields") or {}, body.get("floor"),
        needed=read_flag(body.get("needed", "false")),
    )  # fmt: skip
