"""The households a changed law is tried on: golden ones from files, stored cases without what tells who they are."""

import getpass
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select

from casework.services.audit import append_audit
from casework.services.context import Casework
from casework.storage.models import Case
from contracts.errors import BadRequest
from policy.simulator import Household

GOLDEN = Path("tests/unit/assessment/households")
FILES = ("*.yml", "*.yaml")
# names, numbers, free words and townships are not here: what is not listed never leaves the record
KEPT = frozenset({
    "aid", "region", "as_of", "incident_region", "hukou_region", "usual_region", "incident_cause", "incident_date",
    "affected_people", "vulnerable_members", "urgent_need", "safety_now", "applicant_role", "existing_status",
    "residence_permit", "same_cause_this_year", "id_at_hand", "expense_kind", "expense_total_12m",
    "expense_reimbursed_12m", "household_income_12m", "household_size", "members", "obligors", "kinship_with_staff",
    "standard_kind", "contracted_land", "income_kinds", "income_wages", "income_farm_business", "income_property",
    "income_pension", "income_basic_pension", "income_support", "necessary_expenses", "housing", "vehicles",
    "savings_band", "business", "high_fee_school_or_travel", "verification_consent",
})  # fmt: skip
KEPT_OF_PARTS = {
    "members": frozenset({
        "relation", "age", "occupation", "disability", "serious_illness", "exclusion", "income", "hukou_region",
        "usual_region",
    }),
    "vehicles": frozenset({"kind", "use", "value"}),
    "housing": frozenset({"owned", "recent_purchase"}),
}  # fmt: skip
CODE = re.compile(r"[a-z0-9_]{1,40}|\d{4}-\d{2}-\d{2}(/\d{4}-\d{2}-\d{2})?")
REGION_DIGITS = 6


def golden_households(folder: Path) -> list[Household]:
    """The households of every YAML list in a folder; `BadRequest` naming the file that is none."""
    found: list[Household] = []
    for path in sorted(path for pattern in FILES for path in folder.glob(pattern)):
        found += _of_file(path)
    return found


def _of_file(path: Path) -> Iterator[Household]:
    try:
        items = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadRequest(f"{path} 读不了：{error}") from None
    for number, item in enumerate(items if isinstance(items, list) else [None], start=1):
        facts = item.get("facts") if isinstance(item, Mapping) else None
        if not isinstance(facts, Mapping):
            raise BadRequest(f"{path} 第 {number} 项不是人家：写成一列 name、facts")
        yield Household(str(item.get("name") or f"{path.name} 第{number}户"), _plain(facts))


def _plain(value: Any) -> Any:
    """Dates and codes as facts carry them: YAML reads an unquoted one as something else."""
    if isinstance(value, Mapping):
        codes = {key: str(item) for key, item in value.items() if str(key).endswith("region") and _is_number(item)}
        return {str(key): _plain(item) for key, item in value.items()} | codes
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


async def stored_households(cw: Casework) -> list[Household]:
    """Every stored case as a household without a name; that they were read is in the audit chain."""
    async with cw.database.write() as session:
        rows = (await session.scalars(select(Case.facts).order_by(Case.submitted_at, Case.id))).all()
        await append_audit(
            cw, session, actor_kind="operator", actor_id=_operator(), action="policy.simulated", object_kind="case",
            object_id="*", detail={"cases": len(rows)},
        )  # fmt: skip
    told = [facts for facts in rows if isinstance(facts, Mapping) and facts]
    return [Household(f"案件{number}", without_identity(facts)) for number, facts in enumerate(told, start=1)]


def _operator() -> str:
    """Whoever runs the command on this machine."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def without_identity(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts an assessment rests on: listed keys, numbers, code words, places no smaller than counties."""
    return {key: _place(key, _kept(facts[key], KEPT_OF_PARTS.get(key))) for key in facts if key in KEPT}


def _kept(value: Any, keys: frozenset[str] | None) -> Any:
    if isinstance(value, Mapping):
        return {key: _place(key, _kept(item, None)) for key, item in value.items() if keys is None or key in keys}
    if isinstance(value, list):
        return [_kept(item, keys) for item in value]
    if isinstance(value, str):
        return value if CODE.fullmatch(value) else None
    return value


def _place(key: str, value: Any) -> Any:
    return value[:REGION_DIGITS] if key.endswith("region") and isinstance(value, str) else value
