"""`runs`: which runs there are."""

from models.errors import ConfigError
from orchestrator.settings import read_settings


def runs() -> None:
    """List the runs of the home folder."""
    from orchestrator.run_folder import find, run_names

    home = read_settings().runs
    for name in run_names(home):
        try:
            folder = find(name, home)
        except ConfigError as error:
            print(f"{name}\tcannot be read\t{error}")
            continue
        status = "finished" if folder.is_finished else "unfinished"
        print(f"{folder.path.name}\t{status}\t{folder.order.request.scene_path}")
