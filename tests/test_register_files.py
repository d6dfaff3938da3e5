"""Official lists of institutions are read as published, and no institution stands in the register twice."""

import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook

from hees.settings import PROJECT
from hees.store import connection, register, register_loading
from hees.store.home import Home, prepare
from hees.store.register import Entry
from hees.survey import finder
from hees.team import register_files
from hees.team.register_files import UnknownFile
from hees.team.tables import Unreadable

COUNTRIES, LANGUAGES = ["US", "JP"], ("en", "ja")
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def ror(
    id: str, names: list[tuple[str, str, list[str]]], country: str, region: str, city: str, **more
) -> dict:
    """A record of a ROR data dump of schema 2."""
    place = {
        "country_code": country,
        "country_subdivision_code": region,
        "name": city,
        "lat": 1.0,
        "lng": 2.0,
    }
    return {
        "id": f"https://ror.org/{id}",
        "names": [{"value": value, "lang": lang, "types": types} for lang, value, types in names],
        "locations": [{"geonames_id": 1, "geonames_details": place}],
        "status": "active",
        "types": ["education", "funder"],
        "links": [],
    } | more


DUMP = [
    ror("057zh3y96", [("en", "The University of Tokyo", ["label", "ror_display"]), ("ja", "東京大学", ["label"]),
                      (None, "UTokyo", ["acronym"])], "JP", "13", "Tokyo"),
    ror("00000aa11", [("en", "Whitman College", ["label", "ror_display"])], "US", "WA", "Walla Walla"),
    ror("00000aa12", [("en", "Whitman Clinic", ["label", "ror_display"])], "US", "WA", "Walla Walla", types=["healthcare"]),
    ror("00000aa13", [("en", "Old College", ["label", "ror_display"])], "US", "WA", "Walla Walla", status="withdrawn"),
    ror("052gg0110", [("en", "University of Oxford", ["label", "ror_display"])], "GB", "ENG", "Oxford"),
    ror("00000aa14", [("en", "Hirameki University", ["label", "ror_display"]), ("ja", "閃大学", ["label"])], "JP", "26", "Kyoto"),
]  # fmt: skip

ROR_CSV = """id,types,status,names.types.acronym,names.types.alias,names.types.label,names.types.ror_display,locations.geonames_details.country_code,locations.geonames_details.country_subdivision_code,locations.geonames_details.name
https://ror.org/057zh3y96,education; funder,active,no_lang_code: UTokyo,,en: The University of Tokyo; ja: 東京大学,The University of Tokyo,JP,13,Tokyo
https://ror.org/00000aa11,education,active,,en: Whitman Seminary,en: Whitman College,Whitman College,US,WA,Walla Walla
https://ror.org/00000aa12,healthcare,active,,,en: Whitman Clinic,Whitman Clinic,US,WA,Walla Walla
"""

ROR_CSV_1 = """id,name,types,status,aliases,labels,acronyms,addresses[0].geonames_city.name,addresses[0].geonames_city.geonames_admin1.code,country.country_code
https://ror.org/057zh3y96,University of Tokyo,Education,active,Tokyo University,ja: 東京大学,UT,Tokyo,JP.40,JP
https://ror.org/00000aa11,Whitman College,Education,active,,,,Walla Walla,US.WA,US
"""

IPEDS = """\ufeffUNITID,INSTNM,IALIAS,ADDR,CITY,STABBR,ZIP,WEBADDR,SECTOR,ICLEVEL,CYACTIVE
170976,University of Michigan-Ann Arbor,"U of M | UMich",503 Thompson Street,Ann Arbor,MI,48109,www.umich.edu/,1,1,1
171137,University of Michigan-Dearborn," ",4901 Evergreen Rd,Dearborn,MI,48128,umdearborn.edu,1,1,1
237057,Whitman College,,345 Boyer Ave,Walla Walla,WA,99362,www.whitman.edu,2,1,1
204796,Ohio State University-Main Campus,OSU,190 N Oval Mall,Columbus,OH,43210,www.osu.edu/,1,1,1
999991,Hair Academy,,1 A St,Columbus,OH,43210,www.hair.com,9,3,1
999992,University of Ohio System Office,,1 A St,Columbus,OH,43210,www.uo.edu,0,1,1
"""

