"""One meeting: its events, the fold over them, the interview and the laws that guard it."""
