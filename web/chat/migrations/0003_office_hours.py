from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("chat", "0002_handoffs")]

    operations = [
        migrations.CreateModel(
            "OfficeHours",
            [
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("values", models.JSONField()),
            ],
        ),
    ]
