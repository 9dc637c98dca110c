"""A site where postings are not what they seem: one leads elsewhere, one is a file, one is no page."""

from fixtures.board import Board, Call
from fixtures.request import Response, redirect


class Odd(Board):
    """Each case is odd in the way of its name; every other page of it is "not found"."""

    def opened(self, call: Call) -> Response:
        odd = {
            "redirect": redirect("https://www.linkedin.com/jobs/view/4001"),
            "redirect_home": redirect("https://www.linkedin.com/"),
            "download": Response(b"%PDF-1.4 nothing\n%%EOF\n", 200, "application/pdf"),
            "loop": redirect(self.path(call.case)),
            "forbidden": self.render("message.html", call, status=403, heading="Forbidden"),
            "busy": self.render("message.html", call, status=429, heading="Too many requests"),
            "text": Response(b"We are hiring. Call us.", 200, "text/plain"),
        }
        return odd.get(call.case.name) or super().opened(call)
