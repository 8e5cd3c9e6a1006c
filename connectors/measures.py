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
WECHAT_CALLS = Counter(
    "jiuji_wechat_calls", "Calls of WeChat's API by outcome: ok, away, unknown, or the platform's error number.",
    ["account", "interface", "outcome"],
)  # fmt: skip
ATTACHMENTS = Counter("jiuji_attachments", "Photos, recordings, videos, by what became of them.", ["kind", "outcome"])
WECHAT_ALARMS = Counter("jiuji_wechat_alarms", "Errors of WeChat's API that people must cure.", ["account", "code"])
WECHAT_DELIVERIES = Counter("jiuji_wechat_deliveries", "Callbacks of WeChat, by what became of them.", ["outcome"])
WECHAT_ANSWER_SECONDS = Histogram(
    "jiuji_wechat_answer_seconds", "From a callback to what was written on it.",
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 3, 4, 4.5, 5),
)  # fmt: skip
WECHAT_PUSHES = Counter("jiuji_wechat_pushes", "Sends without an open callback.", ["route", "outcome"])
WECHAT_REFUSED = Counter("jiuji_wechat_not_allowed", "Sends the budget or the platform did not allow.", ["by"])
WECHAT_WAITING = Gauge("jiuji_wechat_arrivals_waiting", "Callbacks kept in a burst and not taken up yet.")
