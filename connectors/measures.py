"""What the gateway counts; shown on the internal /metrics. Labels are codes, never words or ids of people."""

from prometheus_client import Counter, Gauge, Histogram

INBOUND = Counter("jiuji_inbound_messages", "Messages stored, by mode and outcome.", ["channel", "mode", "outcome"])
TURNS = Counter("jiuji_turns", "Turns closed or put back, by outcome.", ["outcome"])
TURN_SECONDS = Histogram(
    "jiuji_turn_seconds", "From claim to reply.",
    buckets=(0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2, 4, 8, 12, 30),
)  # fmt: skip
WAIT_SECONDS = Histogram("jiuji_turn_wait_seconds", "From storing a message to claiming its turn.")
RUNNING = Gauge("jiuji_turns_running", "Turns this gateway runs now.")
STREAMS = Gauge("jiuji_event_streams", "Open event streams of residents.")
CRISES = Counter("jiuji_crisis_hits", "Messages the crisis lexicon stopped at, by intent.", ["intent"])
DIALOGUE_READY = Gauge("jiuji_dialogue_ready", "1 when the dialogue took the last turn or said it is ready.")
