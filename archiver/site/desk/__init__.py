"""The desk: where the secretariat decides: what was proposed, what hangs together, what the minutes link to.

Its pages show; every change is a POST to `acting`, which calls the decision functions of the pipeline.
"""
