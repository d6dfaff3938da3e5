"""Names of institutions brought to one form, in Latin letters and in kanji and kana, so that they can be compared.

"The Univ. of Tōkyō" and "University of Tokyo" have one form, as have "学校法人早稻田大學" and "早稲田大学".
"""

import re
import unicodedata

_DROPPED_MARKS = re.compile("[\u0300-\u036f\u02bb\u02bc'’‘`´]")
_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff々]")
_KATAKANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_SMALL_KANA = str.maketrans("ぁぃぅぇぉっゃゅょゎ", "あいうえおつやゆよわ")
_OLD_FORMS = str.maketrans(
    "學國澤應龍櫻藝濱邊邉關鐵醫藥瀧眞圓會體當數經濟佛與萬豐廣彌惠壽榮德靜實寶稻嶋嶌髙﨑齋縣總專淺齊黑靑增兒",
    "学国沢応竜桜芸浜辺辺関鉄医薬滝真円会体当数経済仏与万豊広弥恵寿栄徳静実宝稲島島高崎斎県総専浅斉黒青増児",
)
_CORPORATIONS = re.compile(
    "^(国立大学法人|公立大学法人|学校法人|大学共同利用機関法人|国立研究開発法人|独立行政法人|準学校法人|国立|私立)+"
)
_SHORT_ENDS = (
    ("短大", "短期大学"), ("高専", "工業高等専門学校"), ("工大", "工業大学"), ("外大", "外国語大学"),
    ("県大", "県立大学"), ("市大", "市立大学"), ("大", "大学"),
)  # fmt: skip

_STOP = {"the", "of", "at", "and", "in", "for", "on", "campus", "main", "a"}
_WORDS = {
    "univ": "university", "unv": "university", "uni": "university", "u": "university",
    "daigaku": "university", "universitat": "university", "universite": "university",
    "coll": "college", "col": "college", "inst": "institute", "tech": "technology",
    "technol": "technology", "intl": "international", "natl": "national", "sci": "science",
    "sciences": "science", "arts": "art", "poly": "polytechnic", "agric": "agricultural",
    "mech": "mechanical", "comm": "community", "jr": "junior", "mt": "mount", "ft": "fort",
    "saints": "saint", "women": "womens", "woman": "womens", "womans": "womens", "med": "medical", "engr": "engineering",
    "eng": "engineering", "acad": "academy", "sch": "school", "tokio": "tokyo",
}  # fmt: skip
_SYSTEMS = {
    "uc": "university california", "ut": "university texas", "unc": "university north carolina",
    "umass": "university massachusetts", "suny": "state university new york",
    "cuny": "city university new york", "csu": "california state university",
    "umd": "university maryland", "uw": "university wisconsin", "lsu": "louisiana state university",
    "iu": "indiana university", "cu": "university colorado",
}  # fmt: skip
"""Systems of universities by their initials, where the name of a campus follows."""

GENERIC = frozenset(
    [
        "university",
        "college",
        "institute",
        "school",
        "technology",
        "science",
        "art",
        "state",
        "community",
        "junior",
        "national",
        "international",
        "academy",
        "polytechnic",
        "center",
        "medical",
        "health",
        "city",
    ]
)
"""Words that many institutions share, which tell little."""


def is_japanese(name: str) -> bool:
    """Whether a name is written in kanji or kana, if only in part."""
    return bool(_JAPANESE.search(unicodedata.normalize("NFKC", name)))


def key(name: str) -> str:
    """The one form of a name. Words of a Latin name in their order, divided by spaces."""
    return japanese(name) if is_japanese(name) else " ".join(latin(name))


def japanese(name: str) -> str:
    """A name in kanji and kana without width, kana type, old forms, punctuation and legal forms."""
    plain = unicodedata.normalize("NFKC", name).casefold().translate(_OLD_FORMS)
    plain = plain.replace("ヴァ", "バ").replace("ヴィ", "ビ").replace("ヴェ", "ベ")
    plain = plain.replace("ヴォ", "ボ").replace("ヴ", "ブ").translate(_KATAKANA)
    plain = "".join(letter for letter in plain if letter.isalnum() or letter == "々")
    plain = plain.replace("ー", "").translate(_SMALL_KANA)
    plain = _CORPORATIONS.sub("", plain) or plain
    plain = plain.removesuffix("校") if "大学" in plain else plain
    for short, whole in _SHORT_ENDS:
        if plain.endswith(short) and len(plain) > len(short):
            return plain.removesuffix(short) + whole
    return plain


def latin(name: str) -> list[str]:
    """The words of a Latin name without case, accents, stop words and abbreviations, in order."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    plain = _DROPPED_MARKS.sub("", plain)
    plain = re.sub(r"\ba\s*(&|and)\s*m\b", " am ", plain)
    plain = re.sub(r"\b(?:[a-z]\.){2,}", lambda initials: initials[0].replace(".", "") + " ", plain)
    words = re.findall(r"[^\W_]+", plain.replace("&", " "))
    found: list[str] = []
    for position, word in enumerate(words):
        if word in {"st", "ste"}:
            found.append(_saint_or_state(words, position))
        elif position == 0 and len(words) > 1 and word in _SYSTEMS:
            found += _SYSTEMS[word].split()
        elif word not in _STOP:
            found.append(_WORDS.get(word, word))
    return found or words


def _saint_or_state(words: list[str], position: int) -> str:
    following = words[position + 1] if position + 1 < len(words) else ""
    ends = not following or _WORDS.get(following, following) in {"university", "college"}
    return "state" if position > 0 and ends else "saint"


def is_initials(name: str) -> bool:
    """Whether a name is a few capitals, such as MIT, which others may share."""
    letters = [letter for letter in name if letter.isalpha()]
    return len(letters) <= 6 and name.isascii() and name.isupper() and " " not in name.strip()


def romanised(word: str) -> str:
    """A word with the long vowels and syllables of romanised kana spelled one way: kyuusyuu → kyushu."""
    word = re.sub(r"ou|oo|oh(?=[^aeiou]|$)", "o", word).replace("uu", "u")
    return re.sub("ty(?=[auo])", "ch", re.sub("sy(?=[auo])", "sh", word))


def parts(name: str) -> list[str]:
    """A name, and what stands outside and inside its brackets: often the other language's name."""
    plain = unicodedata.normalize("NFKC", name)
    outside = re.sub(r"[(\[【〔].*?[)\]】〕]", " ", plain).strip()
    inside = re.findall(r"[(\[【〔](.+?)[)\]】〕]", plain)
    halves = []
    if is_japanese(plain):
        letters = re.sub(r"[^\x00-\u024f]+", " ", outside).strip()
        halves = [letters] if len(letters) > 5 else []
        halves += [re.sub(r"[A-Za-z][\x00-\u024f]{4,}", " ", outside).strip()] if halves else []
    return list(dict.fromkeys(filter(None, [plain.strip(), outside, *inside, *halves])))
