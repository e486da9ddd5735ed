"""The glossary as TBX-Basic (ISO 30042:2008), the form of TermBase eXchange that translation tools open.

One termEntry a term: its category and sources, then per language the definition and every name, the first of them
preferred. Abbreviations are marked and stand in both languages.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from csatlas.library import names, urls
from csatlas.library.library import TermOf
from csatlas.library.schema import LANGS, Lang
from csatlas.web.edition import Edition

MEDIA_TYPE = "application/x-tbx"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DOCTYPE = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">\n'


def document(edition: Edition) -> str:
    """Return every term as one XML document."""
    site = edition.library.site
    root = Element("martif", {"type": "TBX-Basic", _LANG: "ja"})
    header = SubElement(root, "martifHeader")
    file = SubElement(header, "fileDesc")
    SubElement(SubElement(file, "titleStmt"), "title").text = f"{site.name.ja} / {site.name.en}"
    SubElement(SubElement(file, "publicationStmt"), "p").text = f"{site.publisher.en}, {site.license_url}"
    SubElement(SubElement(file, "sourceDesc"), "p").text = edition.address(urls.GLOSSARY, "en")
    SubElement(SubElement(header, "encodingDesc"), "p", {"type": "XCSURI"}).text = "TBXBasicXCSV02.xcs"
    body = SubElement(SubElement(root, "text"), "body")
    for term in edition.library.terms.values():
        _entry(body, term, edition)
    indent(root, space=" ")
    return _DOCTYPE + tostring(root, encoding="unicode") + "\n"


def _entry(body: Element, term: TermOf, edition: Edition) -> None:
    entry = SubElement(body, "termEntry", {"id": term.id})
    SubElement(entry, "descrip", {"type": "subjectField"}).text = term.facts.category
    for lang in LANGS:
        address = edition.address(urls.version_path(term.id, term.facts.version), lang)
        part = SubElement(entry, "langSet", {_LANG: lang})
        about = SubElement(part, "descripGrp")
        SubElement(about, "descrip", {"type": "definition"}).text = term.facts.definition[lang]
        SubElement(about, "admin", {"type": "source"}).text = address
        for number, name in enumerate(_names(term, lang)):
            each = SubElement(part, "tig")
            SubElement(each, "term").text = name
            kind = "abbreviation" if name in term.facts.abbreviations else "fullForm"
            SubElement(each, "termNote", {"type": "termType"}).text = kind
            status = "admittedTerm-admn-sts" if number else "preferredTerm-admn-sts"
            SubElement(each, "termNote", {"type": "administrativeStatus"}).text = status


def _names(term: TermOf, lang: Lang) -> Iterator[str]:
    """Yield the names of a term in one language, each once, as they stand in a text: without brackets."""
    facts = term.facts
    aliases = (names.parts(alias)[0] for alias in facts.aliases if alias.isascii() == (lang == "en"))
    for name in dict.fromkeys((*names.parts(facts.names[lang]), *facts.abbreviations, *aliases)):
        if name not in facts.everyday:
            yield name
