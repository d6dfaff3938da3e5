"""Resources: the directory of intermediary actors, data and their sources, the glossary, files."""

from hees.web import prose
from hees.web.context import words
from hees.web.readers import directory, glossary, resources

shown = resources.sections()

prose.title(words("nav.resources"))
glossary.asked()
resources.contents()

if "directory" in shown:
    resources.section("directory")
    prose.prose("resources")
    directory.show()
    directory.coverage()

if "data" in shown:
    resources.section("data")
    resources.held()
    resources.sources()

if "glossary" in shown:
    resources.section("glossary")
    glossary.terms()

resources.section("downloads")
resources.downloads()
