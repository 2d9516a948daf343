"""What benchmarks/throughput.py compares, and what it measures them with."""
