"""The page for a meeting: read the facts, make the content of the version that is wanted.

Words are in `words.brief`, the page's parts in `brief_sheet`, the document in `brief_pdf`.
"""

from advisor_desk.usecases.brief_advisor import advisor_content
from advisor_desk.usecases.brief_client import client_content
from advisor_desk.usecases.brief_content import BriefContent, Reader
from advisor_desk.usecases.brief_facts import BriefBook, BriefFacts, Suggest, read_facts

__all__ = ["BriefBook", "BriefContent", "BriefFacts", "Reader", "Suggest", "content_for", "read_facts"]


def content_for(reader: Reader, facts: BriefFacts) -> BriefContent:
    """The content of one version."""
    return advisor_content(facts) if reader is Reader.ADVISOR else client_content(facts)
