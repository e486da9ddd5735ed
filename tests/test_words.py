import pytest

from csatlas import words
from csatlas.library.schema import LANGS


@pytest.mark.parametrize("lang", LANGS)
def test_the_catalogues_are_complete_and_compiled(lang: str) -> None:
    assert words.faults(lang) == []


def test_words_are_found_in_code_and_templates() -> None:
    found = {message.id for message in words.wanted()}
    assert {"This page does not exist", "Skip to the text"} <= found
