"""An option is chosen where logic leaves just one that says the fact, in whatever words; else it is asked."""

from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.contract import Option
from tests.steps.page import Ask, control
from worker.steps.answer.shapes.ranges import holding, ranged

_AUTHORIZED = "Are you legally authorized to work in the United States?"
_SPONSORED = "Will you now or in the future require visa sponsorship in the United States?"
_NEEDS = {"sponsorship": {"US": True}}


@pytest.mark.parametrize(
    ("text", "options", "apply", "value"),
    [
        (_AUTHORIZED, ["Yes, I am authorized to work in the US", "No, I am not authorized to work in the US"], {}, 0),
        (_AUTHORIZED, ["I am authorized to work in the United States", "I am not authorized to work in the US"], {}, 0),
        (_AUTHORIZED, ["Yes, I am authorized to work in Canada", "No"], {}, None),
        (_AUTHORIZED, ["Yes, as a citizen", "Yes, as a permanent resident", "No"], {}, None),
        (_AUTHORIZED, ["Yes, I am a US citizen", "No"], {}, None),
        (_AUTHORIZED, ["Yes, I am authorized", "Yes, but I will require sponsorship", "No"], {}, 0),
        (_AUTHORIZED, ["Yes, I am authorized", "Yes, but I will require sponsorship", "No"], _NEEDS, 1),
        (_AUTHORIZED, ["Yes", "Yes, with visa sponsorship", "No"], {}, 0),
        (_AUTHORIZED, ["Yes", "Yes, with visa sponsorship", "No"], _NEEDS, 1),
        (_AUTHORIZED, ["Yes", "Yes, if you help", "No"], {}, None),
        (_SPONSORED, ["Yes, I will require sponsorship", "No, I will not require sponsorship"], {}, 1),
        (_SPONSORED, ["Yes, I will require sponsorship", "No, I will not require sponsorship"], _NEEDS, 0),
        (_SPONSORED, ["I will require sponsorship", "I will not require sponsorship"], {}, 1),
        (_SPONSORED, ["No, I require sponsorship", "Yes"], {}, None),
        (_SPONSORED, ["Yes", "No, I am a citizen of the United States"], {}, None),
        ("Are you at least 18 years of age?", ["I am 18 or older", "I am under 18"], {}, 0),
        ("Are you at least 18 years of age?", ["Yes, I am 18 years or older", "No"], {}, 0),
        ("Are you at least 18 years of age?", ["Yes, I am 21 or older", "No"], {}, None),
        ("Haben Sie eine Arbeitserlaubnis für Deutschland?", ["Ja, ich habe eine Arbeitserlaubnis", "Nein"], {}, 1),
        ("Are you willing to relocate?", ["Yes, I am willing to relocate", "Yes, but only abroad", "No"], {}, None),
    ],
)
def test_sentences(ask: Ask, text: str, options: list[str], apply: dict[str, Any], value: int | None) -> None:
    """The head or the statement takes a side; a condition, another country or another claim is never accepted."""
    asked = ask(control("radio", text, *options, required=True), **apply)
    assert asked.value == (None if value is None else options[value])


@pytest.mark.parametrize(
    ("field", "apply", "value"),
    [
        (control("select", "Gender", "Woman", "Man"), {"demographics": {"gender": "female"}}, "Woman"),
        (control("select", "Geschlecht", "männlich", "weiblich"), {"demographics": {"gender": "female"}}, "weiblich"),
        (control("select", "Gender", "Transgender female", "Femaleish"), {"demographics": {"gender": "female"}}, None),
        (control("select", "Race", "White (Not Hispanic or Latino)"), {"demographics": {"race": "White"}}, None),
        (
            control("select", "Race", "White (Not Hispanic or Latino)", "Asian (Not Hispanic or Latino)"),
            {"demographics": {"race": "White", "hispanic": "no"}},
            "White (Not Hispanic or Latino)",
        ),
        (
            control("select", "Gender", "Male", "I don\u2019t wish to answer"),
            {"demographics": {}},
            "I don\u2019t wish to answer",
        ),
        (
            control("select", "Geschlecht", "Frau", "Ich möchte keine Angabe machen"),
            {"demographics": {}},
            "Ich möchte keine Angabe machen",
        ),
        (control("select", "How did you hear about us?", "A friend", "Other"), {"how_heard": "Radio"}, None),
        (control("select", "How did you hear about us?", "A friend", "Other"), {"how_heard": "Other"}, "Other"),
        (control("select", "Highest degree", "Bachelor\u2019s", "Master\u2019s"), {}, "Bachelor\u2019s"),
        (
            control("select", "Höchster Abschluss", "Abitur", "Bachelorabschluss", "Masterabschluss"),
            {},
            "Bachelorabschluss",
        ),
        (control("select", "Highest degree", "Bachelor of Arts", "Master\u2019s"), {}, None),
        (control("select", "What is your notice period?", "Immediately", "1 month", "2 months"), {}, "1 month"),
        (control("select", "What is your notice period?", "2 weeks", "4 weeks"), {}, None),
        (
            control("select", "What is your notice period?", "2 weeks", "4 weeks"),
            {"notice_period": "28 days"},
            "4 weeks",
        ),
        (
            control("select", "What is your notice period?", "Less than 1 month", "1-2 months", "3+ months"),
            {},
            "1-2 months",
        ),
        (control("select", "What is your notice period?", "0-1 month", "1-2 months"), {}, None),
        (control("select", "Wie lang ist Ihre Kündigungsfrist?", "1 Monat", "3 Monate"), {}, "1 Monat"),
        (
            control("radio", "Total years of work experience", "Less than 5 years", "5-10 years", "More than 10 years"),
            {},
            "More than 10 years",
        ),
        (control("radio", "Total years of work experience", "0-5", "5-11", "11-20"), {}, None),
        (control("radio", "Total years of work experience", "less than 12 months", "more than 12 months"), {}, None),
    ],
)
def test_lists(ask: Ask, field: Any, apply: dict[str, Any], value: str | None) -> None:
    """Synonyms in every language, ranges and spans; never a part of an option, never "Other", never one of two."""
    assert ask(field, **apply).value == value


