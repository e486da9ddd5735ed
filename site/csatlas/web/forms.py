"""Forms that visitors fill in."""

from typing import Any

from wtforms import Form, SelectMultipleField


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
