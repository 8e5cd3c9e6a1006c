"""All SQL of the record; importing the package registers every table."""

from casework.storage import channel_models as channel_models
from casework.storage import checklist_models as checklist_models
from casework.storage import keeping_models as keeping_models
from casework.storage import models as models
from casework.storage import paper_models as paper_models
