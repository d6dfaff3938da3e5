"""Text that exists in every language of the study."""

from collections.abc import Iterator

from pydantic import RootModel


class Text(RootModel[dict[str, str]], frozen=True):
    """One text in several languages, `{"en": "Save", "ja": "保存"}`; `text["ja"]` reads one."""

    def __getitem__(self, language: str) -> str:
        return self.root[language]

    def __iter__(self) -> Iterator[str]:  # ty: ignore[incompatible-method-override]
        """Yield the language codes, so that `dict(text)` and `"ja" in text` do what they say."""
        return iter(self.root)

    def __hash__(self) -> int:
        return hash(frozenset(self.root.items()))
