"""The embedded service of `newsmill up`: a private Valkey, the workers and a SQLite store in one data folder."""
