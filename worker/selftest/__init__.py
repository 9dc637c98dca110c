"""The self-test: real work on test applications in the store that is configured, beside whatever else it holds."""

from worker.selftest.checks import Check
from worker.selftest.story import Told, selftest

__all__ = ["Check", "Told", "selftest"]
