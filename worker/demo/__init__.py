"""The demo: real work on local boards, first simulated, then in a browser; nothing leaves this machine."""

from worker.demo.queue import WISHES, Wish, queue_wishes
from worker.demo.tour import Tour, local_config, take_tour

__all__ = ["WISHES", "Tour", "Wish", "local_config", "queue_wishes", "take_tour"]
