"""What is said to people: codes and parameters, and the catalogues that put them into words."""

from wfm.words.documents import document, phrase_of
from wfm.words.english import ENGLISH, english
from wfm.words.language import Language
from wfm.words.phrase import Phrase, phrase

__all__ = ["ENGLISH", "Language", "Phrase", "document", "english", "phrase", "phrase_of"]
