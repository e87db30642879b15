import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A missing article is no draft: that is a row of the articles, in which one is written."""

    dependencies = [("chat", "0002_handoffs"), ("review", "0002_search")]

    operations = [
        migrations.RenameModel("Draft", "MissingArticle"),
        migrations.AlterField(
            "missingarticle",
            "turn",
            models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="missing_article", to="chat.turn"
            ),
        ),
        migrations.AddField("missingarticle", "article", models.CharField(default="", max_length=120)),
    ]
