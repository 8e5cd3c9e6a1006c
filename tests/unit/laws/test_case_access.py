"""A case reaches a caller only through the two access functions; whoever else selects cases says by what right."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
# file -> the words that bound its query; a new file that selects cases must be weighed and written here
RIGHTS = {
    "access.py": "def access_case_for_resident|def access_case_for_staff",
    "application_form.py": r"the caller has checked the signature[\s\S]*form_for_resident\(cw, conversation, case\.number\)",
    "case_facts.py": r"Case\.draft_id == draft\.id",
    "case_work.py": r"Case\.id == case_id",
    "checklists.py": r"Case\.draft_id == draft\.id",
    "conversation_state.py": r"Case\.conversation_id == conversation\.id",
    "erasure.py": r"Case\.conversation_id == conversation_id",
    "filing.py": r"Case\.draft_id == draft\.id",
    "policy_households.py": r"KEPT = frozenset[\s\S]*append_audit|append_audit[\s\S]*KEPT = frozenset",
    "rotation.py": r"Case\.id == case_id",
    "same_id.py": r"Case\.id\.in_",
    "staff_cases.py": "case_in_scope",
    "staff_conversations.py": "case_in_scope",
}
SELECTS = re.compile(r"(?:select|\.get)\(Case\b")


def test_who_selects_cases_is_known_and_bounded():
    homes = [path for room in ("casework", "connectors", "jiuji") for path in (ROOT / room).rglob("*.py")]
    selecting = {path for path in homes if SELECTS.search(path.read_text(encoding="utf-8"))}
    assert {path.name for path in selecting} == set(RIGHTS)
    unbounded = [path.name for path in selecting if not re.search(RIGHTS[path.name], path.read_text(encoding="utf-8"))]
    assert not unbounded


def test_a_number_alone_is_looked_up_in_one_place():
    homes = (ROOT / "casework").rglob("*.py")
    by_number = [
        p.name
        for p in homes
        if re.search(r"where\([^)]*Case\.number|filter_by\(number=", p.read_text(encoding="utf-8"))
    ]
    assert by_number == ["access.py"]
