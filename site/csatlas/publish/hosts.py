"""What other hosts need beside the folder: the headers of each file, for nginx and for hosts that read `_headers`."""

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from csatlas.publish.release import PICTURES, Entry

# Headers that belong to kinds of files, which such a host knows better by their names.
_OF_A_KIND = {"Content-Type", "Cross-Origin-Resource-Policy"}


def nginx(entries: Mapping[str, Entry]) -> str:
    """Return maps from a file to each of its headers, and from an address to whether its query matters.

    Included at the level of http; deploy/nginx.conf uses the variables. The commonest value of a header is the default.
    """
    names = sorted({name for entry in entries.values() for name, _ in entry.headers} - {"Content-Type"})
    maps = []
    for name in names:
        values = {f"/{entry.file}": dict(entry.headers).get(name, "") for entry in entries.values()}
        default = Counter(values.values()).most_common(1)[0][0]
        lines = [f'  "{file}" "{_quoted(value)}";' for file, value in sorted(values.items()) if value != default]
        variable = f"$csatlas_{name.lower().replace('-', '_')}"
        maps.append("\n".join([f"map $uri {variable} {{", f'  default "{_quoted(default)}";', *lines, "}"]))
    asked = [f'  "{address}?" 1;' for address, entry in sorted(entries.items()) if entry.queried]
    maps.append("\n".join(["map $uri$is_args $csatlas_asked {", "  default 0;", *asked, "}"]))
    return "\n".join(maps) + "\n"


def entry(folder: Path) -> str:
    """Return what nginx includes: the folder of a release and its headers, which it takes up together."""
    return (
        # Maps of so many keys do not fit the usual tables; nginx wants to know it before the first map.
        "map_hash_max_size 16384;\nmap_hash_bucket_size 256;\n"
        f'map $host $csatlas_root {{ default "{_quoted(str(folder / "public"))}"; }}\n'
        f'include "{_quoted(str(folder / "headers" / "nginx.conf"))}";\n'
    )


def plain(entries: Mapping[str, Entry]) -> str:
    """Return a `_headers` file. Such hosts have room for few rules, so it allows styles as such, not by their hash.

    A rule adds to those above it: what it says anew it must first take away.
    """
    page, card = (next(e for a, e in entries.items() if a.startswith(start)) for start in ("/ja/roles/", "/embed/"))
    everywhere = [(name, _unhashed(value)) for name, value in page.headers if name not in _OF_A_KIND]
    rules = {"/*": everywhere}
    for address, entry in sorted(entries.items()):
        kept = dict(entry.headers)["Cache-Control"]
        if "immutable" in kept:
            # Pictures of links are hundreds, and nothing else lies beside them.
            path = f"{PICTURES}*" if address.startswith(PICTURES) else address
            rules[path] = [("! Cache-Control", ""), ("Cache-Control", kept)]
    rules["/api/*"] = [("Access-Control-Allow-Origin", "*"), ("Cross-Origin-Resource-Policy", "cross-origin")]
    policy = _unhashed(dict(card.headers)["Content-Security-Policy"])
    rules["/embed/*"] = [("! Content-Security-Policy", ""), ("Content-Security-Policy", policy)]
    return "".join(
        f"{path}\n" + "".join(f"  {name}: {value}".removesuffix(": ") + "\n" for name, value in headers)
        for path, headers in rules.items()
    )


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')


def _unhashed(value: str) -> str:
    return re.sub(r"style-src \S+;", "style-src 'unsafe-inline';", value)
