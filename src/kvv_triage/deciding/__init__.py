"""From what is known to whom to call, and why. More danger never lowers it (law 2)."""
