"""`jiuji chat`: a conversation in the terminal over the same API as the page."""

import pytest

from tests.service_fixtures import Service


@pytest.mark.model
def test_a_talk_in_the_terminal(service: Service):
    said = service.run("chat", "--url", service.base, input="我在福泉工地上摔断了腿，没钱住院\n1\n\n")
    assert said.returncode == 0, said.stderr
    assert said.stdout.count("救急") >= 3
    # 1 is the first choice offered: consent; the next question follows and its choices are numbered
    assert "安全" in said.stdout.rsplit("我：", 2)[-2]
    assert "   1. " in said.stdout


def test_nobody_there_is_one_sentence(service: Service):
    said = service.run("chat", "--url", "http://127.0.0.1:9", input="")
    assert said.returncode == 1
    assert "没有回应" in said.stdout
    assert "Traceback" not in said.stderr
