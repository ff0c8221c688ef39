"""`runs`: which runs there are."""

from models.errors import ConfigError
from orchestrator.settings import read_settings


def runs() -> None:
    """List the runs of the home folder, and those that were sent elsewhere by --out."""
    from orchestrator.run_folder import find, run_names
    from orchestrator.run_list import list_elsewhere

    settings = read_settings()
    elsewhere = [str(path) for path in list_elsewhere(settings.home, settings.runs)]
    for name in (*run_names(settings.runs), *elsewhere):
        try:
            folder = find(name, settings.runs)
        except ConfigError as error:
            print(f"{name}\tcannot be read\t{error}")
            continue
        status = "finished" if folder.is_finished else "unfinished"
        print(f"{name}\t{status}\t{folder.order.request.scene_path}")
