"""What a field can ask, as data: a folder per language, and the lists of countries."""

from worker.topics.language import Lexicon, Topic
from worker.topics.loading import KIND_GROUPS, languages, lexicon, meaning, spellings

__all__ = ["KIND_GROUPS", "Lexicon", "Topic", "languages", "lexicon", "meaning", "spellings"]
