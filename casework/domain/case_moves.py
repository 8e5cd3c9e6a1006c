"""The table of moves of a case: from where, to where, by whom, when; nothing moves outside it.

The last column of a row is the word provincial platforms use. `docs/case-moves.md` is printed from this table.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Literal

from contracts.errors import Conflict

Actor = Literal["resident", "staff", "system"]

STATES: Final = (
    "draft", "submitted", "supplement", "accepted", "verifying", "public_notice", "confirmed", "not_confirmed",
    "closed", "forwarded", "withdrawn", "terminated",
)  # fmt: skip
# nothing more can be told to these: a new need is a new draft
ENDED: Final = frozenset({"confirmed", "not_confirmed", "closed", "withdrawn", "terminated"})
RETURN: Final = "(来处)"


@dataclass(frozen=True)
class CaseView:
    """What a move looks at."""

    state: str
    programme: str
    kind: str
    returns_to: str | None = None
    aid_first: bool = False

    @property
    def is_urgent(self) -> bool:
        """Urgent temporary aid: no verification, no public notice before the decision."""
        return self.programme == "temporary_aid" and self.kind == "urgent"


Guard = Callable[[CaseView], str | None]


def _free(case: CaseView) -> str | None:
    return None


def _not_urgent(case: CaseView) -> str | None:
    return "急难型临时救助不走核对和公示" if case.is_urgent else None


def _urgent(case: CaseView) -> str | None:
    return None if case.is_urgent else "要先核对和公示"


def _temporary_aid(case: CaseView) -> str | None:
    return None if case.programme == "temporary_aid" else "只有临时救助可以先行救助"


def _not_yet_aided(case: CaseView) -> str | None:
    return "已经登记过先行救助" if case.aid_first else _temporary_aid(case)


def _aided(case: CaseView) -> str | None:
    return None if case.aid_first else "没有先行救助，不用补手续"


def _papers_done(case: CaseView) -> str | None:
    return "先行救助的手续还没补齐" if case.aid_first else None


@dataclass(frozen=True)
class Move:
    """One row of the table. `to` is a state, `RETURN`, or the name of a flag move that keeps the state."""

    name: str
    label: str
    sources: tuple[str, ...]
    to: str
    by: tuple[Actor, ...]
    guard: Guard = _free
    when: str = ""
    needs_reason: bool = False
    platform: str = ""


_RUNNING: Final = ("submitted", "accepted", "verifying", "public_notice")
MOVES: Final[tuple[Move, ...]] = (
    Move("submit", "提交", ("draft",), "submitted", ("resident", "staff"), platform="待办"),
    Move("accept", "受理", ("submitted",), "accepted", ("staff",), platform="受理"),
    Move("ask_supplement", "要求补正", ("submitted", "accepted", "verifying"), "supplement", ("staff",),
         needs_reason=True, platform="任务回退"),
    Move("supplement_received", "补正收到", ("supplement",), RETURN, ("staff", "resident", "system"), platform="待办"),
    Move("verify", "开始核对", ("accepted",), "verifying", ("staff",), _not_urgent, "不是急难型", platform="入户调查"),
    Move("publish", "开始公示", ("verifying",), "public_notice", ("staff",), _not_urgent, "不是急难型",
         platform="初审公示确认"),
    Move("confirm", "确认", ("public_notice",), "confirmed", ("staff",), _not_urgent, "不是急难型",
         platform="区县审核确认"),
    Move("confirm_urgent", "确认", ("accepted",), "confirmed", ("staff",), _urgent, "急难型",
         platform="区县审核确认"),
    Move("not_confirm", "不予确认", ("verifying", "public_notice"), "not_confirmed", ("staff",), _not_urgent,
         "不是急难型", True, "区县审核确认"),
    Move("not_confirm_urgent", "不予确认", ("accepted",), "not_confirmed", ("staff",), _urgent, "急难型", True,
         "区县审核确认"),
    Move("forward", "转办", ("submitted", "accepted"), "forwarded", ("staff",), needs_reason=True, platform="任务回退"),
    Move("take_in", "接收转办", ("forwarded",), "submitted", ("staff",), platform="待办"),
    Move("withdraw", "撤回", (*_RUNNING, "supplement", "forwarded"), "withdrawn", ("resident", "staff"),
         platform="终止"),
    Move("terminate", "终止", (*_RUNNING, "supplement", "forwarded"), "terminated", ("staff",), needs_reason=True,
         platform="终止"),
    Move("reopen", "重新办理", ("withdrawn", "terminated"), "submitted", ("staff",), needs_reason=True,
         platform="待办"),
    Move("close", "办结", ("confirmed", "not_confirmed", "withdrawn", "terminated"), "closed", ("staff", "system"),
         _papers_done, "没有待补的先行救助手续", platform="已办"),
    Move("aid_first", "先行救助", (*_RUNNING, "supplement"), "aid_first", ("staff",), _not_yet_aided,
         "临时救助，还没有先行救助", True, "先行救助"),
    Move("papers_received", "手续补齐", (*_RUNNING, "supplement", "confirmed"), "papers_received", ("staff",), _aided,
         "已先行救助", platform="先行救助"),
)  # fmt: skip
_FLAGS: Final = {"aid_first": True, "papers_received": False}


class IllegalMove(Conflict):
    """The table has no such move for this case now; `message` says why, in words."""

    code = "illegal_move"


def _target(move: Move, case: CaseView) -> str | None:
    return case.returns_to if move.to == RETURN else move.to


def allowed_moves(case: CaseView, by: Actor) -> list[Move]:
    """The moves open to this kind of actor now."""
    return [
        move for move in MOVES if case.state in move.sources and by in move.by and move.guard(case) is None
        and _target(move, case) is not None
    ]  # fmt: skip


def find_move(case: CaseView, to: str, by: Actor, reason: str = "") -> Move:
    """The move that leads to a state or flag; `IllegalMove` says why there is none."""
    if to not in STATES and to not in _FLAGS:
        raise IllegalMove(f"没有“{to}”这个状态。")
    candidates = [move for move in MOVES if case.state in move.sources and _target(move, case) == to]
    if not candidates:
        raise IllegalMove(f"不能从“{case.state}”直接到“{to}”。")
    refusals = [move.guard(case) for move in candidates]
    open_moves = [move for move, refusal in zip(candidates, refusals, strict=True) if refusal is None]
    if not open_moves:
        raise IllegalMove(next(refusal for refusal in refusals if refusal) + "。")
    mine = [move for move in open_moves if by in move.by]
    if not mine:
        raise IllegalMove("这一步要由别人来办。")
    if mine[0].needs_reason and not reason.strip():
        raise IllegalMove(f"“{mine[0].label}”要写明原因。")
    return mine[0]


def after_move(case: CaseView, move: Move) -> CaseView:
    """The case after a move that `find_move` gave."""
    if move.to in _FLAGS:
        return replace(case, aid_first=_FLAGS[move.to])
    state = _target(move, case)
    if state is None:
        raise IllegalMove("不知道补正前在哪一步。")
    return replace(case, state=state, returns_to=case.state if state == "supplement" else None)


def _moves_row(move: Move, names: dict[str, str]) -> str:
    sources, actors = " ".join(f"`{source}`" for source in move.sources), "、".join(names[actor] for actor in move.by)
    cells = [
        f"`{move.name}`", move.label, sources, f"`{move.to}`", actors, move.when or "无",
        "是" if move.needs_reason else "否", move.platform,
    ]  # fmt: skip
    return f"| {' | '.join(cells)} |"


def moves_page() -> str:
    """The table as `docs/case-moves.md`."""
    head = (
        "# 办件状态和走法\n\n"
        "此页由 `casework/domain/case_moves.py` 生成，测试保证两者一致。改表，不改此页。\n\n"
        "| 走法 | 名称 | 从 | 到 | 谁 | 条件 | 要写原因 | 省平台用语 |\n|---|---|---|---|---|---|---|---|\n"
    )
    names = {"resident": "居民", "staff": "工作人员", "system": "系统"}
    rows = [_moves_row(move, names) for move in MOVES]
    tail = (
        "\n\n`supplement` 补正后回到来处。`aid_first` 和 `papers_received` 只改“先行救助”标记，状态不变。"
        "`submitted` 是已提交，不是已受理。\n"
    )
    return head + "\n".join(rows) + tail
