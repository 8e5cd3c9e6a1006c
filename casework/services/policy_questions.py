"""Questions about the law and the places it knows, asked by the dialogue."""

from casework.services.context import Casework
from contracts.cards import ReferralCard
from contracts.casework import HelpLines, PolicyAnswer, PolicyQuestion, RegionCheck
from contracts.errors import NotFound
from contracts.gazetteer import Gazetteer

HELP = "help"
OTHER_AID = "ask_other_aid"


def answer_question(cw: Casework, question: PolicyQuestion) -> PolicyAnswer:
    """Sentences and citations for an `ask_*` question at a place on a date."""
    found = cw.policy.answer(question.topic, question.region, question.on, question.lane, question.programme)
    return found.model_copy(update={"referral": _referral(cw, question)})


def _referral(cw: Casework, question: PolicyQuestion) -> dict[str, str | None] | None:
    """The card beside an answer about another programme."""
    if question.topic != OTHER_AID or not question.programme:
        return None
    card = cw.policy.referral(question.programme, question.region, question.on)
    return {name: card[name] for name in ReferralCard.model_fields} if card else None


def check_region(cw: Casework, code: str) -> RegionCheck:
    """Whether a place is served, and the numbers to ring when it is not; `NotFound` for no place at all."""
    lines = cw.policy.crisis_lines(HELP, code, cw.today())
    region = cw.policy.region(code)
    if region is not None:
        return RegionCheck(code=region.code, name=region.full_name, served=region.served, hotlines=lines)
    elsewhere = Gazetteer.load().county(code)
    if elsewhere is None:
        raise NotFound("没有这个地方的代码。")
    return RegionCheck(code=code, name=elsewhere.name, served=False, hotlines=lines)


def help_lines(cw: Casework, use: str, region: str | None) -> HelpLines:
    """Numbers to ring now: of a crisis intent, or with `help` those for any other need."""
    return HelpLines(lines=cw.policy.crisis_lines(use, region, cw.today()))
