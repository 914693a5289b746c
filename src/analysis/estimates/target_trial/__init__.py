"""A target trial by cloning, censoring and weighting: everybody follows both strategies at first.

Persons are not copied. An arm is a set of weights of person-months: 0 from the month in which a
person departs from the arm's strategy, and before it how many persons he stands for. `strategies`
says who may begin or leave in which month, `fit` how likely he is to, `kernels` what weight
follows, `curves` what the arms come to, `replicates` how far chance could move it, `trial` all.
"""
