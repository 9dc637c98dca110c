"""What the applicant agrees to, signs and declares."""

from collections.abc import Mapping

from worker.steps.answer.facts import Facts, Found, Missing, Rule, Wanted, add, said
from worker.steps.answer.rules.words import for_company, plain, unsaid_of, yes_no
from worker.steps.sheet import Understanding


def _privacy_and_terms(understanding: Understanding, facts: Facts) -> Found:
    consents = facts.profile.apply.consents
    if consents.privacy is None or consents.terms is None:
        return add("apply.consents.privacy, or .terms beside it,")
    both = consents.privacy and consents.terms
    source = "profile.apply.consents.privacy, profile.apply.consents.terms"
    return yes_no(understanding, both, source, consent=True)


def _signed(what: str) -> Rule:
    def rule(_: Understanding, facts: Facts) -> Found:
        if not facts.profile.apply.consents.signature:
            return Missing(f"profile.apply.consents.signature would allow {what} and is not set to true")
        source = "profile.apply.consents.signature"
        if what == "today's date":
            return Wanted(facts.today, source)
        return Wanted(facts.profile.basics.name, f"profile.basics.name, {source}")

    return rule


def _conflict(understanding: Understanding, facts: Facts) -> Found:
    value, source = said(facts, "conflict_of_interest")
    if isinstance(value, bool):
        return yes_no(understanding, value, source)
    value, source = for_company(facts, "conflict_of_interest") if value else (None, "")
    return unsaid_of("conflict_of_interest") if value is None else yes_no(understanding, value, source)


def _criminal_record(understanding: Understanding, facts: Facts) -> Found:
    """No record at all answers however narrow the question is; whether one counts is for the applicant to say."""
    value, source = said(facts, "criminal_record")
    if value is None:
        return add("apply.criminal_record")
    if value:
        return Missing("what counts depends on the words of the question; answer it yourself")
    return yes_no(understanding, value, source)


RULES: Mapping[str, Rule] = {
    **{f"consent_{name}": plain(f"consents.{name}", consent=True) for name in ("privacy", "terms", "accuracy")},
    **{f"consent_{name}": plain(f"consents.{name}", consent=True) for name in ("marketing", "retention", "texting")},
    "consent_privacy_and_terms": _privacy_and_terms,
    "background_check": plain("consents.background_check", consent=True),
    "drug_test": plain("consents.drug_test", consent=True),
    "signature": _signed("the typed name"),
    "signature_date": _signed("today's date"),
    "conflict_of_interest": _conflict,
    "criminal_record": _criminal_record,
    "non_compete": plain("non_compete"),
}
