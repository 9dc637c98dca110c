"""The steps of one attempt, one file each. Steps never import each other; what they hand on is in `sheet`."""
