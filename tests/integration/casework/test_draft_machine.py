"""Random walks through consent, answers, filing, withdrawal and erasure, beside a model of a few lines."""

import asyncio
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from casework.domain.draft_fold import Folded, Told, fold
from casework.services.audit import verify_chain
from casework.services.consents import record_consent
from casework.services.context import Casework
from casework.services.drafts import read_state, reopen_last, save_answers
from casework.services.erasure import erase_conversation
from casework.services.filing import submit_draft
from casework.services.rest_conversations import ensure_conversation
from casework.services.withdrawal import withdraw_case
from casework.storage.database import Database
from casework.storage.models import AnswerEvent, Case, Draft
from contracts.casework import ConversationState, EraseIn, ReopenIn, SubmitIn, WithdrawIn
from contracts.errors import BadRequest, ConsentMissing, JiujiError, NotFound
from contracts.keyring import Keyring
from policy.book import PolicyBook
from tests.casework_steps import COMPLETE, answers_in, consent_in, turn

CONVERSATION = "walk"
values = st.fixed_dictionaries({}, optional={key: st.just(value) | st.none() for key, value in COMPLETE.items()})
steps = st.one_of(
    st.tuples(st.just("tell"), values | st.just(COMPLETE)),
    st.tuples(st.just("consent"), st.sampled_from(["given", "given", "refused", "withdrawn"])),
    st.tuples(st.sampled_from(["back", "file", "file", "withdraw", "erase", "repeat"]), st.none()),
)


@dataclass
class Model:
    """What must be true, in plain Python."""

    consent: bool | None = None
    answers: dict[str, Any] | None = None
    filed: bool = False
    cases: dict[str, str] = field(default_factory=dict)


class Walk:
    """Does each step to the real thing and to the model, then compares."""

    def __init__(self, cw: Casework) -> None:
        self.cw, self.model = cw, Model()
        self.last: Any = None

    async def state(self) -> ConversationState:
        return await read_state(self.cw, CONVERSATION)

    async def tell(self, told: dict[str, Any]) -> None:
        body = answers_in(told)
        if self.model.consent is not True:
            try:
                await save_answers(self.cw, CONVERSATION, body)
            except ConsentMissing:
                return
            raise AssertionError("saved without consent")
        await save_answers(self.cw, CONVERSATION, body)
        self.last = body
        self.model.answers = (self.model.answers or {}) | told

    async def repeat(self, _: None) -> None:
        """A turn that runs twice; only while nothing else happened to the draft."""
        if self.last is not None:
            before = await self.state()
            assert await save_answers(self.cw, CONVERSATION, self.last) == before

    async def consent(self, decision: Any) -> None:
        await record_consent(self.cw, CONVERSATION, consent_in(decision))
        self.model.consent = {"given": True, "refused": False, "withdrawn": None}[decision]
        self.last = None
        if decision == "withdrawn" and not self.model.filed:
            self.model.answers = None

    async def back(self, _: None) -> None:
        self.last = None
        try:
            state = await reopen_last(self.cw, CONVERSATION, ReopenIn(turn_id=turn()))
        except NotFound:
            assert self.model.answers is None or self.model.filed
            return
        assert state.draft is not None
        gone = set(self.model.answers or {}) - set(state.draft.answers)
        assert len(gone) >= (1 if self.model.answers else 0)
        self.model.answers = state.draft.answers

    async def file(self, _: None) -> None:
        state = await self.state()
        if state.draft is None:
            return
        body = SubmitIn(turn_id=turn(), draft_id=state.draft.draft_id)
        try:
            done = await submit_draft(self.cw, CONVERSATION, body)
        except ConsentMissing:
            assert self.model.consent is not True
            return
        except BadRequest:
            assert state.draft.missing
            return
        except JiujiError:
            assert not isinstance((self.model.answers or {}).get("incident_region"), str)
            return
        assert done.already is self.model.filed
        self.model.filed = True
        self.model.cases[done.case.case_number] = "submitted"

    async def withdraw(self, _: None) -> None:
        try:
            done = await withdraw_case(self.cw, CONVERSATION, WithdrawIn(turn_id=turn()))
        except NotFound:
            assert not self.model.cases
            return
        self.model.cases[done.cases[0].case_number] = "withdrawn"
        if self.model.filed:
            self.model.filed, self.model.answers, self.last = False, None, None

    async def erase(self, _: None) -> None:
        done = await erase_conversation(self.cw, CONVERSATION, EraseIn(turn_id=turn()))
        assert len(done.kept) == len(self.model.cases)
        if self.model.consent is not None:
            self.model.consent = None
        self.last = None
        if not self.model.filed:
            self.model.answers = None

    async def compare(self) -> None:
        state = await self.state()
        assert state.consent_privacy is self.model.consent
        assert (state.draft.answers if state.draft else None) == self.model.answers
        assert {case.case_number: case.state for case in state.cases} == self.model.cases
        if state.draft:
            assert (state.draft.case_number is not None) is self.model.filed

    async def check_record(self) -> None:
        async with self.cw.database.read() as session:
            drafts = list((await session.execute(select(Draft))).scalars())
            events = list((await session.execute(select(AnswerEvent).order_by(AnswerEvent.seq))).scalars())
            cases = list((await session.execute(select(Case))).scalars())
        assert sum(draft.state == "open" for draft in drafts) <= 1
        assert len({case.draft_id for case in cases}) == len(cases)
        for draft in drafts:
            told = [Told(e.turn_id, e.key, e.value, e.cleared) for e in events if e.draft_id == draft.id]
            assert Folded.read(draft.folded) == fold(told)
        assert (await verify_chain(self.cw)).broken_at is None


async def _walk(url: str, keyring: Keyring, book: PolicyBook, taken: list[tuple[str, Any]]) -> None:
    cw = Casework(Database(url), keyring, book)
    try:
        await ensure_conversation(cw, CONVERSATION)
        walk = Walk(cw)
        for name, argument in taken:
            await getattr(walk, name)(argument)
            await walk.compare()
        await walk.check_record()
    finally:
        await cw.database.close()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(steps, min_size=3, max_size=15).map(lambda taken: [("consent", "given"), *taken]))
def test_any_walk_keeps_the_record_true(
    sqlite_template: Path, keyring: Keyring, policy_book: PolicyBook, taken: list[tuple[str, Any]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "walk.db"
        shutil.copyfile(sqlite_template, path)
        asyncio.run(_walk(f"sqlite:///{path}", keyring, policy_book, taken))
