"""`python -m wfm` is the same as `wfm`."""

from wfm.cli import main

if __name__ == "__main__":
    main()
