"""What a field can ask, as data: one YAML per language, and the lists of countries."""

from worker.topics.loading import KIND_GROUPS, Lexicon, Topic, lexicon, meaning, spellings

__all__ = ["KIND_GROUPS", "Lexicon", "Topic", "lexicon", "meaning", "spellings"]
