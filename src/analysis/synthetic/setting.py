"""What every draw of a world looks at: its municipalities, years, luck and numbers."""

from dataclasses import dataclass

from analysis.synthetic.dates import Window
from analysis.synthetic.luck import Luck
from analysis.synthetic.municipalities import Municipalities
from analysis.synthetic.parameters import Parameters


@dataclass(frozen=True)
class Setting:
    """The same for all persons of a world; `p` holds the numbers of the model."""

    places: Municipalities
    window: Window
    luck: Luck
    p: Parameters
