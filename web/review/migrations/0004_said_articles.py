from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def index_again(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Turns that are indexed already get the terms of what they were answered with; the worker does it beside its work."""
    apps.get_model("review", "Progress").objects.update(number=0)


class Migration(migrations.Migration):
    dependencies = [("review", "0003_missing_articles")]

    operations = [migrations.RunPython(index_again, migrations.RunPython.noop)]
