"""Makes the files of this folder from two published packages; README.md says how to run it and what was made last.

Run by hand when a newer edition is wanted; nothing of the build calls it. It guesses nothing: where the packages are not
as expected it stops.
"""

import csv
import json
import sqlite3
import sys
import tarfile
import tempfile
import unicodedata
import zipfile
from pathlib import Path

HERE = Path(__file__).parent
VIETNAM = "VN"


def main(units, countries):
    countries = read_countries(countries)
    vietnam = next(id for id, code, _ in countries if code == VIETNAM)
    provinces, communes, districts, old_wards = read_units(units, vietnam)
    write("countries", "id,code,name", countries, 250)
    write("provinces", "id,country,code,name", provinces, 34)
    write("communes", "id,province,name", communes, 3321)
    write("districts", "id,province,name", districts, 696)
    write("old_wards", "id,commune", old_wards, 7432, unique=6870)


def read_countries(package):
    """Numbered by the order of their codes; the first of several names is the package's own choice."""
    with tarfile.open(package) as files:
        names = json.load(files.extractfile("package/langs/en.json"))["countries"]
    names = {code: name if isinstance(name, str) else name[0] for code, name in names.items()}
    names[VIETNAM] = "Việt Nam"
    return [(id, code, names[code]) for id, code in enumerate(sorted(names), 1)]


def read_units(package, vietnam):
    with zipfile.ZipFile(package) as files, tempfile.TemporaryDirectory() as folder:
        moved = json.loads(files.read("vietnamadminunits/data/converter_2025.json"))
        merged = moved["DICT_PROVINCE"]
        path = files.extract("vietnamadminunits/data/dataset.db", folder)
        store = sqlite3.connect(path)
        new = store.execute("SELECT DISTINCT provinceCode, provinceShort, provinceKey FROM admin_units").fetchall()
        communes = store.execute("SELECT wardCode, provinceCode, ward FROM admin_units").fetchall()
        old = store.execute("SELECT DISTINCT districtCode, provinceKey, district FROM admin_units_legacy").fetchall()
        keys = store.execute("SELECT provinceKey, wardKey, wardCode FROM admin_units").fetchall()
        wards = store.execute(
            "SELECT provinceKey, districtKey, wardKey, wardCode FROM admin_units_legacy WHERE wardCode IS NOT NULL"
        ).fetchall()
        store.close()
    provinces = [(code, vietnam, code, name) for code, name, _ in new]
    # Old provinces were merged whole, so a district lies where its province went.
    codes = {key: code for code, _, key in new}
    now_in = {key: codes[into] for into, keys in merged.items() for key in keys}
    assert len(now_in) == sum(len(keys) for keys in merged.values()) == 63
    districts = [(code, now_in[key], name) for code, key, name in old]
    return provinces, communes, districts, read_old_wards(moved, keys, wards)


def read_old_wards(moved, keys, wards):
    """Each ward of the old scheme with the communes it went to; what is one commune of the same code goes without saying."""
    codes = {(province, key): code for province, key, code in keys}
    assert len(codes) == len(keys)
    into = {}
    for province, communes in moved["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for commune, olds in communes.items():
            for old in olds:
                into.setdefault(old, set()).add(codes[province, commune])
    for province, divided in moved["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, communes in divided.items():
            into.setdefault(old, set()).update(codes[province, commune["newWardKey"]] for commune in communes)
    rows = []
    for province, district, ward, code in wards:
        communes = into[f"{province}_{district}_{ward}"]
        rows += [(code, commune) for commune in communes if communes != {code}]
    return rows


def write(name, header, rows, expected, unique=None):
    rows = sorted(rows)
    ids = {int(row[0]) for row in rows}
    assert len(rows) == expected and len(ids) == (unique or expected), f"{name}: {len(rows)} rows, {len(ids)} ids, {expected} expected"
    with open(HERE / f"{name}.csv", "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header.split(","))
        out.writerows([unicodedata.normalize("NFC", str(field)) for field in row] for row in rows)
    print(f"{name}: {len(rows)}")


main(*sys.argv[1:])
