"""What the whole queue waits for: which answers unlock most applications, where they are kept, and who is free then."""

from worker.questions.asking import Question, Waiting, gather
from worker.questions.keeping import Keeper, free
from worker.questions.order import Step, in_order

__all__ = ["Keeper", "Question", "Step", "Waiting", "free", "gather", "in_order"]
