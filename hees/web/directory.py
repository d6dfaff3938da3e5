"""The directory of intermediary actors on a page, grouped by category."""

import streamlit as st

from hees.findings.directory import actors
from hees.settings import settings
from hees.web import context
from hees.web.context import words


def table() -> None:
    """One table a category: name, country, areas."""
    language = context.language()
    listed = actors(settings().study, context.languages())
    for category in dict.fromkeys(actor.category for actor in listed):
        group = [actor for actor in listed if actor.category == category]
        category_name = context.choice_label("intermediary_category", category)
        st.subheader(f"{category_name} ({len(group)})", anchor=False)
        st.table(
            {
                words("directory.name"): [
                    actor.names[language] or next(filter(None, actor.names.values()))
                    for actor in group
                ],
                words("directory.country"): [
                    context.country_name(actor.country) for actor in group
                ],
                words("directory.areas"): [
                    words("list_separator").join(
                        context.choice_label("area", area) for area in actor.areas
                    )
                    for actor in group
                ],
            }
        )
