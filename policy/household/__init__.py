"""The assessment of households: a pure library, from facts to a judgement with every step in words."""
