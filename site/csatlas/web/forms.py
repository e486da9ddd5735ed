"""Forms that visitors fill in."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from wtforms import (
    Field,
    Form,
    RadioField,
    SearchField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, ValidationError

from csatlas.library import names
from csatlas.library.library import ArticleOf, Library, TermOf
from csatlas.library.schema import ArticleGroup, Choice, Lang
from csatlas.posting import LONGEST as LONGEST_POSTING
from csatlas.posting import readable
from csatlas.quiz import ANSWERS
from csatlas.search import LONGEST
from csatlas.web.edition import edition
from csatlas.web.posting import read_result

LONGEST_SEARCH = 60


class ChoicesField(SelectMultipleField):
    """Check boxes sent by GET. `data` holds the known values in the order of the choices, `unknown` the others.

    Nothing chosen means everything, so that the bare address shows all.
    """

    unknown: tuple[str, ...] = ()

    def pre_validate(self, form: Any) -> None:
        """Sort what was sent; what is unknown is named on the page and ignored."""
        sent = self.data or []
        known = [value for value, *_ in self.iter_choices()]
        self.unknown = tuple(dict.fromkeys(value for value in sent if value not in known))
        self.data = [value for value in known if value in sent] or known


class CompareForm(Form):
    """Which roles and which rows of the matrix to show. Set the choices, then validate."""

    role = ChoicesField()
    row = ChoicesField()


class KnownChoice(SelectField):
    """A choice sent by GET; an unknown value means no choice and is named on the page."""

    unknown: str = ""

    def pre_validate(self, form: Any) -> None:
        """Forget a value that is not on offer, but remember its name."""
        if self.data and self.data not in [value for value, *_ in self.iter_choices()]:
            self.unknown, self.data = self.data, ""


class GlossaryForm(Form):
    """Which category and which role's terms to show, and a part of their name; an empty value shows all."""

    q = SearchField(default="", render_kw={"maxlength": LONGEST_SEARCH, "autocomplete": "off"})
    category = KnownChoice(default="")
    role = KnownChoice(default="")

    def offer(self, library: Library, lang: Lang) -> None:
        """Set what can be chosen, then read what was."""
        used = {term.facts.category for term in library.terms.values()}
        labels = category_names()
        self.category.choices = [("", gettext("All kinds")), *((key, labels[key]) for key in labels if key in used)]
        self.role.choices = [
            ("", gettext("All jobs")),
            *((role_id, role.names[lang].full) for role_id, role in library.roles.items()),
        ]
        self.validate()

    def wants(self, term: TermOf) -> bool:
        """Return whether the choice takes in a term."""
        return (
            (not self.category.data or term.facts.category == self.category.data)
            and (not self.role.data or self.role.data in term.facts.roles)
            and (not self.q.data or names.matches(self.q.data[:LONGEST_SEARCH], term.id, term.facts))
        )


class SearchForm(Form):
    """What to look for, and in which kind of pages; no kind means all."""

    q = SearchField(default="", render_kw={"maxlength": LONGEST, "autocomplete": "off", "list": "suggested"})
    kind = KnownChoice(default="")

    def offer(self) -> None:
        """Set what can be chosen, then read what was."""
        self.kind.choices = [("", gettext("Everything")), *kind_names().items()]
        self.validate()
        self.q.data = (self.q.data or "").strip()


def kind_names() -> dict[str, str]:
    """Return the names of the kinds of pages that can be searched, in the request's language."""
    return {
        "role": gettext("Jobs"),
        "pair": gettext("Comparisons"),
        "article": gettext("Articles"),
        "term": gettext("Terms"),
        "dispute": gettext("Disputes"),
        "page": gettext("About the site"),
    }


class PostingForm(Form):
    """A posting, an example in its place, and the address of a quiz result for the visitor's own fit."""

    text = TextAreaField(default="", render_kw={"rows": 14, "autocomplete": "off", "spellcheck": "false"})
    result = StringField(default="", render_kw={"autocomplete": "off", "inputmode": "url"})
    example = StringField(default="")

    def validate_text(self, field: Field) -> None:
        """Refuse what cannot be read: nothing, too much, or a file that is no text."""
        # A browser sends a line's end as two characters.
        field.data = (field.data or "").replace("\r\n", "\n")
        if not field.data.strip():
            raise ValidationError(gettext("Paste the text of a posting first."))
        if len(field.data) > LONGEST_POSTING:
            raise ValidationError(
                gettext(
                    "This text has %(length)s characters. Shorten it to %(longest)s: the duties are enough.",
                    length=f"{len(field.data):,}",
                    longest=f"{LONGEST_POSTING:,}",
                )
            )
        if not readable(field.data):
            raise ValidationError(gettext("This is no text but part of a file. Copy the words of the posting."))

    def validate_result(self, field: Field) -> None:
        """Refuse an address that is no result of the quiz."""
        if (field.data or "").strip() and not read_result(edition().library, field.data):
            raise ValidationError(gettext("This is not the address of a quiz result. It ends in /quiz/1/ and digits."))


class ArticleForm(Form):
    """For whom to show articles, and whether by title or by question; an empty value shows all, by title."""

    audience = KnownChoice(default="", name="for")
    by = KnownChoice(default="")

    def offer(self) -> None:
        """Set what can be chosen, then read what was."""
        self.audience.choices = [("", gettext("Everyone")), *audience_names().items()]
        self.by.choices = [("", gettext("Titles")), ("question", gettext("Questions"))]
        self.validate()

    def wants(self, article: ArticleOf, group: ArticleGroup) -> bool:
        """Return whether the choice takes in an article of a group."""
        facts = article.facts
        return facts.group == group.id and (not self.audience.data or self.audience.data in facts.audience)


def audience_names() -> dict[str, str]:
    """Return the names of those for whom articles are written, in the request's language."""
    return {
        "job-seekers": gettext("Job seekers"),
        "recruiters": gettext("Recruiters"),
        "leaders": gettext("Leaders"),
    }


def quiz_form(choices: Sequence[Choice]) -> type[Form]:
    """Return a form with one field a question; an answer is a digit from 0 (left) to 4 (right), and each is needed."""
    digits = [str(digit) for digit, _ in enumerate(ANSWERS)]
    fields = {
        choice.id: RadioField(choices=digits, validators=[InputRequired()])  # type: ignore[arg-type]
        for choice in choices
    }
    return type("QuizForm", (Form,), fields)


def category_names() -> dict[str, str]:
    """Return the names of the categories in the request's language, in the order in which they are offered."""
    return {
        "metric": gettext("Measures"),
        "lifecycle": gettext("Customer lifecycle"),
        "engagement-model": gettext("Ways of engaging"),
        "channel": gettext("Channels"),
        "operations": gettext("Running a desk"),
        "method": gettext("Methods"),
        "tool": gettext("Tools"),
        "job-title": gettext("Job titles"),
        "organisation": gettext("Organisation"),
        "business-model": gettext("Business models"),
    }
