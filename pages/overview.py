"""How the period is going: figures, trend, leaders, what moved most."""

from ordertrack.ui.page import open_page
from ordertrack.ui.words import tr

view = open_page(tr("Overview"))
