"""Questions about the law and the places it knows, asked by the dialogue."""

from casework.services.context import Casework
from contracts.casework import HelpLines, PolicyAnswer, PolicyQuestion, RegionCheck
from contracts.errors import NotFound

HELP = "help"


def answer_question(cw: Casework, question: PolicyQuestion) -> PolicyAnswer:
    """Sentences and citations for an `ask_*` question at a place on a date."""
    return cw.policy.answer(question.topic, question.region, question.on, question.lane, question.programme)


def check_region(cw: Casework, code: str) -> RegionCheck:
    """Whether a place is served, and the numbers to ring when it is not; `NotFound` for no place at all."""
    region = cw.policy.region(code)
    if region is None:
        raise NotFound("没有这个地方的代码。")
    lines = [line.line() for line in cw.policy.hotlines(code, cw.today())]
    return RegionCheck(code=region.code, name=region.full_name, served=region.served, hotlines=lines)


def help_lines(cw: Casework, use: str, region: str | None) -> HelpLines:
    """Numbers to ring now: of a crisis intent, or with `help` the hotlines of the place."""
    if use == HELP:
        return HelpLines(lines=[line.line() for line in cw.policy.hotlines(region, cw.today())])
    return HelpLines(lines=cw.policy.crisis_lines(use, region, cw.today()))
