"""A tiny study with every kind of question, branches, a scale and a repeat, written as a study team would.

Tests use it instead of the shipped one, so that they do not depend on its wording. `change` edits a
line of a file, so that a test shows its questionnaire as a person would write it.
"""

from pathlib import Path

from hees.study import Study, load

STUDY = """
id = "tiny"
title = { en = "A tiny study", ja = "小さな調査" }
short_title = { en = "Tiny", ja = "小調査" }
languages = ["en", "ja"]
language_names = { en = "English", ja = "日本語" }
link_days = 30

[[countries]]
code = "AA"
name = { en = "Aland", ja = "あ国" }
colour = "#1f5a94"
colour_dark = "#7db3e8"
marker = "circle"

[policy]
batch = 10
k = 5
rounding = 5
breakdown_base = 10
totals_only_below = 30

[monitor]
name = "name"
category = "category"
country = "base"
listed = "consent"
"""

CHOICES = """
[category]
agency = { en = "Agency", ja = "機関" }
foundation = { en = "Foundation", ja = "財団" }
company = { en = "Company", ja = "会社" }

[base]
here = { en = "Here", ja = "こちら" }
there = { en = "There", ja = "あちら" }

[activity]
research = { en = "Research", ja = "研究" }
training = { en = "Training", ja = "研修" }
other = { en = "Other", ja = "その他" }
none = { en = "None of these", ja = "いずれもない", exclusive = true }

[agreement]
low = { en = "Disagree", ja = "反対" }
middle = { en = "Neither", ja = "どちらでもない" }
high = { en = "Agree", ja = "賛成" }

[statement]
cost = { en = "It costs too much", ja = "費用が高い" }
time = { en = "It takes too long", ja = "時間がかかる" }

[wish]
money = { en = "Money", ja = "資金" }
staff = { en = "Staff", ja = "人員" }
partners = { en = "Partners", ja = "連携先" }

[yes_no]
yes = { en = "Yes", ja = "はい" }
no = { en = "No", ja = "いいえ" }
"""

ABOUT = "questionnaire/10-about.toml"
RESEARCH = "questionnaire/20-research.toml"
TRAINING = "questionnaire/30-training.toml"
PROGRAMMES = "questionnaire/40-programmes.toml"
VIEWS = "questionnaire/50-views.toml"
CONTACT = "questionnaire/60-contact.toml"

FILES = {
    "study.toml": STUDY,
    "choices.toml": CHOICES,
    ABOUT: """
id = "about"
title = { en = "About you", ja = "貴団体について" }

[[questions]]
id = "name"
kind = "organisation"
required = true
label = { en = "Name", ja = "名称" }

[[questions]]
id = "category"
kind = "single"
choices = "category"
required = true
label = { en = "Category", ja = "区分" }

[[questions]]
id = "base"
kind = "single"
choices = "base"
label = { en = "Base", ja = "所在地" }

[[questions]]
id = "since"
kind = "year"
min = 1850
max = 2035
label = { en = "Since", ja = "設立年" }

[[questions]]
id = "activities"
kind = "multi"
choices = "activity"
label = { en = "Activities", ja = "活動" }

[[questions]]
id = "other_activity"
kind = "text"
max_chars = 40
required = true
when = { question = "activities", includes = "other" }
label = { en = "Which other activity?", ja = "その他の活動" }
""",
    RESEARCH: """
id = "research"
title = { en = "Research", ja = "研究" }
when = { question = "activities", includes = "research" }

[[questions]]
id = "papers"
kind = "number"
min = 0
max = 1000
label = { en = "Papers", ja = "論文数" }

[[questions]]
id = "labs"
kind = "institution"
max = 3
label = { en = "Laboratories", ja = "研究室" }

[[questions]]
id = "lab_site"
kind = "url"
when = { question = "labs", answered = true }
label = { en = "Their site", ja = "サイト" }
""",
    TRAINING: """
id = "training"
title = { en = "Training", ja = "研修" }

[when]
all = [
    { question = "activities", includes = "training" },
    { not = { question = "category", equals = "company" } },
]

[[questions]]
id = "trainees"
kind = "number"
min = 0
label = { en = "Trainees", ja = "研修生" }

[[questions]]
id = "training_note"
kind = "long_text"
when = { question = "trainees", at_least = 100 }
label = { en = "How do you train so many?", ja = "多くの研修生への対応" }
""",
    PROGRAMMES: """
id = "programmes"
title = { en = "Programs", ja = "プログラム" }

[repeat]
title_question = "programme_name"
max = 3
entry = { en = "Program", ja = "プログラム" }

[[questions]]
id = "programme_name"
kind = "text"
required = true
label = { en = "Program name", ja = "プログラム名" }

[[questions]]
id = "programme_size"
kind = "number"
min = 1
label = { en = "Participants", ja = "参加者数" }

[[questions]]
id = "programme_note"
kind = "text"
when = { question = "programme_size", at_least = 100 }
label = { en = "Why so large?", ja = "規模の理由" }
""",
    VIEWS: """
id = "views"
title = { en = "Views", ja = "ご意見" }

[[questions]]
id = "views"
kind = "scale"
choices = "agreement"
items = "statement"
label = { en = "Do you agree?", ja = "賛成ですか" }

[[questions]]
id = "cost_note"
kind = "long_text"
when = { question = "views", item = "cost", equals = "high" }
label = { en = "What costs most?", ja = "最も費用がかかるもの" }

[[questions]]
id = "wishes"
kind = "rank"
choices = "wish"
max = 2
label = { en = "Wishes", ja = "ご要望" }

[[questions]]
id = "share"
kind = "number"
whole = false
min = 0
max = 100
unit = { en = "%", ja = "％" }
label = { en = "Share", ja = "割合" }
""",
    CONTACT: """
id = "contact"
title = { en = "Contact", ja = "連絡先" }

[[questions]]
id = "consent"
kind = "single"
choices = "yes_no"
label = { en = "May we publish?", ja = "公表してよいですか" }

[[questions]]
id = "person"
kind = "text"
contact = true
label = { en = "Your name", ja = "お名前" }

[[questions]]
id = "email"
kind = "email"
contact = true
label = { en = "Your e-mail", ja = "メールアドレス" }
""",
}

Change = tuple[str, str, str]
"""(file, text in it, text to put there instead)"""


def write(folder: Path, *changes: Change) -> Path:
    """Write the tiny study with some changes, each in one place."""
    (folder / "questionnaire").mkdir(parents=True, exist_ok=True)
    files = dict(FILES)
    for file, old, new in changes:
        assert files[file].count(old) == 1, f"{file} has {old!r} {files[file].count(old)} times"
        files[file] = files[file].replace(old, new)
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def tiny(folder: Path, *changes: Change) -> Study:
    """The tiny study, loaded."""
    return load(write(folder, *changes))
