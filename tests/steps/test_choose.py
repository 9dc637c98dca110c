"""An option is chosen because it says what is wanted, never because it resembles it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.contract import Option
from adapters.contract.choose import choose, normal


def pick(wanted: str, *labels: str, synonyms: tuple[str, ...] = ()) -> str | None:
    found = choose([Option(label, label) for label in labels], wanted, synonyms)
    return found.label if found else None


@pytest.mark.parametrize(
    ("wanted", "labels", "chosen"),
    [
        ("yes", ["No", "Yes"], "Yes"),
        ("Sao Paulo", ["São Paulo"], "São Paulo"),
        ("I don't wish to answer", ["I don\u2019t wish to answer."], "I don\u2019t wish to answer."),
        ("Male", ["Female", "Transgender male"], None),
        ("United States", ["United States Minor Outlying Islands"], None),
        ("C", ["C++", "C#"], None),
        ("C++", ["C", "C#", "C++"], "C++"),
        ("5", ["5+", "<5"], None),
        ("", ["", "—"], None),
    ],
)
def test_exact_after_normalising(wanted: str, labels: list[str], chosen: str | None) -> None:
    """Case, accents, spaces and punctuation do not count; everything else does."""
    assert pick(wanted, *labels) == chosen


def test_synonyms_in_their_order() -> None:
    """The wanted words first, then the synonyms, the best first, whatever the order of the options."""
    assert pick("a", "c", "b", synonyms=("b", "c")) == "b"
    assert pick("a", "c", "b", "a", synonyms=("b", "c")) == "a"


def test_two_that_read_alike() -> None:
    """Two options of one label and two values are a question, not a choice."""
    assert choose([Option("Yes", "1"), Option("yes", "2")], "Yes") is None


def test_disabled_options_are_no_choice() -> None:
    """What cannot be chosen is not."""
    assert choose([Option("Yes", "1", disabled=True)], "Yes") is None


_HOME = ("El Paso, TX, USA", "El Paso, Texas, USA", "El Paso, TX, United States")


@pytest.mark.parametrize(
    ("labels", "chosen"),
    [
        (["El Paso, Cesar, Colombia", "El Paso, Texas, United States"], "El Paso, Texas, United States"),
        (["El Paso, Cesar, Colombia", "El Paso, El Paso County, TX, USA"], "El Paso, El Paso County, TX, USA"),
        (["El Paso, Cesar, Colombia"], None),
        (["El Paso"], None),
        (["El Paso, Illinois, United States"], None),
        (["West El Paso, Texas, United States"], None),
        (["El Paso, A County, TX, USA", "El Paso, B County, TX, USA"], None),
    ],
)
def test_places(labels: list[str], chosen: str | None) -> None:
    """A place has to be the city, in the region, in the country; a namesake is another place."""
    assert pick("El Paso, Texas, United States", *labels, synonyms=_HOME) == chosen


@given(st.text(max_size=30), st.lists(st.text(max_size=30), max_size=5))
def test_never_a_stranger(wanted: str, labels: list[str]) -> None:
    """Whatever is chosen without synonyms says what was wanted."""
    found = pick(wanted, *labels)
    assert found is None or normal(found) == normal(wanted) or "," in wanted
