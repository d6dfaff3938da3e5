"""XLSForms as a person would write them: Markdown tables, made into workbooks."""

from hees.team import text_workbooks


def sheets(text: str) -> bytes:
    """`text`: for each sheet its name on a line of its own, and then its table with bars."""
    found: dict[str, list[list[str]]] = {}
    name = ""
    for line in filter(None, (line.strip() for line in text.splitlines())):
        if line.startswith("|"):
            found[name].append([cell.strip() for cell in line.strip("|").split("|")])
        else:
            name = line
            found[name] = []
    return text_workbooks.book(
        (name, header, [dict(zip(header, row, strict=True)) for row in rows])
        for name, (header, *rows) in found.items()
    )


VISIT = """
survey
| type                       | name     | label               | hint        | required | relevant                                | constraint            | appearance |
| start                      | start    |                     |             |          |                                         |                       |            |
| begin group                | about    | About you           |             |          |                                         |                       | field-list |
| text                       | fullname | Your name           | Family name | yes      |                                         |                       |            |
| integer                    | age      | Your age            |             | true()   |                                         | . > 17 and . < 120    |            |
| select_one yes_no          | student  | Are you a student?  |             |          | ${age} < 40                             |                       | minimal    |
| text                       | school   | Which school?       |             |          | ${student} = 'yes'                      | string-length(.) <= 80 |           |
| select_multiple language or_other | langs | Languages        |             |          | not(${student} = 'no') or ${age} >= 65  | count-selected(.) <= 2 |           |
| end group                  |          |                     |             |          |                                         |                       |            |
| begin repeat               | trip     | Trip                |             |          | selected(${langs}, 'fr') or selected(${langs}, 'en') |          |            |
| text                       | city     | City                |             |          |                                         |                       |            |
| decimal                    | days     | Days                |             |          | ${city} != ''                           | . >= 0.5              |            |
| end repeat                 |          |                     |             |          |                                         |                       |            |
choices
| list_name | name | label    |
| yes_no    | yes  | Yes      |
| yes_no    | no   | No       |
| language  | en   | English  |
| language  | fr   | French   |
settings
| form_title | form_id |
| A visit    | visit   |
"""

NUMBERED = """
survey
| type                | name  | label::English (en) | label::日本語 (ja) | relevant | appearance |
| select one severity | Q1    | How bad?            | 深刻さ            |          |            |
| begin_group         | Grid  | Please rate         | 評価              | ${Q1} = 1 or ${Q1} = 2 | table-list |
| select_one severity | Heat  | Heat                | 暑さ              |          |            |
| select_one severity | Noise | Noise               | 騒音              |          |            |
| end_group           |       |                     |                   |          |            |
| text                | Why   | Why?                | 理由              | ${Heat} = 2 | multiline |
choices
| list name | name | label::English (en) | label::日本語 (ja) |
| severity  | 1    | Low                 | 低い              |
| severity  | 2    | High                | 高い              |
"""

BROKEN = """
survey
| type             | name  | label::English (en) | label::日本語 (ja) | relevant                | constraint |
| geopoint         | where | Where are you?      | 場所              |                         |            |
| select_one gone  | a     | A                   | あ                |                         |            |
| select_one list  | b     | B                   |                   | ${later} = 'x'          |            |
| integer          | later | Later               | 後                | sum(${b}) > 3           | . + 1 > 2  |
| integer          | later | Again               | 再び              |                         |            |
| begin group      | open  | Open                | 開                |                         |            |
choices
| list_name | name | label::English (en) | label::日本語 (ja) |
| list      | x    | X                   | X                 |
| list      | x    | Y                   | Y                 |
"""
