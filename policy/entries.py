"""One parameter file to dated entries: values and gaps of one quantity in one region."""

from dataclasses import replace
from datetime import date
from typing import Any

from policy.fields import READERS, Misfit, read_date, read_flag, read_record, read_text
from policy.model import Gap, Reference, Value
from policy.quantities import Quantity
from policy.source import Path, Source

FILE_KEYS = ("quantity", "unit", "last_checked_on", "values")
ENTRY_KEYS = (
    "from", "to", "value", "gap", "meanwhile", "unit", "confirmed", "reference",
    "published_on", "last_checked_on", "note",
)  # fmt: skip
NEEDED = {
    "confirmed": "写 confirmed: true 或 false",
    "reference": "写 reference: {title: 文件名, article: 第几条}",
}
REFERENCE_KEYS = ("document", "title", "short", "document_no", "article", "url", "note")
# the start of the first value is sometimes not known; it sorts before every date
UNKNOWN_START = "unknown"


class EntryReader:
    """Reads the entries of one file; refusals go to the source as problems."""

    def __init__(self, source: Source, quantity: Quantity, region: str, documents: dict[str, Reference]) -> None:
        self.source = source
        self.quantity = quantity
        self.region = region
        self.documents = documents

    def read(self) -> list[tuple[int, Value | Gap]]:
        """Every entry that could be read, with its line."""
        data = self.source.data
        self._refuse_unknown(data, FILE_KEYS, ())
        values = data.get("values")
        if not isinstance(values, list) or not values:
            self.source.complain((), "没有 values", "写 values: 下面每个值一项")
            return []
        found = []
        for index, item in enumerate(values):
            entry = self._read_entry(item, ("values", index))
            if entry is not None:
                found.append((self.source.line("values", index), entry))
        return found

    def _read_entry(self, item: Any, at: Path) -> Value | Gap | None:
        if not isinstance(item, dict):
            self.source.complain(at, "这一项不是一组键值", "写 from、value、confirmed、reference")
            return None
        before = len(self.source.problems)
        self._refuse_unknown(item, (*ENTRY_KEYS, *self.quantity.where), at)
        where = self._where(item, at)
        start, end = self._period(item, at)
        entry = self._gap(item, at, where, start, end) if "gap" in item else self._value(item, at, where, start, end)
        return entry if len(self.source.problems) == before else None

    def _refuse_unknown(self, item: dict[str, Any], allowed: tuple[str, ...], at: Path) -> None:
        for key in item:
            if key not in allowed:
                self.source.complain((*at, key), f"不认识的键“{key}”", f"可以写的有 {'、'.join(allowed)}")

    def _where(self, item: dict[str, Any], at: Path) -> dict[str, str]:
        where = {}
        for key, allowed in self.quantity.where.items():
            word = item.get(key)
            if word is None:
                self.source.complain(at, f"缺少“{key}”", f"写 {key}: {'、'.join(allowed) or '名称'}")
            elif allowed and word not in allowed:
                self.source.complain((*at, key), f"{key}“{word}”不对", f"可以写的有 {'、'.join(allowed)}")
            else:
                where[key] = word
        return where

    def _period(self, item: dict[str, Any], at: Path) -> tuple[date | None, date | None]:
        start = None
        if item.get("from") != UNKNOWN_START:
            start = self._try(read_date, item.get("from"), (*at, "from"))
        end = self._try(read_date, item["to"], (*at, "to")) if "to" in item else None
        if start and end and end < start:
            self.source.complain((*at, "to"), f"结束日 {end} 在开始日 {start} 之前", "改其中一个日期")
        return start, end

    def _try(self, reader: Any, word: Any, at: Path) -> Any:
        try:
            return reader(word)
        except Misfit as misfit:
            self.source.complain(at, misfit.what, misfit.instead)
            return None

    def _optional_date(self, item: dict[str, Any], key: str, at: Path) -> date | None:
        if key in item:
            return self._try(read_date, item[key], (*at, key)) or None
        if key in self.source.data:
            return self._try(read_date, self.source.data[key], (key,)) or None
        return None

    def _gap(self, item: dict[str, Any], at: Path, where: dict[str, str], start: date | None, end: date | None) -> Gap:
        if "value" in item:
            self.source.complain((*at, "gap"), "value 和 gap 不能一起写", "知道就留 value，不知道就留 gap")
        if item.get("meanwhile", "previous") != "previous":
            self.source.complain((*at, "meanwhile"), f"meanwhile“{item['meanwhile']}”不对", "只能写 previous")
        reason = self._try(read_text, item["gap"], (*at, "gap")) or ""
        reference = self._reference(item["reference"], (*at, "reference"), start) if "reference" in item else None
        return Gap(self.quantity.name, self.region, where, reason, start, end, "meanwhile" in item, reference)

    def _value(
        self, item: dict[str, Any], at: Path, where: dict[str, str], start: date | None, end: date | None
    ) -> Value:
        if "value" not in item:
            self.source.complain(at, "没有 value", "写 value: 数值；不知道就写 gap: 原因")
        for key, instead in NEEDED.items():
            if key not in item:
                self.source.complain(at, f"缺少“{key}”", instead)
        reference = self._reference(item["reference"], (*at, "reference"), start) if "reference" in item else None
        content = self._try(self._content, item["value"], (*at, "value")) if "value" in item else None
        confirmed = self._try(read_flag, item["confirmed"], (*at, "confirmed")) if "confirmed" in item else None
        return Value(
            quantity=self.quantity.name,
            region=self.region,
            value=content,
            unit=self._unit(item, at),
            where=where,
            effective_from=start,
            effective_to=end,
            confirmed=bool(confirmed),
            reference=reference or Reference(""),
            published_on=self._optional_date(item, "published_on", at),
            last_checked_on=self._optional_date(item, "last_checked_on", at),
            note=item.get("note"),
        )

    def _content(self, word: Any) -> Any:
        if self.quantity.type == "record":
            return read_record(self.quantity.fields, word)
        return READERS[self.quantity.type](word)

    def _unit(self, item: dict[str, Any], at: Path) -> str | None:
        unit: str | None = item.get("unit", self.source.data.get("unit"))
        allowed = self.quantity.units
        if allowed and unit not in allowed:
            place = (*at, "unit") if "unit" in item or "unit" not in self.source.data else ("unit",)
            self.source.complain(place, f"单位“{unit}”不对", f"可以写的有 {'、'.join(allowed)}")
        elif not allowed and unit is not None:
            self.source.complain((*at, "unit"), f"“{self.quantity.title}”没有单位", "去掉 unit")
        return unit

    def _reference(self, body: Any, at: Path, start: date | None) -> Reference | None:
        if not isinstance(body, dict) or not (body.get("document") or body.get("title")):
            self.source.complain(at, "出处没有写明", "写 {document: 文件代号, article: 第几条} 或 {title: 文件名}")
            return None
        self._refuse_unknown(body, REFERENCE_KEYS, at)
        if "document" not in body:
            keys = ("title", "short", "document_no", "article", "url", "note")
            return Reference(**{key: body[key] for key in keys if body.get(key)})
        return self._cited(body, at, start)

    def _cited(self, body: dict[str, Any], at: Path, start: date | None) -> Reference | None:
        known = self.documents.get(body["document"])
        if known is None:
            self.source.complain((*at, "document"), f"没有登记的文件“{body['document']}”", "先写进 references.yaml")
            return None
        if start and known.in_force_from and start < known.in_force_from:
            what = f"{start} 时《{known.title}》还没有施行"
            self.source.complain((*at, "document"), what, f"from 不早于 {known.in_force_from}，或引用当时有效的文件")
        if start and known.in_force_to and start > known.in_force_to:
            what = f"{start} 时《{known.title}》已经失效"
            self.source.complain((*at, "document"), what, "引用当时有效的文件")
        return replace(
            known,
            article=body.get("article"),
            url=body.get("url") or known.url,
            note=body.get("note") or known.note,
        )
