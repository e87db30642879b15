from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_SQLITE = """
CREATE TRIGGER audit_no_{what} BEFORE {what} ON desk_auditentry
BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END
"""
_POSTGRESQL = """
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit log is only added to'; END $$;
CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON desk_auditentry
FOR EACH ROW EXECUTE FUNCTION audit_refuse();
"""


def link(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Puts the entries there are into the chain."""
    from web.desk.audit import digest_of

    before = ""
    entries = apps.get_model("desk", "AuditEntry").objects
    for number, entry in enumerate(entries.order_by("pk").iterator(), start=1):
        entry.number = number
        entry.digest = before = digest_of(entry, before)
        entry.save(update_fields=["number", "digest"])


def seal(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """From here on the database refuses to change or delete an entry."""
    if editor.connection.vendor == "postgresql":
        editor.execute(_POSTGRESQL)
    else:
        for what in ("UPDATE", "DELETE"):
            editor.execute(_SQLITE.format(what=what))


class Migration(migrations.Migration):
    dependencies = [("desk", "0003_teams")]

    operations = [
        migrations.AddField("auditentry", "number", models.BigIntegerField(null=True)),
        migrations.AddField("auditentry", "address", models.CharField(default="", max_length=45)),
        migrations.AddField("auditentry", "conversation", models.CharField(default="", max_length=32)),
        migrations.AddField("auditentry", "digest", models.CharField(default="", max_length=64)),
        migrations.RunPython(link, migrations.RunPython.noop),
        migrations.AlterField("auditentry", "number", models.BigIntegerField(unique=True)),
        migrations.AlterField("auditentry", "digest", models.CharField(max_length=64)),
        migrations.AddIndex("auditentry", models.Index(fields=["conversation", "number"], name="audit_conversation")),
        migrations.AddIndex("auditentry", models.Index(fields=["staff", "number"], name="audit_staff")),
        migrations.AddIndex("auditentry", models.Index(fields=["action", "number"], name="audit_action")),
        migrations.RunPython(seal, migrations.RunPython.noop),
    ]
