"""Sliders in JupyterLab: hours, months in a row, origin and point; curve, gap and ranks follow.

For the confidential room: it computes from persons, and every view says so.
"""

from typing import TYPE_CHECKING

from markupsafe import Markup

from analysis.design import Estimates, StudyDesign
from analysis.display.comparison_rows import only
from analysis.display.comparison_words import points
from analysis.display.fragment import Fragment, fragment, heading, invented
from analysis.display.goals import goal, rule_name
from analysis.display.pictures import coded_png, empty_axes, percent_axis, write_mark
from analysis.display.rows import shares
from analysis.display.style import HERE, OTHER, WIDE, theme
from analysis.display.tables import count, table
from analysis.display.words import interval_short, percent, say
from analysis.errors import AnalysisError
from analysis.estimates.explored import LAST, explored
from analysis.estimates.live import LiveStudy
from analysis.estimates.ranks import LEAST
from analysis.release.door import Study
from analysis.terms import Language, OriginName, Sex

if TYPE_CHECKING:
    from ipywidgets import Widget

RULE = "any_job"
"""The measure whose hours and run are moved."""
ENDS = 5
"""Municipalities that are named at either end of the order."""
DPI = 90


def design_of(hours: int, run_months: int, origin: str) -> StudyDesign:
    """Return the design that sliders ask for."""
    return StudyDesign(f"{RULE},hours_per_week={hours},run_months={run_months}", origin)


def view(study: LiveStudy, design: StudyDesign, point: int, language: str) -> Fragment:
    """Return curve, gap between women and men, and the ends of the order, at one point.

    Args:
        study: persons.
        design: what the sliders ask for.
        point: months since the origin.
        language: nb or en.
    """
    lang = Language(language)
    rows = explored(study, design, point)
    mark = invented(rows.source, lang)
    curve = only(rows, sex="", municipality="")
    now = next((row for row in shares(curve) if row.month == point), None)
    if now is None:
        text = Markup("<p>{}{}</p>").format(say("explorer_nobody", lang), mark)
        return fragment(text, lang, rows)
    told = say(
        "explorer_text",
        lang,
        month=point,
        share=percent(now.estimate, lang),
        interval=interval_short(now.lower, now.upper, lang),
        n=count(now.n_at_risk, lang),
        rule=rule_name(rows.measure, lang),
        after=say(f"after_{design.origin}", lang),
    )
    texts = Markup("<p>{}{}</p><p>{}{}</p>").format(told, mark, _gap(rows, lang), mark)
    picture = Markup('<img alt="{}" src="data:image/png;base64,{}">').format(
        told, _picture(curve, rows, point, lang)
    )
    return fragment(texts + picture + _ends(rows, study.areas(), lang), lang, rows)


def _gap(rows: Estimates, language: Language) -> str:
    of = {sex: row for sex in Sex for row in shares(only(rows, sex=sex.value))}
    if len(of) < len(Sex):
        return say("explorer_no_gap", language)
    gap = of[Sex.FEMALE].estimate - of[Sex.MALE].estimate
    return say(
        "explorer_gap",
        language,
        gap=points(gap, language),
        women=percent(of[Sex.FEMALE].estimate, language),
        men=percent(of[Sex.MALE].estimate, language),
    )


def _ends(rows: Estimates, areas: dict[str, str], language: Language) -> Markup:
    """Return the municipalities at both ends of the order, of those with LEAST leavers."""
    frame = rows.frame[(rows.frame["municipality"] != "") & (rows.frame["n_at_risk"] >= LEAST)]
    order = frame.sort_values(["estimate", "municipality"], ascending=[False, True])
    if len(order) < 2 * ENDS:
        return Markup("")
    named = [
        (place, row)
        for place, row in enumerate(order.to_dict("records"), start=1)
        if place <= ENDS or place > len(order) - ENDS
    ]
    header = [say(f"column_{key}", language) for key in ("rank", "municipality", "share", "people")]
    body = [
        (
            str(place),
            areas.get(row["municipality"], row["municipality"]),
            percent(row["estimate"], language),
            count(row["n_at_risk"], language),
        )
        for place, row in named
    ]
    return table(header, body)


def _picture(curve: Estimates, rows: Estimates, point: int, language: Language) -> str:
    import matplotlib as mpl

    with mpl.rc_context(theme(WIDE)):  # type: ignore[arg-type]  # its stubs list every key
        figure, (axes,) = empty_axes(WIDE, with_counts=False)
        figure.set_figheight(2.8)
        figure.set_dpi(DPI)
        told = shares(curve)
        axes.step(
            [row.month for row in told], [row.estimate for row in told], where="post", color=HERE
        )
        axes.axvline(point, color=OTHER, linewidth=1.2)
        axes.set_ylim(0, 1)
        axes.set_xlim(0, LAST)
        axes.set_xticks(range(0, LAST + 1, 12))
        axes.set_ylabel(goal(curve, language)["inside"])
        axes.set_xlabel(say(f"since_{curve.frame['origin'].iloc[0]}", language))
        percent_axis(axes.yaxis, language)
        write_mark(figure, rows, language, WIDE)
        return coded_png(figure, {})


def explorer(study: Study, language: str) -> "Widget | Fragment":
    """Return sliders and what follows from them; of a release a sentence that it needs persons.

    Args:
        study: persons; a release answers only what was declared.
        language: nb or en.
    """
    lang = Language(language)
    head = heading("explorer", lang)
    if not isinstance(study, LiveStudy):
        rows = study.estimates(StudyDesign("november").ask("flow"))
        text = Markup("<p>{}{}</p>").format(
            say("explorer_absent", lang), invented(study.source, lang)
        )
        return fragment(head + text, lang, rows)
    import ipywidgets

    live, wide = study, {"description_width": "9em"}
    shown = ipywidgets.HTML()
    sliders = {
        "hours": ipywidgets.IntSlider(0, 0, 37, description=say("explorer_hours", lang)),
        "run_months": ipywidgets.IntSlider(3, 1, 24, description=say("explorer_run", lang)),
        "origin": ipywidgets.Dropdown(
            options=[
                (say(f"since_{name}", lang), name.value)
                for name in (OriginName.EXIT, OriginName.PROGRAMME_START)
            ],
            description=say("explorer_origin", lang),
        ),
        "point": ipywidgets.IntSlider(12, 1, LAST, description=say("explorer_point", lang)),
    }

    def follow(change: object = None) -> None:
        values = {name: slider.value for name, slider in sliders.items()}
        point = values.pop("point")
        try:
            shown.value = view(live, design_of(**values), point, language).html
        except AnalysisError as error:
            shown.value = str(Markup("<p>{}</p>").format(str(error)))

    for slider in sliders.values():
        slider.style = wide
        slider.observe(follow, "value")
    follow()
    return ipywidgets.VBox([ipywidgets.HTML(str(head)), *sliders.values(), shown])
