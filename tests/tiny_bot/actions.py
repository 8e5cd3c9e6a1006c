"""Actions of the tiny bot: one that answers, and one for each way to fail."""

import asyncio
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import AllSlotsReset, SlotSet
from rasa_sdk.executor import CollectingDispatcher

NAP_SECONDS = 1.0
RAN: list[str] = []


class Greet(Action):
    def name(self) -> str:
        return "action_greet"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        RAN.append(tracker.latest_message["metadata"]["turn_id"])
        choice = {"title": "好", "command": {"intent": "inform", "values": {"key": "consent_privacy", "value": True}}}
        dispatcher.utter_message(response="utter_greet")
        progress = {"chapter": "一", "done": 0, "total": 3}
        custom = {"asks": "consent_privacy", "choices": [choice], "progress": progress}
        dispatcher.utter_message(text="可以开始吗？", json_message=custom)
        return [SlotSet("asks", "consent_privacy")]


class Inform(Action):
    def name(self) -> str:
        return "action_inform"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        metadata = tracker.latest_message["metadata"]
        RAN.append(metadata["turn_id"])
        told = [
            *(tracker.get_slot("told") or []),
            (metadata["command"] or {}).get("values", tracker.latest_message["text"]),
        ]
        dispatcher.utter_message(text=f"记下了第{len(told)}条，{metadata['said_on']}。")
        return [SlotSet("told", told)]


class Break(Action):
    def name(self) -> str:
        return "action_break"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        dispatcher.utter_message(text="已经提交了。")
        raise ValueError("慕容鸢尾 13987654321")


class Silent(Action):
    def name(self) -> str:
        return "action_silent"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        return [SlotSet("asks", "silent")]


class HalfFail(Action):
    def name(self) -> str:
        return "action_half_fail"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        dispatcher.utter_message(text="系统忙。", json_message={"failed": True})
        return [SlotSet("asks", "half")]


class Nap(Action):
    def name(self) -> str:
        return "action_nap"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        RAN.append(tracker.latest_message["metadata"]["turn_id"])
        await asyncio.sleep(NAP_SECONDS)
        dispatcher.utter_message(text="醒了。")
        return [SlotSet("misses", (tracker.get_slot("misses") or 0) + 1)]


class Forget(Action):
    def name(self) -> str:
        return "action_forget"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        dispatcher.utter_message(text="都删了。")
        return [AllSlotsReset()]


class Miss(Action):
    def name(self) -> str:
        return "action_miss"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        dispatcher.utter_message(text=f"没听懂：{tracker.latest_message['text']}")
        return [SlotSet("misses", (tracker.get_slot("misses") or 0) + 1)]
