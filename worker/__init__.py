"""The worker: takes pending applications from a store, fills the employer's form, and proves what it did."""

__version__ = "0.1.0"
