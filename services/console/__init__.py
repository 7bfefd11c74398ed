"""The advisers' pages: server-rendered, work without script and on a phone. Mounted at /console.

`application.py` wires; `security.py` says who may come in; a module a page prepares what its template shows.
"""

from services.console.application import console_application
from services.console.security import start_session

__all__ = ["console_application", "start_session"]
