"""Train the learned parts of cleanup again from labelled pages. Needs the packages of the `train` dependency group."""
