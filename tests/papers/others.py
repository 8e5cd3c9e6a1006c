"""What is sent by mistake: a meal, a wall, a chat, a letter by hand, a landscape; nothing on it may be read as a field."""

import math
from random import Random

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from tests.papers import ink
from tests.papers.camera import cloud
from tests.papers.sheet import Sheet

SIZE = (1200, 900)
CHAT = (
    "在吗",
    "明天去镇上赶集不",
    "要得，几点",
    "八点半在桥头等你",
    "我把东西带起",
    "娃儿放学没得",
    "今天好冷",
    "快递到了帮我拿一下",
    "好嘛",
    "1380 的那个便宜些",
)
LETTER = (
    "领导你好：",
    "我家今年收成不好，老人又病了，",
    "想请政府帮忙看一下能不能",
    "给点困难补助。",
    "我们全家都记到你们的好。",
    "此致 敬礼",
    "村民 敬上",
)


def meal(rng: Random) -> Sheet:
    """A bowl with food on a table."""
    image = Image.new("RGB", SIZE, (120, 84, 54))
    draw = ImageDraw.Draw(image)
    draw.ellipse((220, 110, 980, 820), fill=(238, 238, 234))
    draw.ellipse((290, 170, 910, 760), fill=(206, 120, 50))
    for _ in range(240):
        angle, reach = rng.uniform(0, 6.3), rng.uniform(0, 280)
        x, y = 600 + reach * math.cos(angle), 465 + reach * 0.9 * math.sin(angle)
        colour = rng.choice(((90, 140, 50), (180, 40, 30), (236, 214, 160), (150, 90, 40)))
        draw.ellipse((x - rng.randint(6, 34), y - 12, x + rng.randint(6, 34), y + 14), fill=colour)
    draw.line((1010, 100, 860, 860), (170, 130, 80), 16)
    draw.line((1060, 110, 920, 870), (170, 130, 80), 16)
    return Sheet(image.filter(ImageFilter.GaussianBlur(2)), rng, layout="meal")


def wall(rng: Random) -> Sheet:
    """A blank wall."""
    grey = 150 + 70 * cloud(rng, SIZE, (5, 5)) + 8 * cloud(rng, SIZE, (300, 300))
    return Sheet(
        Image.fromarray(np.clip(np.stack([grey, grey, grey * 0.94], 2), 0, 255).astype(np.uint8)), rng, layout="wall"
    )


def chat(rng: Random) -> Sheet:
    """A screenshot of a chat."""
    image = Image.new("RGB", (900, 1600), (237, 237, 237))
    sheet = Sheet(image, rng, layout="chat")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 900, 150), fill=(246, 246, 246))
    sheet.print((60, 80), "‹", 50)
    sheet.print((360, 84), rng.choice(("幺妹", "泽仁", "二叔")), 42, "sans-bold")
    for row, text in enumerate(rng.sample(CHAT, 8)):
        mine, y = rng.random() < 0.5, 200 + row * 160
        wide = ink.width_of(text, 40) + 60
        left = 760 - wide if mine else 140
        draw.rounded_rectangle((left, y, left + wide, y + 96), 14, fill=(149, 236, 105) if mine else (255, 255, 255))
        sheet.print((left + 30, y + 18), text, 40)
        draw.rounded_rectangle((790, y, 880, y + 90) if mine else (20, y, 110, y + 90), 10, fill=(120, 150, 190))
    return sheet


def letter(rng: Random) -> Sheet:
    """A letter by hand."""
    sheet = Sheet(Image.new("RGB", (1100, 1400), (250, 248, 238)), rng, layout="letter")
    for y in range(150, 1350, 90):
        ImageDraw.Draw(sheet.image).line((60, y, 1040, y), (210, 120, 120), 2)
    for row, line in enumerate(LETTER):
        ink.write(sheet.image, (80 + 60 * (row in (1, 4)), 84 + row * 90), line, 46, "hand", ink.BLUE, rng=rng)
    return sheet


def landscape(rng: Random) -> Sheet:
    """Mountains under a sky."""
    sky = np.linspace(0, 1, SIZE[1])[:, None, None]
    pixels = (np.array([120, 170, 230]) * (1 - sky) + np.array([225, 235, 240]) * sky).repeat(SIZE[0], 1)
    x = np.arange(SIZE[0])
    for layer, colour in enumerate(((110, 130, 150), (70, 100, 90), (40, 74, 46))):
        ridge = 360 + layer * 150 + 80 * np.sin(x / (90 + 60 * layer) + rng.uniform(0, 6)) + 40 * np.sin(x / 37 + layer)
        pixels[np.arange(SIZE[1])[:, None] > ridge[None]] = colour
    pixels += 18 * (cloud(rng, SIZE, (200, 200))[..., None] - 0.5)
    return Sheet(Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)), rng, layout="landscape")


OTHERS = (meal, wall, chat, letter, landscape)


def other(rng: Random) -> Sheet:
    """One of OTHERS."""
    return rng.choice(OTHERS)(rng)
