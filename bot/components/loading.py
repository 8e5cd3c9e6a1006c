"""A Rasa agent as the dialogue process uses it: quick to load, actions in process, the graph planned once."""

from pathlib import Path

from bot.components.lean_imports import leave_out_unused_clients

leave_out_unused_clients()

# ruff: noqa: E402  Rasa must be imported after its unused clients were left out
from rasa.core.agent import Agent
from rasa.core.tracker_store import TrackerStore

from bot.components.in_process_actions import InProcessActions, install_in_process_actions
from bot.components.planned_runner import PlannedGraphRunner
from bot.components.quick_load import install_quick_load


def load_agent(model: Path, store: TrackerStore | None = None, actions: str = "actions") -> Agent:
    """The agent of one model file with the actions of one package; raises what a damaged model raises."""
    install_in_process_actions()
    install_quick_load()
    agent = Agent(tracker_store=store, action_endpoint=InProcessActions(actions))
    agent.load_model(model)
    if store is not None:
        store.domain = agent.domain
    agent.processor.graph_runner = PlannedGraphRunner(agent.processor.graph_runner)
    return agent
