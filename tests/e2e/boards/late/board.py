"""A site whose form asks on: an answer brings up a question, and the answer to that another."""

from fixtures.board import Board


class Late(Board):
    """All of it is in the page's own script."""
