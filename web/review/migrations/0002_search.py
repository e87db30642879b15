from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# The terms are made by us (language.grams): the tokenizer only splits at spaces. Beyond ASCII everything is a letter
# to it. `detail=none`: which turns have a term, not where. The triggers keep it in step whoever deletes a turn.
_SQLITE = (
    """
    CREATE VIRTUAL TABLE review_search USING fts5(
        terms, content='review_indexed', content_rowid='turn_id', detail=none, columnsize=0,
        tokenize="ascii tokenchars ':-._/'"
    )
    """,
    """
    CREATE TRIGGER review_search_added AFTER INSERT ON review_indexed BEGIN
        INSERT INTO review_search(rowid, terms) VALUES (new.turn_id, new.terms);
    END
    """,
    """
    CREATE TRIGGER review_search_gone AFTER DELETE ON review_indexed BEGIN
        INSERT INTO review_search(review_search, rowid, terms) VALUES ('delete', old.turn_id, old.terms);
    END
    """,
    """
    CREATE TRIGGER review_search_changed AFTER UPDATE ON review_indexed BEGIN
        INSERT INTO review_search(review_search, rowid, terms) VALUES ('delete', old.turn_id, old.terms);
        INSERT INTO review_search(rowid, terms) VALUES (new.turn_id, new.terms);
    END
    """,
)
_POSTGRESQL = (
    """
    ALTER TABLE review_indexed ADD COLUMN vector tsvector
    GENERATED ALWAYS AS (array_to_tsvector(string_to_array(terms, ' '))) STORED
    """,
    "CREATE INDEX review_search ON review_indexed USING gin (vector)",
)


def build(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """What Django has no words for."""
    for statement in _POSTGRESQL if editor.connection.vendor == "postgresql" else _SQLITE:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("review", "0001_initial")]

    operations = [migrations.RunPython(build, migrations.RunPython.noop)]
