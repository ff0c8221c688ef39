"""The application to which all deployments belong."""

import modal

from models.services import APP

app = modal.App(APP)
