"""The kernels that the staffing models run on: compiled, or NumPy where no compiler works."""

from wfm.staffing.jit import COMPILED

if COMPILED:
    from wfm.staffing.compiled import blocking_of, figures_of
    from wfm.staffing.search import exact_of, smallest_of
else:
    from wfm.staffing.arrays import blocking_of, exact_of, figures_of, smallest_of

__all__ = ["blocking_of", "exact_of", "figures_of", "smallest_of"]
