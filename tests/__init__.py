"""Tests mirror the packages. As on the command line, linear algebra runs on one thread."""

import os

from wfm.cli import BLAS_THREADS

for variable in BLAS_THREADS:
    os.environ.setdefault(variable, "1")
