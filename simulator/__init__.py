"""A stand-in for WeChat's own servers and its users' phones, with its real limits; used by tests and the simulator."""

from simulator.accounts import FakeAccount, Template
from simulator.clock import Clock
from simulator.fake import FakeWeChat
from simulator.faults import Fault
from simulator.followers import Follower
from simulator.records import Attempt, Call, Delivery, Notification, Raw, Said, Shown, Signed
from simulator.rules import UNAVAILABLE

__all__ = [
    "UNAVAILABLE", "Attempt", "Call", "Clock", "Delivery", "FakeAccount", "FakeWeChat", "Fault", "Follower",
    "Notification", "Raw", "Said", "Shown", "Signed", "Template",
]  # fmt: skip
