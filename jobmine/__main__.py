"""`python -m jobmine` is the command line."""

from jobmine.cli import main

if __name__ == "__main__":
    main()