CODES_HEADER = ["学校コード", "学校種", "都道府県番号", "設置区分", "本分校", "学校名", "学校所在地", "郵便番号", "属性情報設定年月日", "属性情報廃止年月日", "旧学校調査番号", "移行後の学校コード"]  # fmt: skip
CODES = [
    ["F113110102715", "F1(大学)", "13(東京都)", "1(国)", "1(本)", "東京大学", "東京都文京区本郷7-3-1", "1130033", "2020/12/22", "", "", ""],
    ["F126310107699", "F1(大学)", "26(京都府)", "3(私)", "1(本)", "閃大学", "京都府京都市左京区", "6060000", "2020/12/22", "", "", ""],
    ["F226310107699", "F2(短期大学)", "26(京都府)", "3(私)", "1(本)", "閃短期大学", "京都府京都市左京区", "6060000", "2020/12/22", "", "", ""],
    ["G101110100014", "G1(高等専門学校)", "01(北海道)", "1(国)", "1(本)", "函館工業高等専門学校", "北海道函館市", "0428501", "2020/12/22", "", "", ""],
    ["D113110000012", "D1(高等学校)", "13(東京都)", "1(国)", "1(本)", "ある高等学校", "東京都", "1000000", "2020/12/22", "", "", ""],
    ["F126310107700", "F1(大学)", "26(京都府)", "3(私)", "9(廃)", "廃止大学", "京都府", "6060000", "2020/12/22", "2023/04/01", "", ""],
]  # fmt: skip


def codes(encoding: str) -> bytes:
    return "\r\n".join(",".join(row) for row in [CODES_HEADER, *CODES]).encode(encoding)


