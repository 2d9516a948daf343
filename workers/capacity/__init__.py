"""What a machine can carry: the cost of each stage, measured here, and the number of workers that follows from it."""
