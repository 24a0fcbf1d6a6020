"""The files that offices keep registers in, read to sheets of texts: what stands in which line and column, and what is hidden."""
