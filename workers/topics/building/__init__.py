"""Building the topic model: needs the MiniLM weights, numpy and tokenizers; never imported at run time."""
