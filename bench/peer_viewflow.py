"""django-viewflow as a peer (`bench/peers.py`): a process whose act task repeats, each act recorded as a row.

    python -m bench.peer_viewflow DATABASE_URL

Only here is that library imported, in a program of its own: its licence is the AGPL, and nothing of ours that is given
to others needs it or contains it. An act is what the library's own form does when it is sent, without HTTP: the task
is taken, started and executed under the lock of its process, in one transaction with the row.
"""

import sys
from collections.abc import Callable
from itertools import count
from urllib.parse import parse_qs, urlsplit

import django
from django.conf import settings

from bench.peer_rounds import ROW, TABLE, WORDS, Client, serve

_ROW = ROW.replace(":case", "%s").replace(":number", "%s").replace(":words", "%s")


def main() -> None:
    """Configure Django, make its tables, then serve rounds."""
    url = urlsplit(sys.argv[1])
    place = parse_qs(url.query)
    settings.configure(
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": url.path.removeprefix("/"),
                "USER": url.username,
                "PASSWORD": url.password,
                "HOST": place["host"][0],
                "PORT": place["port"][0],
                "CONN_MAX_AGE": None,
            }
        },
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "viewflow",
            "viewflow.workflow",
            "bench.viewflow_office",
        ],
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()
    serve({"process": _prepared()})


def _prepared() -> Callable[[], Client]:
    """The flow over its tables; what makes its clients."""
    from django.contrib.auth.models import User  # noqa: PLC0415 - a model can be read once Django is set up
    from django.core.management import call_command  # noqa: PLC0415 - as above
    from django.db import connection, transaction  # noqa: PLC0415 - as above

    from bench.viewflow_office.flows import CaseFlow  # noqa: PLC0415 - as above

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
    officer, _ = User.objects.get_or_create(username="officer", is_superuser=True)

    def client() -> Client:
        process = CaseFlow.start.run()
        case, numbers = str(process.pk), count()

        def act() -> None:
            with transaction.atomic(), CaseFlow.lock(process.pk):
                task = process.task_set.get(flow_task=CaseFlow.act, status="NEW")
                activation = CaseFlow.act.activation_class(task)
                activation.assign(officer)
                activation.start(None)
                with connection.cursor() as cursor:
                    cursor.execute(_ROW, [case, next(numbers), WORDS])
                activation.execute()

        return Client(act)

    return client


if __name__ == "__main__":
    main()
