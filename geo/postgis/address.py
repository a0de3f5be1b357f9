"""The address of a database: never with a password, which would stand in a shell's history and in every error.

A password comes from ~/.pgpass (or the file that PGPASSFILE names), or with everything else from a service of
~/.pg_service.conf. Beyond this computer the server must prove who it is (sslmode verify-full).
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from geo.errors import SourceError, UsageError

if TYPE_CHECKING:
    import psycopg

# pathlib makes one slash of two; a database on another host is written with two.
_POSTGRES = re.compile(r"postgres(ql)?:/{1,2}(?P<rest>.*)\Z", re.DOTALL)
_REST = re.compile(
    r"""((?P<user>[^@/?:\s]+)@)?(?P<host>\[[0-9a-fA-F:]+\]|[\w.-]+)(:(?P<port>\d{1,5}))?
        /(?P<database>[^/?\s]+)(/(?P<schema>[^/?\s]+))?\Z""",
    re.VERBOSE,
)
_SERVICE = re.compile(r"/?\?service=(?P<service>[\w.-]+)(&schema=(?P<schema>\w+))?\Z")
_FORM = "Write postgresql://HOST/DATABASE or postgresql://HOST/DATABASE/SCHEMA, or postgresql://?service=NAME."
_SECONDS = 10


def is_postgres(path: str | os.PathLike[str]) -> bool:
    """Whether a path is the address of a PostgreSQL database.

    >>> is_postgres("postgresql://host/db"), is_postgres("https://host/db"), is_postgres("postgresql.csv")
    (True, False, False)
    """
    return bool(_POSTGRES.match(os.fspath(path)))


@dataclass(frozen=True)
class Address:
    """Where a database is: a host and what it is called there, or a service that says all of it."""

    host: str = ""
    port: int = 0
    database: str = ""
    schema: str = "public"
    user: str = ""
    service: str = ""

    @classmethod
    def of(cls, path: str | os.PathLike[str]) -> Address:
        """Read an address. Raises UsageError for one with a password, repeating nothing of it, and for no address.

        >>> Address.of("postgresql://db.example.org/mines/survey").schema
        'survey'
        """
        match = _POSTGRES.match(os.fspath(path))
        rest = match["rest"] if match else ""
        if service := _SERVICE.match(rest):
            return cls(service=service["service"], schema=service["schema"] or "public")
        found = _REST.match(rest)
        if found is None:
            if "@" in rest or "password" in rest.casefold():
                what = "The address holds a password, or what looks like one; it is not repeated here."
                raise UsageError(what, remedy="Put the password into ~/.pgpass (chmod 600), or name a service.")
            raise UsageError("This is no address of a database and nothing else.", remedy=_FORM)
        host, port = found["host"].strip("[]"), int(found["port"] or 0)
        return cls(host, port, found["database"], found["schema"] or "public", found["user"] or "")

    @property
    def name(self) -> str:
        """What the database is called in messages and as a source: without user and port."""
        return f"postgresql:{f'service={self.service}' if self.service else f'{self.host}/{self.database}'}"

    def source(self, table: str) -> str:
        """What a table of it is called as a source; without a schema it is in that of the address."""
        return f"{self.name}/{table if '.' in table else f'{self.schema}.{table}'}"

    def connect(self, *, read_only: bool) -> psycopg.Connection[Any]:
        """Open a connection. Raises UsageError without the library, SourceError if the server refuses."""
        try:
            import psycopg
        except ImportError:
            raise UsageError(
                "Databases need a library that is not installed here.",
                remedy="Install it: pip install zonemark[postgres]",
            ) from None
        stated: dict[str, Any] = {"host": self.host, "port": self.port, "dbname": self.database, "user": self.user,
                                  "service": self.service}  # fmt: skip
        stated = {name: value for name, value in stated.items() if value}
        if self.host and not _is_here(self.host):
            stated |= {"sslmode": "verify-full", "sslrootcert": os.environ.get("PGSSLROOTCERT", "system")}
        try:
            connection = psycopg.connect(**stated, connect_timeout=_SECONDS, application_name="zonemark")
        except psycopg.Error as error:
            raise SourceError(
                f"{self.name} lets nobody in: {first_line(error)}",
                remedy="Is the server there? Passwords stand in ~/.pgpass (chmod 600) or in a service.",
            ) from None
        connection.read_only = read_only
        return connection


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def first_line(error: Exception) -> str:
    """What a server said, in one line."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:300]
