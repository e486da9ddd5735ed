from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from csatlas.library import schema
from csatlas.library.schema import Cell, Head, Sourced, Stated, TraitValue, Unknown, Words


def types() -> Iterator[type[BaseModel]]:
    yield from (
        kind
        for kind in vars(schema).values()
        if isinstance(kind, type) and issubclass(kind, schema.Thing) and kind is not schema.Thing
    )


@pytest.mark.parametrize("kind", list(types()), ids=lambda kind: kind.__name__)
def test_every_content_type_is_closed_and_frozen(kind: type[BaseModel]) -> None:
    assert kind.model_config["extra"] == "forbid"
    assert kind.model_config["frozen"] is True


def test_words_speak_two_languages_and_no_third() -> None:
    words = Words(ja="仕事", en="job")
    assert (words["ja"], words["en"]) == ("仕事", "job")
    with pytest.raises(KeyError):
        words["fr"]  # type: ignore[index]


def test_words_may_not_be_empty() -> None:
    with pytest.raises(ValidationError):
        Words(ja=" ", en="job")


def test_a_statement_needs_sources_or_says_that_it_is_ours() -> None:
    with pytest.raises(ValidationError, match="needs sources"):
        Sourced(ja="あ", en="a")
    assert Sourced(ja="あ", en="a", judged=True).sources == ()


def test_a_cell_is_stated_or_unknown() -> None:
    cell: TypeAdapter[Any] = TypeAdapter(Cell)
    assert isinstance(cell.validate_python({"ja": "あ", "en": "a", "sources": ["x"]}), Stated)
    assert isinstance(cell.validate_python({"unknown": {"ja": "あ", "en": "a"}}), Unknown)
    with pytest.raises(ValidationError):
        cell.validate_python({"unknown": {"ja": "あ", "en": "a"}, "ja": "い"})


@pytest.mark.parametrize(("value", "reason", "good"), [(70, True, True), (70, False, False), (50, True, False)])
def test_a_value_that_departs_from_its_measure_says_why(value: int, reason: bool, good: bool) -> None:
    data = {"value": value, "onet": 50, "sources": ["x"], "reason": {"ja": "あ", "en": "a"} if reason else None}
    if good:
        TraitValue.model_validate(data)
    else:
        with pytest.raises(ValidationError, match="departs"):
            TraitValue.model_validate(data)


def test_a_page_is_not_updated_before_it_is_published() -> None:
    with pytest.raises(ValidationError, match="before"):
        Head.model_validate(
            {"title": "t", "summary": "long enough to be one", "published": "2026-11-22", "updated": "2026-11-21"}
        )
