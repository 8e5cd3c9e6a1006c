"""What the pages believe about files, readings and lists is what the service sends: the same names, field by field."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from casework.services.reading_views import PaperFieldRow, ReadingView
from casework.services.staff_case_views import CaseOut
from casework.services.staff_views import AttachmentRow, CasePaper
from connectors.webchat.models import AttachmentOut, UploadOut
from contracts.cards import Document
from contracts.messages import MessageFile

WEB = Path(__file__).resolve().parents[3] / "web"
# names the page has no use for; nothing else may be missing, and nothing may be made up
UNUSED = {
    "CaseView": {"assessment_check"}, "CasePaper": {"instead", "where", "cannot"}, "Attached": {"already", "note"},
}  # fmt: skip


@pytest.mark.parametrize(("file", "name", "model"), [
    ("staff/types.ts", "PaperField", PaperFieldRow), ("staff/types.ts", "PaperReading", ReadingView),
    ("staff/types.ts", "Attachment", AttachmentRow), ("staff/types.ts", "CasePaper", CasePaper),
    ("staff/types.ts", "CaseView", CaseOut), ("protocol/messages.ts", "MessageFile", MessageFile),
    ("protocol/messages.ts", "PaperLine", Document), ("resident/upload.ts", "Attached", AttachmentOut),
    ("resident/upload.ts", "Opened", UploadOut),
])  # fmt: skip
def test_a_page_knows_the_fields_that_are_sent(file: str, name: str, model: type[BaseModel]):
    source = (WEB / file).read_text(encoding="utf-8")
    body = re.search(rf"interface {name} {{\n(.*?)\n}}", source, re.DOTALL)
    assert body, name
    known = set(re.findall(r"^  (\w+)\??:", body[1], re.MULTILINE))
    assert known == set(model.model_fields) - UNUSED.get(name, set())


def test_the_states_a_field_is_marked_by_exist():
    source = (WEB / "staff" / "parts" / "PaperDialog.vue").read_text(encoding="utf-8")
    named = set(re.findall(r"'(\w+)'", re.search(r"\[('paper'[^]]*)\]", source)[1]))
    from casework.domain.paper_words import paper_words

    assert named <= set(paper_words()["answers"])
