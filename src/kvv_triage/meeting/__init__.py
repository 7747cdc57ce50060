"""One meeting: the fold over its events, the interview, its agenda and the laws that guard it."""
