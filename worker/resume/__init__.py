"""The shape of a profile: JSON Resume's own words (`sections`), and the `apply:` section with what employers ask."""

from worker.resume.apply import Apply
from worker.resume.groups import Consents, Demographics, DocumentRule, Given, Salary, Sponsorship
from worker.resume.parts import DECLINE, ELSEWHERE, Own, Part
from worker.resume.sections import Basics, Education, Language, Location, Network, Skill, Work

__all__ = [
    "DECLINE",
    "ELSEWHERE",
    "Apply",
    "Basics",
    "Consents",
    "Demographics",
    "DocumentRule",
    "Education",
    "Given",
    "Language",
    "Location",
    "Network",
    "Own",
    "Part",
    "Salary",
    "Skill",
    "Sponsorship",
    "Work",
]
