"""Models of hazards on covariate patterns, so that a million persons are thousands of rows.

`discrete_time` is the primary model of monthly data (definitions.md 20); `cox`, `fine_gray` and
`proportional` stand beside it.
"""
