"""Pictures of links: lines break where Japanese allows, the title fits, and a release has one for every page."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from csatlas.library.library import Library
from csatlas.library.schema import LANGS
from csatlas.publish.build import _pictures
from csatlas.publish.images import SIZE, Card, FontError, broken, card_of, draw, font
from csatlas.web.app import create_app
from csatlas.web.edition import KEY


@pytest.fixture
def _font(in_ci: bool) -> None:
    try:
        font()
    except FontError as error:
        if in_ci:
            raise
        pytest.skip(str(error))


def test_no_line_starts_or_ends_with_what_may_not() -> None:
    width = 10.0
    assert broken("十文字ちょうどの行に、", width, len) == ["十文字ちょうどの行", "に、"]
    assert broken("ここで終わる行は九「文", width, len) == ["ここで終わる行は九", "「文"]
    assert broken("the same customer", width, len) == ["the same", "customer"]
    assert broken("短い", width, len) == ["短い"]
    for text in ("あ" * 25, "役割。" * 9, "CSMとCXの違い、" * 4):
        assert "".join(broken(text, width, len)) == text
        assert all(len(line) <= width + 1 for line in broken(text, width, len))


def test_a_picture_shows_the_marks_of_what_its_page_is_about(library: Library) -> None:
    counts = {"roles/support/": 1, "compare/success-vs-support/": 2, "articles/pay/": 4, "": 4}
    for path, count in counts.items():
        assert len(card_of(library, path, "ja").marks) == count
    assert card_of(library, "glossary/nrr/", "en").title.startswith("net revenue retention")


@pytest.mark.usefixtures("_font")
def test_a_picture_is_the_same_each_time_and_has_ink_in_its_colours(library: Library) -> None:
    card = card_of(library, "roles/success/", "ja")
    assert draw(card) == draw(card)
    image = Image.open(BytesIO(draw(card))).convert("RGB")
    assert image.size == SIZE
    colours = {colour for _, colour in image.getcolors(SIZE[0] * SIZE[1]) or ()}
    red = tuple(int(library.roles["success"].ink.light[i : i + 2], 16) for i in (1, 3, 5))
    assert min(sum(abs(one - other) for one, other in zip(colour, red, strict=True)) for colour in colours) < 20


@pytest.mark.usefixtures("_font")
def test_the_longest_title_fits(library: Library) -> None:
    longest = max((page.texts[lang].head.title for page in library.pages.values() for lang in LANGS), key=len)
    image = Image.open(BytesIO(draw(Card(longest, "CS Atlas", ())))).convert("L")
    below = image.crop((0, SIZE[1] - 130, SIZE[0], SIZE[1]))
    assert below.getextrema()[0] > 200, "the title runs into the marks"


@pytest.mark.usefixtures("_font")
def test_every_page_of_a_release_names_its_own_picture(library: Library, tmp_path: Path) -> None:
    app = create_app(library=library)
    kept = tmp_path / "pictures"
    kept.mkdir()
    # Drawing all of them takes half a minute: here each is there already, as in a second release.
    for path in library.pages:
        for lang in LANGS:
            (kept / f"{card_of(library, path, lang).digest}.png").write_bytes(b"")
    (kept / "old.png").write_bytes(b"")
    pictures = _pictures(app, kept)
    assert not (kept / "old.png").exists()
    assert len(pictures) == len({path.name for path in pictures.values()})
    html = app.test_client().get("/ja/roles/support/").get_data(as_text=True)
    address = app.extensions[KEY].images["roles/support/", "ja"]
    assert f'content="https://csatlas.example{address}"' in html
    assert address in pictures
