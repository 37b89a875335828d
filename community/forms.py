from django.forms import ModelForm

from community.models import Circle


class CircleForm(ModelForm):
    class Meta:
        model = Circle
        fields = ("name", "kind", "city", "model_series")
