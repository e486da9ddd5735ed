"""Geometry of the pictures: numbers in, SVG path data and percentages out. Templates draw with them.

Nothing here knows HTML, languages or colours. Paths are in a square box that a template stretches.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import cos, dist, exp, pi, sin, sqrt

from csatlas.library.schema import Journey, Map, Place, Territory, Trait

Point = tuple[float, float]
Road = tuple[Point, Point]

MAP_SIDE = 400  # units of the box in which the map is drawn
LOCATOR_SIDE = 100
_PAD = 11.0  # per cent of the frame left free on each side of the axes 0 to 100
_REACH = 8.0  # how far, in axis units, land reaches from a road (one standard deviation)
_RINGS = (0.35, 0.95, 1.9)  # densities of the contour lines; one road alone gives 1
_RAYS = 20


def percent(value: float, flip: bool = False) -> float:
    """Return the place of an axis value (0 to 100) as a percentage of the frame; `flip` for upward axes."""
    at = _PAD + value * (100 - 2 * _PAD) / 100
    return round(100 - at if flip else at, 1)


# --- map ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Land:
    """A role's territory: `rings` from the edge inwards, and the edge that only some sources draw, if any."""

    role: str
    x: float
    y: float
    rings: tuple[str, ...]
    disputed: str | None
    dispute_x: float
    dispute_y: float
    places: tuple[tuple[Place, float, float], ...]


def lands(
    atlas: Map,
    centres: Mapping[str, Point],
    rays: int = _RAYS,
    levels: tuple[float, ...] = _RINGS,
    side: int = MAP_SIDE,
) -> tuple[Land, ...]:
    """Return the territories, those that contain another first so that none hides another.

    `centres` are the roles' places on the axes, 0 to 100. `rays` points make an outline, `levels` are the densities of
    the contour lines from the edge inwards, `side` is the length of the box that the paths are drawn in.

    A territory is the set of points where a density exceeds a level; contour lines are higher levels. The density is
    the sum, over the duties, of a Gaussian of the distance to the straight road from the centre to the duty. A role
    that contains another has that role's roads too, and so its land. All follows the numbers and nothing else.
    """
    found = []
    for role, territory in atlas.roles.items():
        centre = centres[role]
        own = _roads(territory, centre, disputed=False)
        if territory.contains:
            # Twice, so that the outer shore stays clear of the inner one.
            own += 2 * _roads(atlas.roles[territory.contains], centres[territory.contains], disputed=False)
        claimed = _roads(territory, centre, disputed=True)
        claim, beyond = _claim(own, claimed, centre, rays) if claimed else ([], [centre])
        edge = max(beyond, key=lambda p: p[0] + p[1])
        found.append(
            Land(
                role=role,
                x=percent(centre[0]),
                y=percent(centre[1], flip=True),
                rings=tuple(_smooth(_contour(own, centre, level, rays), side) for level in levels),
                disputed=_smooth(claim, side) if claim else None,
                dispute_x=percent(edge[0]),
                dispute_y=percent(edge[1], flip=True),
                places=tuple((p, percent(p.x), percent(p.y, flip=True)) for p in territory.places if p.shown),
            )
        )
    return tuple(sorted(found, key=lambda land: atlas.roles[land.role].contains is None))


def locator(atlas: Map, centres: Mapping[str, Point]) -> tuple[Land, ...]:
    """Return the territories for a picture of the size of a stamp: only the edges, drawn through few points."""
    return lands(atlas, centres, rays=14, levels=_RINGS[:1], side=LOCATOR_SIDE)


def _roads(territory: Territory, centre: Point, disputed: bool) -> list[Road]:
    return [(centre, (p.x, p.y)) for p in territory.places if p.disputed == disputed]


def _contour(roads: Sequence[Road], centre: Point, level: float, rays: int) -> list[Point]:
    """Return the outline of density > level as seen from the centre: on each ray the last crossing."""

    def density(x: float, y: float) -> float:
        return sum(exp(-(_distance_squared(x, y, road)) / (2 * _REACH**2)) for road in roads)

    outline = []
    for ray in range(rays):
        dx, dy = cos(2 * pi * ray / rays), sin(2 * pi * ray / rays)
        last = 0.0
        for step in range(1, 160):
            if density(centre[0] + dx * step, centre[1] + dy * step) > level:
                last = step
        outline.append((centre[0] + dx * (last + 0.5), centre[1] + dy * (last + 0.5)))
    return outline