@pytest.mark.parametrize(
    ("fluency", "options", "value"),
    [
        ("Native", ["Basic", "Fluent", "Native or bilingual"], "Native or bilingual"),
        ("Muttersprache", ["A1", "B1", "C2"], "C2"),
        ("C1", ["B2", "C1 - Advanced", "C2"], "C1 - Advanced"),
        ("C1", ["A1/A2", "B1/B2", "C1/C2"], "C1/C2"),
        ("fließend", ["C1", "C2"], None),
        ("Fluent", ["Grundkenntnisse", "Fließend", "Muttersprache"], "Fließend"),
        ("Good", ["Good", "Better"], "Good"),
    ],
)
def test_language_levels(ask: Ask, fluency: str, options: list[str], value: str | None) -> None:
    """Words and levels that the European scale calls the same; fluent is none of its levels."""
    field = control("select", "What is your level of German?", *options)
    assert ask(field, languages=[{"language": "Deutsch", "fluency": fluency}]).value == value


def test_several_at_once(ask: Ask) -> None:
    """Every language that is offered and spoken is ticked; a list typed into a text says the levels."""
    spoken = [{"language": "Englisch", "fluency": "Native"}, {"language": "German", "fluency": "B1"}]
    boxes = control("checkboxes", "Which languages do you speak?", "English", "French", "German")
    found = ask(boxes, languages=spoken).answer
    assert found is not None
    assert found.value == ("English", "German")


# --- ranges of numbers ---

_COUNTS = st.integers(0, 60)


@given(st.lists(st.integers(1, 40), min_size=1, max_size=6, unique=True), _COUNTS)
def test_a_partition_has_one_range_for_each_number(cuts: list[int], number: int) -> None:
    """Of ranges that leave no gap and share no end, just the one that holds the number is chosen."""
    edges = [0, *sorted(cut + 1 for cut in cuts)]
    labels = [f"{low}-{high - 1} years" for low, high in pairwise(edges)] + [f"{edges[-1]}+ years"]
    found = holding([Option(label, label) for label in labels], float(number), "years")
    assert found is not None
    low = int(found.label.split("-")[0].rstrip("+ years"))
    assert low <= number
    assert found.label == labels[max(at for at, edge in enumerate(edges) if edge <= number)]


@given(_COUNTS, _COUNTS, _COUNTS)
def test_what_two_ranges_hold_is_asked(low: int, span: int, number: int) -> None:
    """A number that two options hold is nobody's."""
    options = [Option(text, text) for text in (f"{low} to {low + span}", f"at least {low}")]
    inside = low <= number <= low + span
    found = holding(options, float(number), "")
    assert (found is None) if inside or number < low else found == options[1]


@given(st.integers(0, 10**7), st.sampled_from(["{:,}", "{}", "${:,}", "{:,} USD", "USD {:,}"]))
def test_amounts_are_read_as_written(amount: int, form: str) -> None:
    """Thousands may be parted, and the currency may stand on either side."""
    found = ranged(f"over {form.format(amount)}")
    assert found is not None
    assert (found.low, found.high, found.low_held) == (Fraction(amount), None, False)


@pytest.mark.parametrize(
    ("label", "held", "not_held"),
    [
        ("weniger als 1 Jahr", ["0", "0.5"], ["1"]),
        ("moins d'un an", ["0"], ["1"]),
        ("Über 10 Jahre", ["11"], ["10"]),
        ("5 ans et plus", ["5"], ["4"]),
        ("entre 2 et 4 ans", ["2", "4"], ["5"]),
        ("de 3 a 5 años", [], []),
        ("up to 2 years", ["2"], ["3"]),
        ("80k\u2013100k", ["80000", "100000"], ["100001"]),
        ("€60.000 - €70.000", ["65000"], ["70001"]),
        ("8 years or more", ["8"], ["7.5"]),
        ("3 of 5", [], []),
        ("Python 3", [], []),
        ("Select ...", [], []),
    ],
)
def test_ranges_in_words(label: str, held: list[str], not_held: list[str]) -> None:
    """What is no range holds nothing; ends are held as the words say."""
    found = ranged(label)
    assert bool(found) is bool(held)
    assert all(found and found.holds(Fraction(number)) for number in held)
    assert not any(found and found.holds(Fraction(number)) for number in not_held)


@pytest.mark.parametrize(
    ("options", "value"),
    [
        (["Under $80,000", "$80,000 - $100,000", "Over $100,000"], "$80,000 - $100,000"),
        (["€80,000 - €100,000", "Over €100,000"], None),
        (["80,000 - 90,000", "90,000 - 100,000"], None),
    ],
)
def test_ranges_of_pay(ask: Ask, options: list[str], value: str | None) -> None:
    """The range in the same currency that holds the amount; one of another currency is never compared."""
    field = control("select", "Desired annual salary (USD)", *options)
    assert ask(field).value == value
