"""What the prose linter is given: every word a reader sees, no markup, on the line of its file."""

from pathlib import Path

from prose.plain import plain


def _write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_words_keep_their_lines_and_lose_their_markup(tmp_path: Path) -> None:
    text = """---
title: 題名
updated: 2026-11-28
---

## 見出し {#head}

[[nrr|売上継続率]]は割合です。[@one; @judged]次の文です。[~a-dispute]

!!! dispute csm-meaning "争点の題"
    中の文です。[@two]

    二つ目です。
"""
    lines = plain(_write(tmp_path, "ja.md", text), "ja").split("\n")
    assert lines[1] == "- 題名"
    assert lines[5] == "## 見出し"
    assert lines[7] == "売上継続率は割合です。次の文です。"
    assert lines[9:13] == ["争点の題", "中の文です。", "", "二つ目です。"]
    assert not "".join(lines[2:5])


def test_data_and_catalogues_give_the_words_of_one_language(tmp_path: Path) -> None:
    data = _write(
        tmp_path, "role.yaml", "order: 1\nanswer:\n  ja: 成果まで導く。\n  en: Leads.\naliases:\n  ja: [甲, 乙]\n"
    )
    assert plain(data, "ja") == "\n\n- 成果まで導く。\n\n\n- 甲 / 乙\n"
    catalogue = _write(tmp_path, "messages.po", 'msgid ""\nmsgstr ""\n\nmsgid "Send"\nmsgstr "送る"\n')
    assert "- 送る" in plain(catalogue, "ja").split("\n")[3:5]
