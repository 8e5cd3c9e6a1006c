"""The files of answers: `answers/<topic>.yaml`, checked so that a sentence can always be said."""

import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from policy.loader import Loaded
from policy.placeholders import BUILT_IN, SOURCES, names_of
from policy.source import Path, Source

SHARED = "_shared"
# the word in `about` of a variant that also answers everything else
ANY = "any"
FILE_KEYS = ("topic", "elsewhere", "variants")
VARIANT_KEYS = ("about", "uses", "say")
SENTENCE_KEYS = ("text", "rule", "otherwise", "when", "unless")
SENTENCE_LIMIT = 60


@dataclass(frozen=True)
class Sentence:
    """One sentence: a text with placeholders or a rule, said when and unless some value is known."""

    text: str = ""
    rule: str = ""
    otherwise: str = ""
    when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()

    @property
    def placeholders(self) -> list[str]:
        """The names in braces, of the text and of what is said instead."""
        return [*placeholders_of(self.text), *placeholders_of(self.otherwise)]


def placeholders_of(text: str) -> list[str]:
    """The names in braces."""
    return [name for _, name, _, _ in string.Formatter().parse(text) if name]


@dataclass(frozen=True)
class Variant:
    """An answer for some lanes or programmes; for every other when `about` is empty."""

    about: tuple[str, ...]
    sentences: list[Sentence]
    uses: dict[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Topic:
    """The variants of a question; other programmes are answered by the topic `elsewhere`."""

    variants: list[Variant]
    elsewhere: str | None = None

    def variant(self, word: str | None) -> Variant | None:
        """The variant about a lane or programme."""
        return next((variant for variant in self.variants if word is not None and word in variant.about), None)

    @property
    def default(self) -> Variant | None:
        """The variant for everything that has none of its own."""
        return next((variant for variant in self.variants if not variant.about or ANY in variant.about), None)


def read_topics(loaded: Loaded) -> dict[str, Topic]:
    """Every topic's variants; what is wrong becomes a problem of its file."""
    sources = [source for path, source in loaded.sources.items() if path.startswith("answers/")]
    return {source.path.split("/")[-1].removesuffix(".yaml"): _Reader(loaded, source).read() for source in sources}


class _Reader:
    """Reads one file of answers."""

    def __init__(self, loaded: Loaded, source: Source) -> None:
        self.source = source
        entries = loaded.parameters.entries
        self.quantities = loaded.parameters.quantities
        self.rules = _cases(entries.get("rules", {}), "rule")
        self.lines = _cases(entries.get("hotlines", {}), "line")

    def read(self) -> Topic:
        """The topic of the file."""
        data = self.source.data
        name = self.source.path.split("/")[-1].removesuffix(".yaml")
        if not isinstance(data, dict) or not isinstance(data.get("variants"), list):
            self.source.complain((), "没有 variants", "写 topic 和 variants")
            return Topic([])
        self._refuse_unknown(data, FILE_KEYS, ())
        if data.get("topic") != name:
            self.source.complain(("topic",), f"topic“{data.get('topic')}”和文件名不同", f"写 topic: {name}")
        variants = [self._variant(body, ("variants", index)) for index, body in enumerate(data["variants"])]
        return Topic(variants, data.get("elsewhere"))

    def _refuse_unknown(self, body: Mapping[str, Any], allowed: tuple[str, ...], at: Path) -> None:
        for key in body:
            if key not in allowed:
                self.source.complain((*at, key), f"不认识的键“{key}”", f"可以写的有 {'、'.join(allowed)}")

    def _variant(self, body: Any, at: Path) -> Variant:
        if not isinstance(body, dict) or not isinstance(body.get("say"), list):
            self.source.complain(at, "没有 say", "写 say: 下面每句一项")
            return Variant((), [])
        self._refuse_unknown(body, VARIANT_KEYS, at)
        uses = body.get("uses") or {}
        known = set(BUILT_IN)
        for name, use in uses.items():
            if self._is_use(use, (*at, "uses", name)):
                known.update(names_of(name, use))
        items = enumerate(body["say"])
        sentences = [self._sentence(item, known, (*at, "say", index)) for index, item in items]
        return Variant(tuple(body.get("about") or ()), sentences, uses)

    def _is_use(self, use: Any, at: Path) -> bool:
        if not isinstance(use, dict) or not any(source in use for source in SOURCES):
            self.source.complain(at, "不知道从哪里取", f"写 {'、'.join(SOURCES)} 之一")
            return False
        if "quantity" in use and use["quantity"] not in self.quantities:
            self.source.complain(at, f"没有登记的数量“{use['quantity']}”", "用 quantities.yaml 里的名称")
        if "hotline" in use and use["hotline"] not in self.lines:
            self.source.complain(at, f"没有这条热线“{use['hotline']}”", "用 hotlines.yaml 里的 line")
        return True

    def _sentence(self, item: Any, known: set[str], at: Path) -> Sentence:
        if not isinstance(item, dict) or ("text" in item) == ("rule" in item):
            self.source.complain(at, "一句话要么写 text 要么写 rule", "二选一")
            return Sentence()
        self._refuse_unknown(item, SENTENCE_KEYS, at)
        if "rule" in item and item["rule"] not in self.rules:
            self.source.complain((*at, "rule"), f"没有这条规定“{item['rule']}”", "先写进 rules.yaml")
        sentence = Sentence(
            item.get("text") or "",
            item.get("rule") or "",
            item.get("otherwise") or "",
            _names(item.get("when")),
            _names(item.get("unless")),
        )
        for name in (*sentence.placeholders, *sentence.when, *sentence.unless):
            if name not in known:
                self.source.complain(at, f"没有说明“{name}”从哪里取", "在 uses 里写上")
        if max(len(sentence.text), len(sentence.otherwise)) > SENTENCE_LIMIT:
            self.source.complain(at, f"一句话超过 {SENTENCE_LIMIT} 字", "拆成两句")
        return sentence


def _names(words: Any) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words or ())


def _cases(regions: Mapping[str, Mapping[Any, Any]], dimension: str) -> set[str]:
    return {dict(case).get(dimension, "") for cases in regions.values() for case in cases}
