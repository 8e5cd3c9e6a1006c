"""What casework knows of the official accounts comes from the settings, by account."""

from pathlib import Path

from jiuji.compose import open_casework
from jiuji.settings import Settings

ACCOUNTS = """
accounts:
  fuquan:
    app_id: wx1111111111111111
    app_secret: "11111111111111111111111111111111"
    token: testtoken1
    mode: plain
    region: "522702"
    controller: 福泉市民政局
  mute:
    app_id: wx2222222222222222
    app_secret: "22222222222222222222222222222222"
    token: testtoken2
    mode: plain
    customer_service: false
  bare:
    app_id: wx3333333333333333
    token: testtoken3
    mode: plain
"""


async def test_controllers_and_rights_follow_the_accounts_file(tmp_path: Path):
    file = tmp_path / "accounts.yml"
    file.write_text(ACCOUNTS, encoding="utf-8")
    settings = Settings(data_dir=tmp_path, wechat_accounts=file, secret_key="a-key-for-tests-only-0001")
    async with open_casework(settings) as cw:
        assert cw.controllers == {"fuquan": "福泉市民政局"}
        assert cw.fetching_accounts == {"fuquan", "mute"}
        assert cw.pushing_accounts == {"fuquan"}


async def test_without_accounts_nothing_is_known(tmp_path: Path):
    async with open_casework(Settings(data_dir=tmp_path, secret_key="a-key-for-tests-only-0001")) as cw:
        assert (cw.controllers, cw.fetching_accounts, cw.pushing_accounts) == ({}, frozenset(), frozenset())
