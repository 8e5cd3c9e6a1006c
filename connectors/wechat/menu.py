"""The official account's menu as data: read, checked against the platform's limits, put into the platform's form."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from connectors.wechat.accounts import Account
from contracts.errors import BadRequest

OWN_MENU: Final = Path(__file__).with_name("menu.yml")
# the platform's limits: 3 × 5 buttons, names and keys in bytes of UTF-8
BUTTONS: Final = 3
BUTTONS_BELOW: Final = 5
NAME_BYTES: Final = 16
NAME_BYTES_BELOW: Final = 60
KEY_BYTES: Final = 128
KEY: Final = "intent:{intent}"


class Button(BaseModel):
    """One button: an intent, the web page, or a list of such."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str = Field(min_length=1)
    intent: str | None = None
    page: bool = False
    below: tuple["Button", ...] = ()

    @property
    def key(self) -> str:
        """What the platform sends when it is tapped."""
        return KEY.format(intent=self.intent)


class Menu(BaseModel):
    """The whole menu."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    menu: tuple[Button, ...]


def load_menu(intents: Collection[str], path: Path = OWN_MENU) -> Menu:
    """The menu of a file; `BadRequest` names everything the platform or our dialogue would not take."""
    try:
        menu = Menu.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise BadRequest(f"菜单文件打不开 / cannot open {path}: {type(error).__name__}") from None
    except yaml.YAMLError:
        raise BadRequest(f"菜单文件不是 YAML / {path} is not YAML") from None
    except ValidationError as error:
        wrong = {".".join(map(str, item["loc"])): item["msg"] for item in error.errors()}
        raise BadRequest(f"菜单有误 / {path} is no menu", fields=wrong) from None
    if wrong := dict(_problems(menu, intents)):
        raise BadRequest(f"菜单有误 / the menu in {path} cannot be used", fields=wrong)
    return menu


def _problems(menu: Menu, intents: Collection[str]) -> Iterator[tuple[str, str]]:
    if not 1 <= len(menu.menu) <= BUTTONS:
        yield "menu", f"{len(menu.menu)} buttons; 1 to {BUTTONS} are possible"
    for button in menu.menu:
        yield from _button_problems(button, intents, NAME_BYTES)
        if len(button.below) > BUTTONS_BELOW:
            yield button.name, f"{len(button.below)} buttons below it; at most {BUTTONS_BELOW} are possible"
        for small in button.below:
            yield from _button_problems(small, intents, NAME_BYTES_BELOW)
            if small.below:
                yield small.name, "a menu has two levels only"


def _button_problems(button: Button, intents: Collection[str], name_bytes: int) -> Iterator[tuple[str, str]]:
    if (size := len(button.name.encode())) > name_bytes:
        yield button.name, f"the name has {size} bytes; at most {name_bytes} are possible"
    if sum((button.intent is not None, button.page, bool(button.below))) != 1:
        yield button.name, "write one of: intent, page: true, below"
    elif button.intent is not None and button.intent not in intents:
        yield button.name, f"{button.intent} is no intent of bot/domain"
    elif button.intent is not None and len(button.key.encode()) > KEY_BYTES:
        yield button.name, f"the key has more than {KEY_BYTES} bytes"


def platform_menu(menu: Menu, account: Account, public_url: str | None) -> dict[str, Any]:
    """The menu as the platform takes it; buttons to the web page only where our address is known."""
    page = f"{public_url.rstrip('/')}{account.path}/page" if public_url else None
    buttons = [_platform_button(button, page) for button in menu.menu]
    return {"button": [button for button in buttons if button]}


def _platform_button(button: Button, page: str | None) -> dict[str, Any] | None:
    if button.below:
        below = [made for made in (_platform_button(small, page) for small in button.below) if made]
        return {"name": button.name, "sub_button": below} if below else None
    if button.page:
        return {"type": "view", "name": button.name, "url": page} if page else None
    return {"type": "click", "name": button.name, "key": button.key}
