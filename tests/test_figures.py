import re
from math import hypot

import pytest

from csatlas import figures
from csatlas.library.library import Library
from csatlas.library.schema import Map


def corners(path: str) -> list[tuple[int, int]]:
    """Return the points through which a closed path of one q and many t runs."""
    x, y = (int(v) for v in re.match(r"M(-?\d+) (-?\d+)q", path).groups())  # type: ignore[union-attr]
    points = [(x, y)]
    for step in re.findall(r"[qt]([^qtz]+)", path):
        dx, dy = [int(v) for v in re.findall(r"-?\d+", step)][-2:]
        x, y = x + dx, y + dy
        points.append((x, y))
    return points


def test_axis_values_fall_on_the_frame() -> None:
    assert figures.percent(0) == 11.0
    assert figures.percent(100) == 89.0
    assert figures.percent(100, flip=True) == 11.0


def test_every_territory_is_a_closed_curve_around_its_centre(library: Library) -> None:
    for land in figures.lands(library.map, library.centres):
        for ring in land.rings:
            points = corners(ring)
            assert points[0] == points[-1]
            xs, ys = [p[0] for p in points], [p[1] for p in points]
            assert min(xs) < land.x * 4 < max(xs)
            assert min(ys) < land.y * 4 < max(ys)


def test_rings_lie_within_each_other(library: Library) -> None:
    for land in figures.lands(library.map, library.centres):
        centre = (land.x * 4, land.y * 4)
        reach = [min(hypot(x - centre[0], y - centre[1]) for x, y in corners(ring)) for ring in land.rings]
        assert reach == sorted(reach, reverse=True)


def test_support_lies_inside_service(library: Library) -> None:
    lands = {land.role: land for land in figures.lands(library.map, library.centres)}
    inner, outer = corners(lands["support"].rings[0]), corners(lands["service"].rings[0])
    for pick in (0, 1):
        assert min(p[pick] for p in outer) <= min(p[pick] for p in inner)
        assert max(p[pick] for p in outer) >= max(p[pick] for p in inner)


def moved(atlas: Map, role: str, by: int) -> Map:
    data = atlas.model_dump()
    for place in data["roles"][role]["places"]:
        place["x"] += by
    return Map.model_validate(data)


def test_a_territory_follows_its_numbers(library: Library) -> None:
    here = {land.role: land for land in figures.lands(library.map, library.centres)}
    there = {
        land.role: land
        for land in figures.lands(moved(library.map, "success", -10), {**library.centres, "success": (65, 25)})
    }
    shift = round((figures.percent(65) - figures.percent(75)) * 4)
    assert there["success"].x < here["success"].x
    for before, after in zip(corners(here["success"].rings[0]), corners(there["success"].rings[0]), strict=True):
        assert after[0] - before[0] == pytest.approx(shift, abs=1)
    assert there["experience"] == here["experience"]


def test_only_the_disputed_role_has_a_disputed_edge(library: Library) -> None:
    assert [land.role for land in figures.lands(library.map, library.centres) if land.disputed] == ["service"]


def test_routes_run_from_the_first_act_to_the_last(library: Library) -> None:
    routes = {route.role: route for route in figures.routes(library.journey, tuple(library.roles))}
    success = routes["success"]
    assert (success.first, success.last) == (2, 6)
    assert [i for i, lane in success.points if lane != int(lane)] == [5], "bends where it passes a station by"
    assert success.path(24, 36) == "M2 24H3H4C4.5 24 4.5 40.2 5 40.2C5.5 40.2 5.5 24 6 24"


def test_distances_are_those_of_the_facts(library: Library) -> None:
    measured = {pair.id: pair.distance for pair in figures.distances(library.traits, tuple(library.roles))}
    assert measured == {
        "support-vs-service": 61.9,
        "success-vs-experience": 75.7,
        "service-vs-experience": 81.7,
        "support-vs-experience": 95.1,
        "success-vs-service": 98.9,
        "success-vs-support": 130.2,
    }


def test_the_home_page_names_the_nearest_and_the_furthest_pair(library: Library) -> None:
    pairs = figures.distances(library.traits, tuple(library.roles))
    words = library.pages[""].texts["ja"].section("distances").html
    assert f"いちばん近いのは{library.pages[f'compare/{pairs[0].id}/'].label.ja}" in words
    assert f"いちばん遠いのは{library.pages[f'compare/{pairs[-1].id}/'].label.ja}" in words