def codes_workbook() -> bytes:
    book = Workbook()
    book.active.append(["学校コード一覧（令和7年5月1日現在）"])
    for row in [CODES_HEADER, *CODES]:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def packed(**files: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, body in files.items():
            archive.writestr(name.replace("__", "."), body)
    return file.getvalue()


DUMP_JSON = json.dumps(DUMP, ensure_ascii=False, indent=2).encode()
FILES = {
    "ror-data.json": DUMP_JSON,
    "ror-data.csv": ROR_CSV.encode(),
    "ror-data-v1.csv": ROR_CSV_1.encode(),
    "ror-data.zip": packed(ror__csv=ROR_CSV_1.encode(), ror_schema_v2__json=DUMP_JSON),
}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a home with the core register, to copy."""
    home = prepare(tmp_path_factory.mktemp("core") / "home")
    finder.fill(home, PROJECT / "data", LANGUAGES)
    connection.forget(home.public)
    connection.release(home.public)
    connection.release(home.responses)
    return home.folder


@pytest.fixture
def core(filled: Path, tmp_path: Path) -> Iterator[Home]:
    home = Home(shutil.copytree(filled, tmp_path / "home"))
    yield home
    connection.release(home.public)
    connection.release(home.responses)


def load(home: Home, folder: Path, name: str, body: bytes) -> register_files.Loaded:
    path = folder / name
    path.write_bytes(body)
    return register_files.load(home, path, COUNTRIES, LANGUAGES)


def found(home: Home, text: str) -> list[str]:
    return [entry.id for entry in register.search(home, text, kinds=["institution"])]


@pytest.mark.parametrize("name", FILES)
def test_a_ror_dump_of_any_published_shape_adds_what_the_core_lacks(
    core: Home, tmp_path: Path, name: str
):
    done = load(core, tmp_path, name, FILES[name])
    assert done.source == "ROR"
    assert found(core, "University of Tokyo")[0] == "jp-tokyo"
    assert found(core, "Whitman") == ["ror-00000aa11"]
    assert found(core, "Oxford") == []
    assert register.by_id(core, ["ror-057zh3y96"])["ror-057zh3y96"].id == "jp-tokyo"
    assert not load(core, tmp_path, name, FILES[name]).changed


def test_ipeds_and_school_codes_find_their_institutions_in_the_core_by_name_and_place(
    core: Home, tmp_path: Path
):
    done = load(core, tmp_path, "hd2024.csv", IPEDS.encode())
    assert (done.source, done.institutions, done.known) == ("IPEDS", 4, 2)
    assert found(core, "University of Michigan-Ann Arbor") == ["us-michigan"]
    assert found(core, "Ohio State University-Main Campus") == ["us-ohio-state"]
    assert found(core, "Dearborn") == ["ipeds-171137"]
    assert found(core, "Hair Academy") == []
    assert register.by_id(core, ["ipeds-237057"])["ipeds-237057"].region == "US-WA"


@pytest.mark.parametrize("body", [codes("cp932"), codes("utf-8-sig"), codes_workbook()])
def test_school_codes_are_read_in_every_encoding_and_as_a_workbook(
    core: Home, tmp_path: Path, body: bytes
):
    name = "codes.xlsx" if body[:2] == b"PK" else "codes.csv"
    done = load(core, tmp_path, name, body)
    assert (done.source, done.institutions, done.known) == ("MEXT", 4, 1)
    assert found(core, "東京大学")[0] == "jp-tokyo"
    assert found(core, "函館工業高等専門学校") == ["mext-G101110100014"]
    assert found(core, "ある高等学校") == []
    assert found(core, "廃止大学") == []


@pytest.mark.parametrize("order", [("ror", "mext", "ipeds"), ("ipeds", "mext", "ror")])
def test_no_institution_stands_twice_whatever_the_order_of_the_lists(
    core: Home, tmp_path: Path, order
):
    bodies = {
        "ror": ("a.json", DUMP_JSON),
        "mext": ("c.csv", codes("cp932")),
        "ipeds": ("hd.csv", IPEDS.encode()),
    }
    for list_ in order:
        load(core, tmp_path, *bodies[list_])
    [one] = found(core, "閃大学")
    assert found(core, "Hirameki") == [one]
    assert dict(register.by_id(core, [one])[one].names) == {
        "en": "Hirameki University",
        "ja": "閃大学",
    }
    assert len(found(core, "Whitman College")) == 1
    for id in ("ror-00000aa11", "ipeds-237057"):
        assert register.by_id(core, [id])[id].names["en"] == "Whitman College"
    assert found(core, "閃短期大学") == ["mext-F226310107699"]


def test_loading_a_list_again_updates_it_and_the_core_keeps_its_ids(core: Home, tmp_path: Path):
    before = set(register.ids(core, kinds=["institution"]))
    load(core, tmp_path, "a.json", DUMP_JSON)
    load(core, tmp_path, "a.json", json.dumps([DUMP[0], DUMP[5]]).encode())
    assert found(core, "Whitman") == []
    assert before <= set(register.ids(core, kinds=["institution"]))
    assert [one.name for one in register_loading.sources(core)] == [
        "institutions.csv",
        "intermediaries.csv",
        "ROR",
    ]


def test_two_institutions_of_one_name_in_other_states_stay_two(core: Home, tmp_path: Path):
    rows = "UNITID,INSTNM,CITY,STABBR\n1,Trinity College,Hartford,CT\n2,Trinity College,Deerfield,IL\n3,Fortis College,Mobile,AL\n4,Fortis College,Dothan,AL\n"
    assert load(core, tmp_path, "hd.csv", rows.encode()).institutions == 4
    assert len(found(core, "Trinity College")) == 2
    assert len(found(core, "Fortis College")) == 2


@pytest.mark.parametrize(
    ("name", "body"),
    [("a.json", b"[{"), ("a.json", b'[{"id": 1}]'), ("a.csv", b"a,b\n1,2\n"), ("a.csv", b""), ("a.zip", packed(x__txt=b"")),
     ("a.json", json.dumps([DUMP[4]]).encode()), ("a.xls", OLD_EXCEL)],
)  # fmt: skip
def test_what_is_no_known_list_is_refused_and_changes_nothing(
    core: Home, tmp_path: Path, name: str, body: bytes
):
    before = register_loading.sources(core)
    with pytest.raises((UnknownFile, Unreadable)):
        load(core, tmp_path, name, body)
    assert register_loading.sources(core) == before


def test_the_finder_offers_exact_names_then_beginnings_then_the_shortest(home: Home):
    names = ["Keio", "Keio University", "Keio Academy of New York", "Shonan Keio", "Tokeio"]
    register_loading.load(
        home, "x", "1", [Entry(n, "institution", "JP", {"en": n}, "", "") for n in names]
    )
    assert found(home, "keio") == [
        "Keio",
        "Keio University",
        "Keio Academy of New York",
        "Tokeio",
        "Shonan Keio",
    ]
    assert found(home, "k")[:3] == ["Keio", "Keio University", "Keio Academy of New York"]
    assert found(home, "university keio") == ["Keio University"]
    assert register.search(home, "keio", kinds=["institution"], country="US") == []
