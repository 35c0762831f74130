"""Pipeline: the order of the stages.  The only rooms that know it; each module is one verb's way through.

`bringing` into the vault, `making` the archive, `settling` what people decide, `proving` that nothing is lost,
`showing` what was asked for.
"""
