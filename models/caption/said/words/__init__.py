"""The words by which captions are read, one table a language."""

from models.caption.said.words.english import ENGLISH
from models.caption.said.words.french import FRENCH
from models.caption.said.words.table import Table
from models.schemas import Language

TABLES: dict[Language, Table] = {"en": ENGLISH, "fr": FRENCH}
