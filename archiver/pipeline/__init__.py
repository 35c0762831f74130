"""Pipeline: the order of the stages.  The only rooms that know it; each module is one verb's way through."""
