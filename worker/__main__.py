"""`python -m worker`: the same program as `apply-bot`."""

from worker.cli import main

if __name__ == "__main__":
    main()