def _claim(own: Sequence[Road], claimed: Sequence[Road], centre: Point, rays: int) -> tuple[list[Point], list[Point]]:
    """Return the shore as it would be with the claimed roads, and those of its points that lie beyond the shore.

    Where the claimed roads add next to nothing, the claim runs along the shore itself.
    """
    shore = _contour(own, centre, _RINGS[0], rays)
    wider = _contour([*own, *claimed], centre, _RINGS[0], rays)
    beyond = [w for s, w in zip(shore, wider, strict=True) if dist(w, s) > _REACH / 2]
    return [w if w in beyond else s for s, w in zip(shore, wider, strict=True)], beyond


def _distance_squared(x: float, y: float, road: Road) -> float:
    (ax, ay), (bx, by) = road
    dx, dy = bx - ax, by - ay
    along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy or 1)
    along = min(1.0, max(0.0, along))
    return (x - ax - along * dx) ** 2 + (y - ay - along * dy) ** 2


def _smooth(outline: Sequence[Point], side: int) -> str:
    """Return a closed curve around the outline: a quadratic B-spline whose control points are the outline's.

    It runs through the middle between each two points. A control point mirrored at such a middle is the next one, so
    that after the first curve SVG's `t`, which mirrors by itself, needs nothing but the next middle. Control points
    are rounded to even units: their middles are then whole, and no error adds up.
    """
    points = [(2 * round(percent(x) * side / 200), 2 * round(percent(y, flip=True) * side / 200)) for x, y in outline]
    middles = [((x + nx) // 2, (y + ny) // 2) for (x, y), (nx, ny) in pairwise([*points, *points[:2]])]
    (x, y), (cx, cy) = middles[0], points[1]
    path, sign = f"M{x} {y}q{cx - x} {cy - y} ", ""
    for nx, ny in middles[1:]:
        path += f"{sign}{nx - x} {ny - y}"
        (x, y), sign = (nx, ny), "t"
    return path.replace(" -", "-") + "z"


# --- journey --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Route:
    """A role's line through the stations it spans, as (station index, lane)."""

    role: str
    points: tuple[tuple[int, float], ...]
    acts: frozenset[int]

    @property
    def first(self) -> int:
        """The first station of the route."""
        return self.points[0][0]

    @property
    def last(self) -> int:
        """The last station of the route."""
        return self.points[-1][0]

    def path(self, top: float, gap: float) -> str:
        """Return the line as SVG path data: one unit a station across, lanes `gap` apart from `top` down."""
        (x, y), *rest = ((i, top + gap * lane) for i, lane in self.points)
        path = f"M{x:g} {y:g}"
        for nx, ny in rest:
            middle = (x + nx) / 2
            path += f"H{nx:g}" if ny == y else f"C{middle:g} {y:g} {middle:g} {ny:g} {nx:g} {ny:g}"
            x, y = nx, ny
        return path


def routes(journey: Journey, roles: Sequence[str]) -> tuple[Route, ...]:
    """Return one route per role: straight where it acts, bent away from its lane where it passes a station by.

    Lanes count from 0 in the order of the roles; a bend leaves the lane by 0.45.
    """
    found = []
    for lane, role in enumerate(roles):
        acts = frozenset(i for i, station in enumerate(journey.stations) if role in station.acts)
        if not acts:
            continue
        span = range(min(acts), max(acts) + 1)
        points = tuple((i, float(lane) if i in acts else lane + 0.45) for i in span)
        found.append(Route(role, points, acts))
    return tuple(found)


# --- traits and distances ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Distance:
    """How far two roles lie apart: `length` as a percentage of the widest pair, `place` 1 for the nearest."""

    left: str
    right: str
    distance: float
    length: float
    place: int

    @property
    def id(self) -> str:
        """The id of the pair's page."""
        return f"{self.left}-vs-{self.right}"


def distances(traits: Sequence[Trait], roles: Sequence[str]) -> tuple[Distance, ...]:
    """Return all pairs, nearest first.

    The distance is Euclidean over the traits, each 0 to 100: √Σ(a − b)². Ten traits give 0 to 316.
    """
    measured = sorted(
        (sqrt(sum((t.roles[a].value - t.roles[b].value) ** 2 for t in traits)), a, b) for a, b in combinations(roles, 2)
    )
    widest = measured[-1][0]
    return tuple(
        Distance(a, b, round(d, 1), round(100 * d / widest, 1), place)
        for place, (d, a, b) in enumerate(measured, start=1)
    )
