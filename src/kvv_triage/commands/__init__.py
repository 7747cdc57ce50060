"""The verbs of kvv: one module each, which reads its arguments, calls one function and shows the result."""
