"""Forms of activity: sources, uploads and the columns of a file."""

from activity.forms.columns import ColumnsForm
from activity.forms.sources import EventSourceForm
from activity.forms.uploads import UploadForm

__all__ = ["ColumnsForm", "EventSourceForm", "UploadForm"]
