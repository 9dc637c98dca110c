"""Stop words: a form that asks for what the applicant never gives is left before anything is typed."""

from collections.abc import Sequence

from adapters.contract import FormField
from adapters.contract.choose import normal
from worker.errors import Parked
from worker.profile import Profile


def heed_stop_words(fields: Sequence[FormField], profile: Profile) -> None:
    """Raises `Parked` naming the question and the word, where a field asks for one, required or not."""
    for word in profile.apply.abort_if_asked:
        asking = next((field for field in fields if not field.honeypot and _asks(field, word)), None)
        if asking:
            raise Parked(
                f"It asks “{asking.asks}”, and profile.apply.abort_if_asked names “{word}”: nothing was sent.",
                why="stop_word",
            )


def _asks(field: FormField, word: str) -> bool:
    texts = (field.question, field.label, field.placeholder, field.hint, field.name.replace("_", " "), field.section)
    return bool(normal(word)) and any(f" {normal(word)} " in f" {normal(text)} " for text in texts)
