"""Pictures that are pleasant to look at, painted for a simulated family album."""

from functools import lru_cache
import math
from typing import Literal

from PIL import Image, ImageDraw, ImageFilter, ImageOps

type Scene = Literal["hills", "sea", "sports", "fireworks", "blossoms"]
type Colour = tuple[int, int, int]

SIZE = 640, 420
WIDTH, HEIGHT = SIZE
SKIES: dict[Scene, tuple[Colour, Colour]] = {
    "hills": ((86, 160, 225), (250, 238, 215)),
    "sea": ((245, 140, 105), (255, 222, 165)),
    "sports": ((70, 150, 230), (215, 238, 250)),
    "fireworks": ((10, 14, 45), (50, 40, 95)),
    "blossoms": ((150, 200, 240), (252, 240, 245)),
}
FLAGS = ((222, 70, 70), (250, 200, 70), (70, 150, 90), (70, 110, 200), (245, 245, 240))
SPARKS = ((255, 215, 120), (255, 140, 150), (140, 210, 255), (190, 255, 170))
PETALS = ((250, 190, 210), (245, 165, 195), (253, 215, 228))
SUN = (255, 236, 165)


@lru_cache(maxsize=16)
def paint(scene: Scene, number: int) -> Image.Image:
    """Return a picture of a scene, another one for another number."""
    dark, light = SKIES[scene]
    gradient = Image.linear_gradient("L").resize(SIZE)
    picture = ImageOps.colorize(gradient, dark, light)
    draw = ImageDraw.Draw(picture)
    if scene != "fireworks":
        picture = _shine(picture, 90 + number * 97 % 440, 70 + number * 31 % 60)
        draw = ImageDraw.Draw(picture)
    match scene:
        case "hills":
            _hills(draw, number, 230)
        case "sea":
            _sea(draw, number)
        case "sports":
            _sports_day(draw, number)
        case "fireworks":
            _fireworks(draw, number)
        case "blossoms":
            _hills(draw, number, 300)
            _blossoms(draw, number)
    return picture


def _shine(picture: Image.Image, x: int, y: int) -> Image.Image:
    glow = Image.new("L", SIZE)
    disc = ImageDraw.Draw(glow)
    disc.circle((x, y), 62, fill=90)
    glow = glow.filter(ImageFilter.GaussianBlur(22))
    ImageDraw.Draw(glow).circle((x, y), 34, fill=255)
    glow = glow.filter(ImageFilter.GaussianBlur(2))
    return Image.composite(Image.new("RGB", SIZE, SUN), picture, glow)


def _hills(draw: ImageDraw.ImageDraw, number: int, top: int) -> None:
    for depth in range(3):
        base = top + 50 * depth
        line = [
            (
                x,
                base
                + (30 - 6 * depth) * math.sin((x + 130 * number) / (60 + 25 * depth)),
            )
            for x in range(0, WIDTH + 8, 8)
        ]
        colour = (125 - 30 * depth, 185 - 28 * depth, 135 - 32 * depth)
        draw.polygon([(0, HEIGHT), *line, (WIDTH, HEIGHT)], fill=colour)


def _sea(draw: ImageDraw.ImageDraw, number: int) -> None:
    draw.rectangle((0, 240, WIDTH, HEIGHT), fill=(60, 110, 150))
    for row in range(12):
        y = 246 + row * 15
        for wave in range(9):
            x = (wave * 83 + row * 47 + number * 29) % (WIDTH + 60) - 60
            draw.line((x, y, x + 26 + row * 3, y), fill=(150, 185, 200), width=2)
    sail = 150 + number * 61 % 330
    draw.polygon([(sail, 175), (sail, 262), (sail + 56, 262)], fill=(252, 250, 242))
    draw.polygon([(sail - 6, 195), (sail - 6, 262), (sail - 42, 262)], fill=FLAGS[0])
    draw.polygon(
        [(sail - 50, 268), (sail + 62, 268), (sail + 44, 288), (sail - 34, 288)],
        fill=(110, 70, 55),
    )


def _sports_day(draw: ImageDraw.ImageDraw, number: int) -> None:
    draw.rectangle((0, 225, WIDTH, HEIGHT), fill=(225, 195, 150))
    for lane in range(4):
        y = 270 + lane * 42
        draw.line((0, y, WIDTH, y), fill=(250, 245, 235), width=3)
        x = 90 + (lane * 137 + number * 71) % 440
        _runner(draw, x, y + 34, FLAGS[(lane + number) % len(FLAGS)])
    for string in range(2):
        hooks = [
            (x, 46 + 60 * string + 34 * math.sin(math.pi * x / WIDTH))
            for x in range(0, WIDTH + 1, 40)
        ]
        draw.line(hooks, fill=(90, 90, 90), width=2)
        for place, (hook, top) in enumerate(hooks):
            flag = FLAGS[(place + string + number) % len(FLAGS)]
            draw.polygon(
                [(hook - 13, top), (hook + 13, top), (hook, top + 26)], fill=flag
            )


def _runner(draw: ImageDraw.ImageDraw, x: int, y: int, shirt: Colour) -> None:
    skin, trousers = (240, 200, 165), (60, 65, 90)
    for dx, dy in ((-16, 0), (15, -4)):
        draw.line((x, y - 20, x + dx, y + dy), fill=trousers, width=7)
    for dx in (-17, 19):
        draw.line((x, y - 38, x + dx, y - 30), fill=skin, width=5)
    draw.rounded_rectangle((x - 9, y - 46, x + 9, y - 16), 6, fill=shirt)
    draw.circle((x + 2, y - 56), 10, fill=skin)


def _fireworks(draw: ImageDraw.ImageDraw, number: int) -> None:
    for burst in range(4):
        x = 90 + (burst * 151 + number * 67) % 460
        y = 80 + (burst * 59 + number * 41) % 150
        reach = 48 + 17 * burst
        colour = SPARKS[(burst + number) % len(SPARKS)]
        for ray in range(24):
            angle = math.tau * ray / 24
            cos, sin = math.cos(angle), math.sin(angle)
            inner = x + 12 * cos, y + 12 * sin
            outer = x + reach * cos, y + reach * sin
            draw.line((inner, outer), fill=colour, width=2)
            draw.circle(outer, 3, fill=colour)
    draw.rectangle((0, 360, WIDTH, HEIGHT), fill=(14, 14, 28))
    for house in range(9):
        left = house * 74 + number * 13 % 30 - 20
        roof = 330 - house * 37 % 50
        draw.rectangle((left, roof, left + 58, HEIGHT), fill=(20, 20, 38))
        draw.rectangle((left + 22, roof + 24, left + 34, roof + 38), fill=SPARKS[0])


def _blossoms(draw: ImageDraw.ImageDraw, number: int) -> None:
    foot = 200 + number * 53 % 240
    draw.polygon(
        [(foot - 16, HEIGHT), (foot + 16, HEIGHT), (foot + 7, 200), (foot - 7, 200)],
        fill=(105, 75, 65),
    )
    for blossom in range(90):
        angle, reach = blossom * 2.4, 15 * math.sqrt(blossom)
        x, y = (
            foot + 1.25 * reach * math.cos(angle),
            170 + 0.8 * reach * math.sin(angle),
        )
        draw.circle((x, y), 16, fill=PETALS[(blossom + number) % len(PETALS)])
    for petal in range(25):
        x, y = (petal * 101 + number * 17) % WIDTH, 260 + petal * 43 % 150
        draw.ellipse((x, y, x + 7, y + 5), fill=PETALS[petal % len(PETALS)])
