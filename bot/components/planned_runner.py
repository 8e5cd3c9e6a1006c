"""A model's graph run in an order worked out once: dask plans it anew for every message (a third of a turn)."""

from typing import Any

from rasa.engine.graph import GraphNode
from rasa.engine.runner.dask import DaskGraphRunner

Step = tuple[str, GraphNode, tuple[str, ...]]


class PlannedGraphRunner:
    """Runs the nodes of a loaded model one after the other; same inputs, same outputs as Rasa's own runner."""

    def __init__(self, loaded: DaskGraphRunner) -> None:
        self._schema = loaded._graph_schema
        self._nodes = loaded._instantiated_nodes
        self._plans: dict[tuple[str, ...], list[Step]] = {}

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """Outputs of the target nodes by name."""
        wanted = tuple(targets or self._schema.target_names)
        plan = self._plans.get(wanted)
        if plan is None:
            plan = self._plans[wanted] = self._plan(wanted)
        outputs: dict[str, Any] = dict(inputs or {})
        for name, node, needs in plan:
            outputs[name] = node(*((need, outputs[need]) if need in outputs else need for need in needs))[1]
        return {name: outputs[name] for name in wanted}

    def _plan(self, targets: tuple[str, ...]) -> list[Step]:
        """Nodes the targets need, each after what it needs."""
        needed = self._schema.minimal_graph_schema(list(targets)).nodes
        plan: dict[str, Step] = {}

        def visit(name: str) -> None:
            if name in plan or name not in needed:
                return
            needs = tuple(needed[name].needs.values())
            for need in needs:
                visit(need)
            plan[name] = (name, self._nodes[name], needs)

        for target in targets:
            visit(target)
        return list(plan.values())
