"""The kernels that the staffing models run on."""

from wfm.staffing.compiled import blocking_of, figures_of
from wfm.staffing.search import exact_of, smallest_of

__all__ = ["blocking_of", "exact_of", "figures_of", "smallest_of"]
