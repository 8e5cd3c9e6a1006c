"""What the bills of a hospital come to: one sum over all that were read, each counted once."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from casework.domain.paper_facts import Case, Fact, Page, Paper, pages_of
from casework.domain.paper_words import sum_words

YEAR: Final = timedelta(days=365)


def _amount(page: Page, name: str) -> Decimal | None:
    try:
        return Decimal(page.sure(name))
    except InvalidOperation:
        return None


def _bills(papers: Sequence[Paper], case: Case) -> list[Page]:
    """Bills of the last twelve months that were read and not called somebody else's, each counted once."""
    seen: set[tuple[str, ...]] = set()
    found = []
    for page in pages_of(papers, case):
        if page.reading.kind != "invoice" or page.paper.said.get((page.number, "total")) == "refused":
            continue
        mark = tuple(page.sure(name) for name in ("hospital", "name", "date", "total"))
        day = mark[2] or case.today.isoformat()
        if mark not in seen and day > (case.today - YEAR).isoformat():
            seen.add(mark)
            found.append(page)
    return found


def bills_of(papers: Sequence[Paper], case: Case) -> Iterator[Fact]:
    """What the bills come to; a resident who told more than the bills show is believed, the rest has no bill yet."""
    if "expense_total_12m" not in case.keys:
        return
    bills = _bills(papers, case)
    for name, key in (("total", "expense_total_12m"), ("paid_by_insurance", "expense_reimbursed_12m")):
        read = [(page, amount) for page in bills if (amount := _amount(page, name)) is not None]
        unread = [page for page in bills if page.get(name) and _amount(page, name) is None]
        if case.told(key) is None:
            yield from (page.unclear(name, key) for page in unread)
        if read:
            yield _sum(read, name, key, case)


def _sum(read: list[tuple[Page, Decimal]], name: str, key: str, case: Case) -> Fact:
    total = sum((amount for _, amount in read), Decimal(0))
    value = int(total) if total == total.to_integral_value() else float(total)
    settled = [amount for page, amount in read if page.paper.said.get((page.number, name)) in ("confirmed", "paper")]
    told = case.told(key)
    newest = read[-1][0]
    refs = tuple((page.paper.id, page.number, name) for page, _ in read[:-1])
    other = None if told is None else _more_than_told(told, total, sum(settled, Decimal(0)))
    return newest.fact(name, key, value, sum_words(value), told=other, also=refs)


def _more_than_told(told: Any, total: Decimal, settled: Decimal) -> str | None:
    """None when the sum told was that of the bills before; empty when it covers them; else the sum told, in words."""
    high = told.get("high") if isinstance(told, Mapping) else told
    if high is None or not isinstance(high, int | float) or Decimal(str(high)) >= total:
        return ""
    if settled and Decimal(str(high)) == settled:
        return None
    return sum_words(high)
