"""A Rasa agent as the dialogue process uses it: lean to load, actions in process, the graph planned once."""

from pathlib import Path

from rasa.core.agent import Agent
from rasa.core.tracker_store import TrackerStore

from bot.components.in_process_actions import InProcessActions, install_in_process_actions
from bot.components.planned_runner import PlannedGraphRunner


def load_agent(model: Path, store: TrackerStore | None = None, actions: str = "actions") -> Agent:
    """The agent of one model file with the actions of one package; raises what a damaged model raises."""
    install_in_process_actions()
    agent = Agent(tracker_store=store, action_endpoint=InProcessActions(actions))
    agent.load_model(model)
    if store is not None:
        store.domain = agent.domain
    agent.processor.graph_runner = PlannedGraphRunner(agent.processor.graph_runner)
    return agent
