"""Resources: the directory of intermediary actors, data and their sources, the glossary, files."""

from hees.web import directory, glossary, prose, resources
from hees.web.context import words

prose.title(words("nav.resources"))
glossary.asked()
resources.contents()

resources.section("directory")
prose.prose("resources")
directory.show()
directory.coverage()

resources.section("data")
resources.held()
resources.sources()

resources.section("glossary")
glossary.terms()

resources.section("downloads")
resources.downloads()
