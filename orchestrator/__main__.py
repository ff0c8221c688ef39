"""`python -m orchestrator` and the console command `agri-orchestrator`."""

from orchestrator.cli import main

if __name__ == "__main__":
    main()
