"""Queue and ledger: the only package that imports Celery."""
