import re
from pathlib import Path

import pytest

from csatlas.library.library import Library
from csatlas.library.loading import load
from csatlas.library.problems import ContentError
from csatlas.publish import content


def faults(tree: Path) -> list[str]:
    with pytest.raises(ContentError) as caught:
        load(tree)
    return [str(problem) for problem in caught.value.problems]


def edit(tree: Path, file: str, old: str, new: str) -> int:
    """Replace the first `old` in a content file; return its line."""
    path = tree / "content" / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{file} has no {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_the_site_has_all_its_pages_in_both_languages(library: Library) -> None:
    assert list(library.roles) == ["success", "support", "service", "experience"]
    assert len(library.pairs) == 6
    assert set(library.paths) == {
        "", "roles/", "compare/", "glossary/", "for-recruiters/", "quiz/", "method/", "articles/",
        "disputes/", "sources/", "about/", "privacy/", "search/", "posting/", "posting/method/",
        *(f"roles/{role}/" for role in library.roles), *(f"compare/{pair}/" for pair in library.pairs),
        *(f"glossary/{term}/" for term in library.terms),
        *(f"articles/{slug}/" for slug in library.articles), *(f"disputes/{name}/" for name in library.disputes),
        *(f"sources/{source.kind}/" for source in library.sources.values()),
    }  # fmt: skip
    for page in library.pages.values():
        assert page.texts["ja"].prose.anchors == page.texts["en"].prose.anchors
        assert page.texts["ja"].prose.tables == page.texts["en"].prose.tables
        assert page.texts["ja"].prose.cited == page.texts["en"].prose.cited


def test_the_matrix_covers_what_the_comparison_needs(library: Library) -> None:
    wanted = {
        "purpose", "stance", "horizon", "faces", "channels", "duties", "kpis", "skills", "fits", "hard-sides",
        "position", "hours", "ways-in", "ways-out", "relations",
    }  # fmt: skip
    assert wanted <= library.dimensions.keys()


def test_every_fault_of_the_must_show_list_is_said_in_one_run(tree: Path) -> None:
    """Six different faults in six files: each with its own file and line, all at once."""
    sources = (tree / "content/sources.yaml").read_text(encoding="utf-8")
    (tree / "content/sources.yaml").write_text(re.sub(r"- id: archetype\n(  .*\n)+", "", sources), encoding="utf-8")
    key = edit(tree, "roles/support/ja.md", "summary:", "sumary:")
    string = edit(tree, "map.yaml", "  question: {ja: 呼", '  question: {ja: "呼')
    anchor = edit(tree, "roles/service/en.md", "{#day}", "{#short-answer}")
    (tree / "content/compare/success-vs-support/en.md").unlink()
    figure = edit(tree, "pages/about/ja.md", "求人には「カスタマーサクセス」", "2021年の求人には「カスタマーサクセス」")
    said = faults(tree)
    assert any(re.match(r"content/compare/matrix\.yaml:\d+: unknown source 'archetype'", line) for line in said)
    assert f"content/roles/support/ja.md:{key}: unknown key 'sumary'; did you mean 'summary'?" in said
    assert any(line.startswith(f"content/map.yaml:{string}: broken YAML") for line in said)
    assert any(line.startswith(f"content/roles/service/en.md:{anchor}: anchor 'short-answer' stands") for line in said)
    assert "content/compare/success-vs-support/en.md:1: missing file" in said
    assert any(line.startswith(f"content/pages/about/ja.md:{figure}: figure '2021年'") for line in said)


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("map.yaml", "  success:\n", "  sucess:\n", "unknown role 'sucess'; did you mean 'success'?"),
        ("map.yaml", "  success:\n", "  sucess:\n", "no entry for the role 'success'"),
        ("compare/success-vs-support/pair.yaml", "stance", "stanze", "unknown row 'stanze'; did you mean 'stance'?"),
        ("compare/matrix.yaml", "- id: stance", "- id: faces", "row 'faces' stands twice"),
        ("roles/success/role.yaml", 'light: "#6b1509"', "light: red", "ink.light"),
        ("pages/about/ja.md", "(/sources/)", "(/source/)", "no page '/source/'; did you mean 'sources/'?"),
        ("pages/compare/en.md", "#why-confused", "#why-confuse", "no anchor 'why-confuse'"),
        ("roles/support/en.md", "## What can you show", "## What can you show\n\n## More {#more}\n\n##", "sections"),
        ("sources.yaml", "- id: guru\n", "- id: cus-suc\n", "source 'cus-suc' stands twice"),
        ("traits.yaml", "value: 95", "value: 195", "less than or equal to 100"),
        ("site.yaml", "pair_name:", "pear_name:", "unknown key 'pear_name'; did you mean 'pair_name'?"),
        ("pages/about/en.md", "What it is for {#purpose}", "What it is for {#porpoise}", "anchors differ from ja.md"),
        ("roles/service/ja.md", "summary: ", f"summary: {'長い' * 40}", "summary of"),
    ],
)
def test_a_fault_across_files_is_said_at_its_line(tree: Path, file: str, old: str, new: str, fault: str) -> None:
    line = edit(tree, file, old, new)
    said = [text for text in faults(tree) if fault in text]
    assert said
    assert any(re.match(rf"content/{re.escape(file)}:\d+: ", text) for text in said)
    if "differ" not in fault and "sections" not in fault:
        assert any(abs(int(text.split(":")[1]) - line) <= 1 for text in said), (line, said)


def test_a_source_that_nothing_uses_is_a_fault(tree: Path) -> None:
    path = tree / "content/sources.yaml"
    extra = "- {id: idle, title: t, publisher: p, url: null, language: ja, date: null, kind: media, seen: full}\n"
    path.write_text(path.read_text(encoding="utf-8") + extra, encoding="utf-8")
    assert [text.split(": ", 1)[1] for text in faults(tree)] == ["source 'idle' is used nowhere"]


def test_texts_must_agree_on_tables_and_sources(tree: Path) -> None:
    edit(tree, "roles/success/en.md", "| Health score |", "| Extra | row[@9e-59] |\n| Health score |")
    edit(tree, "pages/roles/en.md", "[@9e-59; @manawin]", "[@9e-59]")
    said = faults(tree)
    assert any("roles/success/en.md" in text and "tables (rows, columns) differ" in text for text in said)
    assert any("pages/roles/en.md" in text and "only ja manawin" in text for text in said)


def test_a_broken_list_of_sources_does_not_make_every_citation_a_fault(tree: Path) -> None:
    line = edit(tree, "sources.yaml", "  seen: full", "  sen: full")
    assert [text.split(":")[0] for text in faults(tree)] == ["content/sources.yaml"] * 2
    assert f"content/sources.yaml:{line}: unknown key 'sen'; did you mean 'seen'?" in faults(tree)


def test_content_is_read_as_it_was_written_and_what_is_the_same_once(library: Library, tmp_path: Path) -> None:
    pickled = tmp_path / "library.pickle"
    content.write(pickled, library)
    found = content.read(pickled)
    for name in ("site", "sources", "roles", "pairs", "dimensions", "quizzes", "posting", "terms", "articles"):
        assert getattr(found, name) == getattr(library, name)
    articles = [found.pages[f"articles/{slug}/"] for slug in found.articles]
    assert [page.texts["en"].head for page in articles] == [
        library.pages[page.path].texts["en"].head for page in articles
    ]
    assert len({id(text.prose) for page in articles for text in page.texts.values()}) == 1
    assert len({id(role.model_fields_set) for role in found.roles.values()}) == 1
