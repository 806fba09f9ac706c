"""What a request may cost: every bound on what comes in by HTTP, said once."""

HEAD_BYTES_MAX = 32 * 1024
"""Request line and headers together."""

BODY_BYTES_MAX = 1024 * 1024

FILE_BYTES_MAX = 8 * 1024 * 1024
"""A body that is a workbook: ten thousand paper cases are two mebibytes. Read only once it is known who sends it."""

FILE_PATHS = ("/v1/imports/", "/imports")
"""Below which addresses workbooks are sent."""

UPLOAD_BYTES_MAX = 200 * 1024 * 1024
"""A document of a case; a long scan is a fifth of it."""

UPLOAD_SECONDS_MAX = 3_600.0
"""For the whole of a body that is a document: its parts must go on coming, each within `BODY_SECONDS`."""

CHECKED_BYTES_MAX = 50 * 1024 * 1024
"""A file that anybody has checked against what was issued: hashed as it comes in, and not kept."""

CHECKED_SECONDS_MAX = 300.0
"""For the whole of such a body; its parts must go on coming, each within `BODY_SECONDS`."""

VALUES_MAX = 10_000
"""Fields and entries of a body that is an act, all told: three thousand documents."""

HEAD_SECONDS = 10.0
"""From a connection's first byte, or its opening, until its request line and headers are there."""

BODY_SECONDS = 20.0
"""From when a body is first read until all of it is there: a mebibyte at 50 kB a second."""

LINGER_SECONDS = 2.0
"""What comes after a refusal is read and thrown away for so long, that the refusal is not lost with the connection."""

IDLE_SECONDS = 5
"""How long a connection may be kept between two requests."""

CONNECTIONS_MAX = 500
"""Open at once in one process: half of the files that a process may usually have open."""

FAULTS_TOLD = 20
"""Faults of one request that are told; whoever has more corrects these first."""

TOLD_CHARACTERS_MAX = 2_000
"""Of what a fault says, and of its place: a name in a body may be as long as the body."""

LOOK_UPS_OF_PERSON = 300
"""People and units that one person may look up within an hour, by name or to read their results."""
