"""The role inks: legible on both grounds, and distinct for every kind of colour vision.

Contrast is WCAG 2's; distances are Euclidean in OKLab (Ottosson 2020); protanopia and deuteranopia are simulated with
the matrices of Machado, Oliveira and Fernandes (2009) at full severity, applied to linear sRGB.
"""

from itertools import combinations

import pytest

from csatlas.library.library import Library
from csatlas.paths import data_folder

Colour = tuple[float, float, float]
Matrix = tuple[Colour, Colour, Colour]

NORMAL: Matrix = ((1, 0, 0), (0, 1, 0), (0, 0, 1))
PROTAN: Matrix = (
    (0.152286, 1.052583, -0.204868),
    (0.114503, 0.786281, 0.099216),
    (-0.003882, -0.048116, 1.051998),
)
DEUTAN: Matrix = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.011820, 0.042940, 0.968881),
)
GROUNDS = {"light": ("#f7f5ee", "#fefcf7"), "dark": ("#14171a", "#191e22")}


def linear(text: str) -> Colour:
    channels = [int(text[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return red, green, blue


def times(matrix: Matrix, colour: Colour) -> Colour:
    x, y, z = (sum(m * c for m, c in zip(row, colour, strict=True)) for row in matrix)
    return x, y, z


def luminance(text: str) -> float:
    red, green, blue = linear(text)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def oklab(colour: Colour) -> Colour:
    lms = times(
        (
            (0.4122214708, 0.5363325363, 0.0514459929),
            (0.2119034982, 0.6806995451, 0.1073969566),
            (0.0883024619, 0.2817188376, 0.6299787005),
        ),
        colour,
    )
    roots: Colour = tuple(max(value, 0) ** (1 / 3) for value in lms)  # type: ignore[assignment]
    return times(
        (
            (0.2104542553, 0.7936177850, -0.0040720468),
            (1.9779984951, -2.4285922050, 0.4505937099),
            (0.0259040371, 0.7827717662, -0.8086757660),
        ),
        roots,
    )


def test_the_grounds_are_those_of_the_stylesheet() -> None:
    css = (data_folder("static") / "css" / "tokens.css").read_text(encoding="utf-8")
    for grounds in GROUNDS.values():
        for ground in grounds:
            assert ground in css


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_inks_are_legible_on_every_ground(library: Library, theme: str) -> None:
    for name, role in library.roles.items():
        for ground in GROUNDS[theme]:
            assert contrast(getattr(role.ink, theme), ground) >= 4.5, (name, theme, ground)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("vision", [NORMAL, PROTAN, DEUTAN], ids=["normal", "protan", "deutan"])
def test_inks_stay_distinct_for_every_vision(library: Library, theme: str, vision: Matrix) -> None:
    seen = {name: oklab(times(vision, linear(getattr(role.ink, theme)))) for name, role in library.roles.items()}
    for one, other in combinations(seen, 2):
        distance = sum((a - b) ** 2 for a, b in zip(seen[one], seen[other], strict=True)) ** 0.5
        assert distance >= 0.16, (one, other, round(distance, 3))


def test_soft_words_are_legible() -> None:
    for soft, theme in (("#585651", "light"), ("#aca9a2", "dark")):
        assert all(contrast(soft, ground) >= 4.5 for ground in GROUNDS[theme])


def test_marks_differ_in_shape(library: Library) -> None:
    assert len({role.mark for role in library.roles.values()}) == len(library.roles)
