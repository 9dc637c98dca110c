"""The report: one folder that a person opens to see what was written where and why, without network."""

from worker.report.writing import write_report

__all__ = ["write_report"]
