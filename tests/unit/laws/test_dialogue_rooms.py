"""The rhyme rule, one action an intent, no sentence that follows a writing action, who may set a slot."""

import ast
import importlib
import pkgutil
from pathlib import Path
from typing import Any

import yaml

import actions
from actions.routes import intents_answered

ROOT = Path(__file__).resolve().parents[3]
TOPICS = {
    "_shared", "temporary_aid", "minimum_living", "documents", "case_status", "consent", "handoff", "referral",
    "crisis", "small_talk",
}  # fmt: skip
# words of a topic too many for one file; the topic itself holds intents and actions
TEXTS_ONLY = {"documents_list", "household", "minimum_living_questions"}
# modules of actions that are machinery, not topics
MACHINERY = {
    "__init__", "allowances", "answers", "asked", "base", "casework_client", "changes", "choices", "clauses", "context",
    "corrections", "counting", "desk", "documents_list", "documents_news", "documents_reading", "english", "facts", "figures",
    "happened", "interview", "notices", "offers", "phrases", "pieces", "places", "questions", "readers", "recovery",
    "routes", "sameness", "taking", "texts", "told_anew", "turn", "withdrawals",
}  # fmt: skip
CATALOGUE = (
    "greet goodbye thank ask_capability bot_challenge report_hardship apply_temporary_aid apply_minimum_living "
    "apply_single_person_minimum_living apply_on_behalf report_person_in_need ask_other_aid ask_eligibility "
    "ask_nonlocal ask_asset_rule ask_income_rule ask_household_rule ask_documents ask_amount ask_processing_time "
    "ask_procedure ask_office ask_difference ask_verification ask_publicity ask_privacy check_status "
    "supplement_documents report_payment_problem report_change object_decision complain report_fraud "
    "withdraw_application delete_my_data request_human affirm deny inform dont_know decline_to_answer correct_answer "
    "go_back restart pause resume repeat_question explain_question ask_accessibility switch_language out_of_scope "
    "crisis_physical_danger crisis_self_harm crisis_violence crisis_child_alone"
)
# what a channel or fixed words say; nothing to be understood
COMMANDS = {"send_attachment", "papers_read", "stop_messages", "allow_messages"}
INTENTS = set(CATALOGUE.split()) | COMMANDS


def read(room: str) -> dict[str, dict[str, Any]]:
    found = {
        path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in (ROOT / "bot" / room).glob("*.yml")
    }
    assert found
    return found


def read_topics() -> dict[str, dict[str, Any]]:
    found = read("domain")
    assert all(set(found[name]) == {"version", "responses"} for name in TEXTS_ONLY)
    return {name: content for name, content in found.items() if name not in TEXTS_ONLY}


def rules() -> list[dict[str, Any]]:
    return [rule for content in read("rules").values() for rule in content["rules"]]


def load_actions() -> None:
    for module in pkgutil.iter_modules(actions.__path__):
        importlib.import_module(f"actions.{module.name}")


def intents_of(content: dict[str, Any]) -> set[str]:
    return {next(iter(item)) if isinstance(item, dict) else item for item in content["intents"]}


def test_topics_rhyme_in_every_room():
    modules = {path.stem for path in (ROOT / "actions").glob("*.py")}
    assert set(read("domain")) == TOPICS | TEXTS_ONLY
    assert set(read("rules")) == TOPICS
    assert modules - MACHINERY == TOPICS
    assert {path.stem.removeprefix("test_") for path in (ROOT / "bot" / "stories").glob("*.yml")} <= TOPICS


def test_every_intent_of_the_catalogue_is_there_and_nothing_else():
    said = set().union(*(intents_of(content) for content in read_topics().values()))
    assert said == INTENTS | {"nlu_fallback"}


def test_one_rule_an_intent_leads_to_the_action_that_answers_it():
    load_actions()
    leads = {}
    for rule in rules():
        (intent, action) = rule["steps"]
        assert set(intent) == {"intent"} and set(action) == {"action"}, "a rule is one intent and one action"
        assert intent["intent"] not in leads, "two rules for one intent"
        leads[intent["intent"]] = action["action"]
    assert leads == intents_answered()


def test_domain_lists_an_action_in_the_topic_that_holds_it():
    for topic, content in read_topics().items():
        tree = ast.parse((ROOT / "actions" / f"{topic}.py").read_text(encoding="utf-8"))
        held = {
            node.value.value
            for node in ast.walk(tree)
            if isinstance(node, ast.AnnAssign)
            and isinstance(node.target, ast.Name)
            and node.target.id == "action_name"
            and isinstance(node.value, ast.Constant)
        }
        assert set(content["actions"]) == held, topic


def test_no_sentence_follows_an_action():
    """A rule goes on even when its action failed: only the action itself may say that something was done."""
    for rule in rules():
        assert not [step for step in rule["steps"] if str(step.get("action", "")).startswith("utter_")], rule["rule"]


def test_slots_are_set_by_our_actions_only_and_steer_no_prediction():
    slots = read("domain")["_shared"]["slots"]
    assert set(slots) == {"asks", "choices", "told", "misses", "lane", "offers", "flags"}
    for name, slot in slots.items():
        assert slot["mappings"] == [{"type": "custom"}], name
        assert slot["influence_conversation"] is False, name


def test_entities_never_choose_a_rule():
    for content in read_topics().values():
        assert all(
            isinstance(item, dict) and next(iter(item.values()))["use_entities"] == [] for item in content["intents"]
        )


def test_no_law_in_the_code_of_actions():
    """No amount, limit, office or number to call: strings of the code hold none."""
    for path in (ROOT / "actions").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docstrings = [node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)]
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words = node.value
                if node in docstrings:
                    continue
                assert not any(number in words for number in ("12345", "12349", "12356", "12338", "110", "119")), path
                assert "民政局" not in words, path
