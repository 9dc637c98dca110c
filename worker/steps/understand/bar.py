"""How sure is sure enough."""

#: Confidence from which a field counts as understood.
BAR = 0.6
