"""How many results of nights are kept."""

# The published one and the one before it: pages opened a moment ago still read that.
KEPT_GENERATIONS = 2
