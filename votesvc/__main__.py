"""`python -m votesvc` is `votesvc`."""

from votesvc.cli import main

if __name__ == "__main__":
    main(prog_name="votesvc")
