"""Text that people, their clipboards and their attackers send, and that has broken software before."""

NAUGHTY = (
    # Writing systems
    "日本学術振興会",
    "独立行政法人　国際交流基金",  # ideographic space
    "髙橋 﨑山 𠮷田",  # variants outside the old standards, one of them beyond the BMP
    "葛󠄀城市 辻󠄁村",  # variation selectors choose the shape of a character
    "ｶﾞｸｾｲ ｺｳﾘｭｳ ﾌﾟﾛｸﾞﾗﾑ",  # half-width kana with separate voicing marks
    "か\u3099くせい",  # voicing mark as a combining character
    "ＡＢＣ１２３",
    "한국국제교류재단",
    "الجامعة الأمريكية",
    "האוניברסיטה העברית",
    "ภาษาไทย ที่นี่",
    "हिन्दी विश्वविद्यालय",
    "Đại học Quốc gia Hà Nội",
    "Universität Straße ÅÄÖ",
    "Žižkov e\u0301cole cafe\u0301",  # accents as combining characters
    "I\u0307stanbul ıİ",
    "ﬁne ﬂow ﬀ",
    "½ ² ㎏ ㈱ ① Ⅷ ℡",
    # Direction, width and nothing at all
    "abc \u202eסוף\u202c def",
    "\u2066isolate\u2069",
    "zero\u200bwidth\u200cjoiner\u200d\u2060here",
    "\ufeffbyte order mark",
    "no\u00a0break\u202fspace",
    "soft\u00adhyphen",
    "\u3000\u3000leading and trailing\u3000",
    "Z\u0351\u036b\u0343\u036a\u0302a\u0321l\u0334g\u031bo\u0337",
    # Emoji
    "👩🏽\u200d🔬 🏳️\u200d🌈 🇯🇵🇺🇸 1️⃣",
    "🙂" * 20,
    # Controls and broken encodings
    "nul\x00inside",
    "bell\x07 back\x08 escape\x1b[31m delete\x7f",
    "\ud800 lone high",
    "lone low \udfff",
    "\udc00\ud800 swapped",
    "noncharacter \ufffe \uffff",
    "private \ue000 use",
    "replacement \ufffd",
    "å\x8c\x97å¤§ mojibake",
    # Lines
    "one\ntwo",
    "one\r\ntwo\rthree",
    "tab\tseparated",
    "line\u2028separator\u2029paragraph",
    "next\x85line vertical\x0btab form\x0cfeed",
    # Markup and scripts
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "<!-- comment --> &amp; &#x3C; &lt;",
    "]]></description>",
    "**bold** [link](javascript:alert(1)) $x^2$ :material/delete: :red[red] `code`",
    "{{7*7}} ${7*7} {0} {name} %s %(name)s %n",
    # Databases, shells, files
    "'; DROP TABLE answer; --",
    '" OR ""="',
    "Robert'); DELETE FROM response WHERE ('1'='1",
    "$(reboot) `reboot` | reboot & ; reboot",
    "../../../../etc/passwd%00.png",
    "CON PRN NUL.txt",
    # Spreadsheets
    "=1+1",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1-1",
    "-2+3",
    "＝HYPERLINK(\"http://example.org\",\"click\")",
    "＋１ －２ ＠ＳＵＭ",
    "\t=1+1",
    "\r=1+1",
    "safe\n=1+1",
    # Things that look like other things
    "null",
    "None",
    "true",
    "NaN",
    "Infinity",
    "1e400",
    "0x1F",
    "１２，３４５",
    "1/2",
    "2026-11-24",
    "[]",
    '{"name": "x"}',
    # Separators of lists
    "A | B, C; D、E ・ F / G \" H ' I \\ J",
    "|,;、\"'\n",
    # Size
    "長" * 3000,
    "word " * 900,
)  # fmt: skip
