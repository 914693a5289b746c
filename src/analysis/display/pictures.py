"""What every picture has: two widths, per cent as a language writes it, its marks and its text.

A picture carries its title and the digest of its rows in its own text chunks, so that a picture put
in the wrong page is found.
"""

import base64
import io
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from markupsafe import Markup

from analysis.display.fragment import Shown, digest, invented
from analysis.display.style import NARROW, WIDE, Width, theme
from analysis.display.words import say
from analysis.terms import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure
    from matplotlib.legend import Legend


def empty_axes(width: Width, *, with_counts: bool) -> tuple["Figure", list["Axes"]]:
    """Return a figure and its axes; with a narrow one below for numbers at risk."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width.inches, width.height), layout="constrained")
    if not with_counts:
        return figure, [figure.subplots()]
    top, below = figure.subplots(2, 1, sharex=True, height_ratios=[6, 1])
    return figure, [top, below]


def as_written(legend: "Legend") -> None:
    """Write names as they are: a dollar in one of them starts no formula."""
    for text in legend.get_texts():
        text.set_parse_math(False)


def percent_axis(axis: "Axis", language: Language) -> None:
    """Write the ticks of an axis of shares in per cent."""
    from matplotlib.ticker import FuncFormatter

    axis.set_major_formatter(FuncFormatter(lambda share, _: percent_tick(share, language)))


def percent_tick(share: float, language: Language) -> str:
    """Return a share as an axis has it: '50%', in Norwegian '50 %'."""
    blank = " " if language is Language.NB else ""
    return f"{share * 100:.0f}{blank}%"


def apart(last: int, most: int, step: int) -> int:
    """Return the smallest multiple of a step that makes at most so many marks from 0 to the last.

    Registers of twenty years have months that would be written over each other.
    """
    return next(wider for wider in range(step, last + step + 1, step) if last // wider < most)


def spread(places: Mapping[str, float], least: float) -> dict[str, float]:
    """Return where texts stand so that none is written over another, from the lowest up."""
    found: dict[str, float] = {}
    for name, place in sorted(places.items(), key=lambda item: item[1]):
        found[name] = max([place, *(before + least for before in found.values())])
    return found


def mark_of(shown: Shown, language: Language, width: Width) -> str:
    """Return what a picture says of its data: that they are invented, or not for publication."""
    texts = [invented(shown.source, language).strip(" ()")]
    if shown.release_id is None:
        texts.append(say("confidential_banner", language))
    apart = "\n" if width is NARROW else " · "  # in one line it would reach beyond a phone's
    return apart.join(filter(None, texts))


def write_mark(figure: "Figure", shown: Shown, language: Language, width: Width) -> None:
    """Write on the picture itself that data are invented, or not for publication."""
    text = mark_of(shown, language, width)
    if text:
        figure.supxlabel(text, x=0.99, ha="right", fontsize=width.text - 1.5, color="#9c2f2f")


def pictures(
    draw: Callable[[Width], "Figure"], alt: str, estimates: Sequence[Shown]
) -> dict[str, str]:
    """Return the picture's sources by width, and its alternative text."""
    import matplotlib as mpl

    marks = {"Title": alt, "Description": " ".join(digest(one) for one in estimates)}
    sources = {"alt": alt}
    for width in (WIDE, NARROW):
        with mpl.rc_context(theme(width)):  # type: ignore[arg-type]  # its stubs list every key
            sources[width.name] = f"data:image/png;base64,{coded_png(draw(width), marks)}"
    return sources


def coded_png(figure: "Figure", marks: dict[str, str]) -> str:
    """Return a picture as base64, with marks in its text chunks.

    Its hundreds of colours, most of them on the edges of letters, are written as the 256 nearest,
    the ground as it is: a third of the bytes, and sooner done.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image, PngImagePlugin

    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # type: ignore[no-untyped-call]  # once; Figure.savefig draws twice
    drawn = Image.fromarray(np.asarray(canvas.buffer_rgba()))  # type: ignore[no-untyped-call]
    colours = drawn.convert("RGB")  # sooner than without its fourth part as an array
    picture = colours.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    palette, ground = picture.getpalette() or [], 3 * int(np.asarray(picture)[0, 0])
    palette[ground : ground + 3] = colours.tobytes()[:3]
    picture.putpalette(palette)
    texts = PngImagePlugin.PngInfo()
    for name, text in marks.items():
        texts.add_text(name, text)
    buffer = io.BytesIO()
    picture.save(buffer, "png", pnginfo=texts, dpi=(figure.dpi, figure.dpi))
    return base64.b64encode(buffer.getvalue()).decode("ascii")


def figure_html(images: dict[str, str], caption: str, table: Markup) -> Markup:
    """Return a figure with its two widths, its caption and a table folded under it."""
    return Markup(
        '<figure><picture><source media="(max-width: 600px)" srcset="{}">'
        '<img src="{}" alt="{}"></picture><figcaption>{}</figcaption></figure>{}'
    ).format(images["narrow"], images["wide"], images["alt"], caption, table)
