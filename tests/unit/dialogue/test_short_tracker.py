"""Whatever was said before, the short tracker leads to the same next actions as the whole history."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

INTENTS = ["greet", "inform", "break_down", "stay_silent", "nap", "forget", "nlu_fallback", "half_fail"]
STEPS = st.one_of(
    st.sampled_from(INTENTS),
    st.tuples(st.sampled_from(["asks", "told", "misses"]), st.one_of(st.none(), st.text(max_size=5), st.just("k"))),
)


@pytest.fixture(scope="module")
def store(tiny_agent, tmp_path_factory):
    from bot.components.tracker_store import SnapshotTrackerStore
    from contracts.keyring import Keyring

    url = f"sqlite:///{tmp_path_factory.mktemp('trackers') / 't.db'}"
    store = SnapshotTrackerStore(tiny_agent.domain, url=url, keyring=Keyring(["k" * 20]), create_table=True)
    yield store
    store.close()


@given(script=st.lists(STEPS, max_size=25))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_script_predicts_the_same(tiny_agent, store, script):
    from tests.tiny_bot.predictions import differences

    script = [("asks", step[1]) if isinstance(step, tuple) and step[0] == "asks" else step for step in script]
    assert differences(tiny_agent, store, script) == []


def test_the_comparison_sees_a_difference(tiny_agent, store):
    """A store that forgets slots is found out: the comparison itself can fail."""
    from tests.tiny_bot.predictions import differences

    class Forgetful:
        init_tracker = store.init_tracker
        _rebuild = store._rebuild

        def shorten(self, tracker):
            return {**store.shorten(tracker), "slots": {}}

    assert differences(tiny_agent, Forgetful(), [("told", "a"), "greet", "greet", "greet"])


@pytest.mark.parametrize("kept", [1, 2, 3])
def test_as_many_turns_are_kept_as_asked(tiny_agent, store, kept):
    from rasa.shared.core.events import ActionExecuted, UserUttered

    from tests.tiny_bot.predictions import heard, predicted

    store._kept_turns = kept
    try:
        tracker = store.init_tracker("c")
        tracker.update(ActionExecuted("action_listen"))
        for _ in range(5):
            tracker.update(heard("greet"), tiny_agent.domain)
            predicted(tiny_agent, tracker)
            tracker = store._rebuild("c", store.shorten(tracker))
        assert sum(isinstance(event, UserUttered) for event in tracker.events) == kept
    finally:
        store._kept_turns = 1
