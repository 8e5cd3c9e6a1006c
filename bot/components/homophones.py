"""Training examples once more as a phone's keyboard or a tired thumb would spell them."""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from contracts.wording import sound

_HAN = re.compile(r"[\u4e00-\u9fff]")
# A character seen less often than this is not what a keyboard offers first.
_OFFERED = 3
_ONE_IN = 8


class Homophones:
    """Writes other characters of the same sound, from those that a body of texts uses."""

    def __init__(self, texts: Iterable[str]) -> None:
        seen = Counter(char for text in texts for char in text if _HAN.match(char))
        self._alike: dict[str, list[str]] = defaultdict(list)
        for char in sorted(seen):
            if seen[char] >= _OFFERED:
                self._alike[sound(char)].append(char)

    def misspelt(self, text: str, copy: int) -> str:
        """One character in eight, and at least one, replaced by one that sounds the same in dialect.

        The same copy of a text is always the same, whatever stands beside it in the training data.
        """
        chars, chance = list(text), random.Random(f"{copy} {text}")
        places = [place for place, char in enumerate(chars) if _HAN.match(char)]
        for place in chance.sample(places, min(len(places), 1 + len(places) // _ONE_IN)):
            chars[place] = chance.choice(self._alike.get(sound(chars[place])) or [chars[place]])
        return "".join(chars)
