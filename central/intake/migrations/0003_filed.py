from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0002_first_counter")]

    operations = [
        # What was there before was filed as it came.
        migrations.AddField("storedenvelope", "filed", models.BooleanField(default=True)),
        migrations.AlterField("storedenvelope", "filed", models.BooleanField(default=False)),
        migrations.AddIndex(
            "storedenvelope",
            models.Index(condition=models.Q(("filed", False)), fields=["id"], name="not_yet_filed"),
        ),
    ]
