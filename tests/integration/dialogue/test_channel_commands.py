"""Commands no resident says reach their actions through the trained model, and fixed words are read without it."""

import pytest

from tests.integration.dialogue.test_real_model import post_turn
from tests.resident import Resident
from tests.service_fixtures import Service


@pytest.mark.model
def test_a_photo_and_a_wish_for_quiet_are_answered(service: Service):
    where = {"conversation_id": Resident(service.base).conversation_id}

    def said(**turn) -> str:
        answer = post_turn(service, **where, **turn)
        assert answer.status_code == 200, answer.text
        return "\n".join(bubble["text"] for bubble in answer.json()["bubbles"])

    photo = {"intent": "send_attachment", "values": {"kind": "image", "attachment_id": "a" * 32}}
    assert "照片先存着" in said(text="（图片）", command=photo)
    assert "第2张" in said(text="（图片）", command=photo)
    assert "听不了" in said(text="（语音）", command={"intent": "send_attachment", "values": {"kind": "voice"}})
    assert "不会弹出来" in said(text="不要提醒")
    assert "打开这个页面" in said(text="可以给我发消息了")
    said(text="昨天摔断了腿没钱看病")
    said(text="同意")
    assert "马尔康" in said(text="我的位置：四川省阿坝藏族羌族自治州马尔康市马尔康镇达萨街1号")
