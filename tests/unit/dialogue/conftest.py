from tests.tiny_bot import make_store, runner, tiny_agent, tiny_model_dir

__all__ = ["make_store", "runner", "tiny_agent", "tiny_model_dir"]
