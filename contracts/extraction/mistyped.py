"""Words of money and time that were typed as others of the same sound or shape: 两千快钱, 三干块, 五白块, 一各月."""

import re

_FIGURES = r"[\d一二两三四五六七八九十百千万几多来]"
_ENDS = r"$|[,。!?;\s]"
# One character in, one character out, so that positions stay true; each only where nothing else can be meant.
_MENDS = tuple(
    (re.compile(pattern), right)
    for pattern, right in (
        (rf"(?<=[花报交借欠用给拿差赔搞挣])[咯喽噶](?={_FIGURES})", "了"),
        (
            rf"(?<={_FIGURES})快(?=钱|[一每](?:个?月|天|年)|左右|上下|的样子)"
            rf"|(?:(?<=[百千万])|(?<=[百千万]多))快(?={_ENDS})",
            "块",
        ),
        (r"(?<=[一二两三四五六七八九几\d])干(?=块|元|多块|多元|多一个月|来块)", "千"),
        (r"(?<=[一二两三四五六七八九几\d])[白佰](?=块|元|多块|来块|多元|[一二三四五六七八九]十)", "百"),
        (r"(?<=[百千万])[园员圆](?=钱|[一每]个?月|[,。!?;]|$)", "元"),
        (r"俩(?=[百千万](?!年))", "两"),
        (r"(?<=[一每几半两三四五六])各(?=月)", "个"),
        (r"(?<![有得])没(?=个月[^,。]{0,4}[一二两三四五六七八九\d]+[百千\d])", "每"),
        (r"(?<=[百千万])另(?=[一二三四五六七八九])", "零"),
    )
)


def mended(plain: str) -> str:
    """The text with the figures' companions as they were meant, of the same length."""
    for pattern, right in _MENDS:
        plain = pattern.sub(right, plain)
    return plain
