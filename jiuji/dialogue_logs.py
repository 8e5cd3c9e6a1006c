"""A dialogue process says nothing of what a resident said: Rasa's and TensorFlow's loggers are off altogether."""

import logging
import os
import warnings

from jiuji.logs import configure_logs

SILENT = (
    "rasa",
    "rasa_sdk",
    "tensorflow",
    "absl",
    "h5py",
    "matplotlib",
    "apscheduler",
    "jieba",
    "sanic",
    "py.warnings",
)


def quiet_environment() -> None:
    """Settings that must stand before TensorFlow and Rasa are imported."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    # looking for a graphics card takes a second and prints
    os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
    for name in ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")


def _nothing(record: logging.LogRecord) -> bool:
    return False


def quiet_logs(level: str) -> None:
    """Configure logging of a dialogue process; call it before Rasa is imported, or Rasa prints names and phones."""
    quiet_environment()
    configure_logs(level)
    # TensorFlow warns on the root logger, and some libraries undo a filter on warnings
    logging.getLogger().setLevel(logging.ERROR)
    for name in SILENT:
        logger = logging.getLogger(name)
        logger.setLevel(logging.CRITICAL + 1)
        logger.propagate = False
        # jieba sets its level back when it is imported
        logger.addFilter(_nothing)
    warnings.filterwarnings("ignore")
