"""What all tables share."""

from sqlalchemy import Index, MetaData, text

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)


def partial(name: str, *columns: str, where: str) -> Index:
    """An index over the rows of which this is true."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))
