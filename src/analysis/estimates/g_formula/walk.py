"""A person's months, one after the other: what is decided in which order, observed or by luck.

Observed persons and those who live under a strategy walk through the same code. What is observed
gives the decisions from which models are fitted; by luck, the models give the decisions. So nothing
can be at risk in one that is not in the other.
"""

import math

import numpy as np

from analysis.compiled import compiled, part_of_loop
from analysis.estimates.g_formula.parts import Bytes, Ints, Models, Persons, Places, Walk

Who = tuple[int, int]
OBSERVED, SCORED, BY_LUCK, WEIGHED, AS_CHOSEN, NEVER_BEGIN, IN_TIME = 0, 1, 2, 3, 0, 1, 2

(MONTH, SEASON, YEAR, PROGRAMME, MONTH_IN, EXPOSURE, THROUGH, OTHER, WORK, WORKED, FOUND,
 FOUND_HOPED, FOUND_OFTEN, LOSSES, LOSSES_FEARED, LOST_OFTEN, CHILD, LANGUAGE, BENEFIT, LOOKING,
 GONE, LOST, BEGUN, DONE, HAD, EVER, THROUGH_BEGUN, THROUGH_DONE) = range(28)  # fmt: skip
"""Variables of a person. Groups of the baseline come after them.

PROGRAMME: months since the exit, from 1; 0 in the programme, and MONTH_IN its month. FOUND, LOSSES:
how often work was found, or stable work lost; FOUND_HOPED, LOSSES_FEARED: how often others like him
would have, in thousandths; FOUND_OFTEN, LOST_OFTEN: the one by the other, in hundredths. CHILD:
months since the last birth, from 1. LOST: stable work this month; EVER: come into it; HAD: or gone.
"""

(SEEN_GONE, SEEN_PROGRAMME, SEEN_BIRTH, SEEN_LANGUAGE, SEEN_EXPOSURE, SEEN_THROUGH, SEEN_OTHER,
 SEEN_WORK, SEEN_STABLE, SEEN_BENEFIT, SEEN_LOOKING) = range(11)  # fmt: skip
"""What is observed of a month."""

(GOES, EXITS, GIVES_BIRTH, PASSES, BEGINS, COMPLETES, LEAVES, BEGINS_ON, COMPLETES_ON, LEAVES_ON,
 BEGINS_OTHER, ENDS_OTHER, FINDS, KEEPS, GAINS, LOSES, WORKS_ON, RECEIVES, ENDS_BENEFIT, LOOKS,
 ENDS_LOOKING) = range(21)  # fmt: skip
"""What is decided in a month, in this order; those of the way through school end with ON."""
FIXED, SEEN, DECISIONS, SUMMER, HOPES, FEARS, PROCESSES, JUNE = 28, 11, 21, 9, 25, 26, 27, 5
"""How many there are. More models: of FINDS to LOSES, SUMMER further on, where a job begun in June
or July may be one that ends by September; of finding and losing without HOPED and FEARED."""
SHRUNK = 1.0
"""As many more, found and hoped for (a gamma frailty of this inverse variance)."""

LONG, EARLY = 200, 150
"""A clock is a stage times LONG, and the months in it, 0 in the month in which it began; that of
work which was there in month 0, from which no run counts, begins at EARLY."""
NEVER, IN, LEFT, COMPLETED, OUT, WORKING, STABLE = 0, 1, 2, 3, 0, 1, 2
IS_GONE, IS_STABLE, IS_IN_PROGRAMME, IS_WORKING, IS_LOOKING, IS_NONE, STATES = 0, 1, 5, 6, 7, 8, 9
"""Places in Situation, written out: compiled code is kept until this file changes."""
COLUMNS, FOLLOW, NOWHERE, RAREST = 16, 6, 99, 1e-6
AT_RISK, EVENT, GONE_FIRST, EVER_BEGUN, EVER_DONE, EVER_ON, EVER_DONE_ON = range(9, 16)
FOLLOWED, FOLLOWED_ON, FOLLOWED_DONE_ON, FOLLOWED_STABLE, FOLLOWED_WORK, FOLLOWED_GONE = range(6)


@part_of_loop
def _level(term: int, x: Ints, models: Models) -> int:
    """Return the level of a term that a person has now."""
    level = 0
    for part in range(models.parts[term], models.parts[term + 1]):
        value = min(max(x[models.read[part, 0]], 0), models.read[part, 2])
        level += models.lookup[models.read[part, 1] + value] * models.read[part, 3]
    return level


@part_of_loop
def _hazard(process: int, x: Ints, go: Walk) -> float:
    """Return the chance of a decision; count levels that nobody was seen at risk with."""
    odds, unknown = 0.0, False
    for term in range(go.models.terms[process], go.models.terms[process + 1]):
        at = go.models.begins[term] + _level(term, x, go.models)
        odds += go.models.coefficient[at]
        unknown |= go.models.known[at] == 0
    go.tables.unseen[process] += unknown
    return 1 / (1 + math.exp(-odds))


@part_of_loop
def _luck(process: int, number: int, month: int, copy: int) -> float:
    """Return luck from 0 to below 1, a hash (Steele, Lea and Flood, 2014) as in synthetic.luck."""
    mixed = np.uint64(number) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(copy + 1)
    for step in (np.uint64(process + 1), np.uint64(month), np.uint64(0)):
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed = (mixed ^ (mixed >> np.uint64(31))) + step * np.uint64(0xD1B54A32D192ED03)
    return float(mixed >> np.uint64(11)) * 2.0**-53


@part_of_loop
def _chance(process: int, x: Ints, go: Walk) -> float:
    """Return the chance of a decision under the rule.

    Where all without the event begin by the end of the grace period: of beginning now, for who
    begins until then; hazards of later months are his, as now. A closed way: as if he never began.
    """
    held, month, season, year = x[EXPOSURE], x[MONTH], x[SEASON], x[YEAR]
    by_rule = process == BEGINS and held == NEVER and go.rule.begin != AS_CHOSEN
    if by_rule and (go.rule.begin == NEVER_BEGIN or month > go.rule.grace or x[HAD] > 0):
        return 0.0
    if process == LEAVES and held % LONG <= go.rule.stay:
        return 0.0
    if process == BEGINS_ON and go.rule.closed and held >= LEFT * LONG:
        x[EXPOSURE] = NEVER
    now, nobody = 0.0, 1.0
    for ahead in range(go.rule.grace - month + 1 if by_rule else 1):
        x[MONTH] = month + ahead
        x[SEASON], x[YEAR] = (season + ahead) % 12, year + (season + ahead) // 12
        hazard = _hazard(process, x, go)
        now, nobody = hazard if ahead == 0 else now, nobody * (1 - hazard)
    x[EXPOSURE], x[MONTH], x[SEASON], x[YEAR] = held, month, season, year
    return now / (1 - nobody) if by_rule and nobody < 1 else now


@part_of_loop
def _record(process: int, answer: bool, x: Ints, go: Walk) -> None:
    """Write down a decision that was seen, with the levels of its terms as one number."""
    key, models, tables = 0, go.models, go.tables
    for term in range(models.terms[process], models.terms[process + 1]):
        key = key * models.sizes[term] + _level(term, x, models)
    tables.keys[process, tables.used[process]] = 2 * key + answer
    tables.used[process] += 1


@part_of_loop
def _model(process: int, x: Ints) -> int:
    """Return the model of a decision: one of its own for work begun in June or July, until then."""
    begun = x[SEASON] - (x[WORK] % LONG if process > FINDS else 0)
    summer = JUNE <= begun <= JUNE + 1 + (process == LOSES) and x[SEASON] <= JUNE + 3
    return process + SUMMER if summer and FINDS <= process <= LOSES else process


@part_of_loop
def _compare(process: int, yes: bool, x: Ints, go: Walk) -> None:
    """Hold how often a person finds, or loses, work against what others like him do."""
    model, count = (HOPES, FOUND) if process == FINDS else (FEARS, LOSSES)
    if go.mode == OBSERVED:
        _record(model, yes, x, go)
    x[count] += yes
    x[count + 1] += int(1000 * _hazard(model, x, go) + 0.5)
    x[count + 2] = int(100 * (x[count] + SHRUNK) / (x[count + 1] / 1000 + SHRUNK))


@part_of_loop
def _decides(process: int, answer: bool, x: Ints, who: Who, go: Walk) -> bool:
    """Return what is decided, as observed or by luck; who: a number for luck, and the cluster."""
    models, tables, model = go.models, go.tables, _model(process, x)
    if go.mode == OBSERVED:
        _record(model, answer, x, go)
    if go.mode == OBSERVED or (go.mode == WEIGHED and process != BEGINS and process != LEAVES):
        return answer
    chance = _chance(model, x, go)
    if go.mode == BY_LUCK:
        return _luck(process, who[0], x[MONTH], go.copy) < chance
    if go.mode == WEIGHED:
        hazard = _hazard(process, x, go)
        seldom = hazard if answer else 1 - hazard
        tables.score[0, 0] *= (chance if answer else 1 - chance) / max(seldom, RAREST)
        return answer
    for term in range(models.terms[model], models.terms[model + 1]):
        at = models.begins[term] + _level(term, x, models)
        tables.score[who[1], at] += answer - chance
    return answer


@part_of_loop
def _at_risk(process: int, x: Ints) -> bool:
    """Tell whether a person has something to decide; nobody changes a clock twice in a month."""
    if process <= PASSES:
        return bool(process != EXITS or x[PROGRAMME] == 0)
    if process <= LEAVES_ON:
        clock = x[EXPOSURE if process <= LEAVES else THROUGH]
        if process == BEGINS or process == BEGINS_ON:
            return bool(clock == NEVER or (clock // LONG == LEFT and clock % LONG > 0))
        return bool(clock // LONG == IN and clock % LONG > 0)
    if FINDS <= process <= WORKS_ON:
        needed = (OUT, WORKING, WORKING, STABLE, OUT)[process - FINDS]
        late = x[LOST] > 0 if process == WORKS_ON else x[WORK] % LONG > 0
        return bool(x[WORK] // LONG == needed and (late or process == GAINS))
    held = x[OTHER if process <= ENDS_OTHER else BENEFIT if process <= ENDS_BENEFIT else LOOKING]
    return bool(held == 0 if process in (BEGINS_OTHER, RECEIVES, LOOKS) else held > 1)


@part_of_loop
def _answer(process: int, seen: Bytes, x: Ints) -> bool:
    """Return what a person was seen to decide."""
    if process <= PASSES:
        now = seen[(SEEN_GONE, SEEN_PROGRAMME, SEEN_BIRTH, SEEN_LANGUAGE)[process]]
        least = x[LANGUAGE] if process == PASSES else 0
        return bool(now == 0 if process == EXITS else now > least)
    if process <= LEAVES_ON:
        stage = seen[SEEN_EXPOSURE if process <= LEAVES else SEEN_THROUGH]
        if process == BEGINS or process == BEGINS_ON:
            return bool(stage == IN or stage == COMPLETED)
        return bool(stage == COMPLETED if process in (COMPLETES, COMPLETES_ON) else stage != IN)
    if FINDS <= process <= WORKS_ON:
        if process == GAINS or process == LOSES:
            return bool((seen[SEEN_STABLE] > 0) == (process == GAINS))
        return bool(seen[SEEN_WORK] > 0)
    at = SEEN_BENEFIT if process <= ENDS_BENEFIT else SEEN_LOOKING
    held = seen[SEEN_OTHER if process <= ENDS_OTHER else at] > 0
    return bool(held == (process in (BEGINS_OTHER, RECEIVES, LOOKS)))


@part_of_loop
def _follows(process: int, yes: bool, x: Ints) -> None:
    """Change a person's variables by what was decided."""
    if FINDS <= process <= WORKS_ON:
        if yes != (process == KEEPS):
            x[WORK] = (WORKING, OUT, STABLE, OUT, WORKING)[process - FINDS] * LONG
            x[LOST] = process == LOSES
    elif not yes:
        return
    elif process <= PASSES:
        at = (GONE, PROGRAMME, CHILD, LANGUAGE)[process]
        x[at] = x[at] + 1 if process == PASSES else 1
    elif process <= LEAVES_ON:
        stage = (IN, COMPLETED, LEFT)[(process - BEGINS) % 3]
        x[EXPOSURE if process <= LEAVES else THROUGH] = stage * LONG
    else:
        at = OTHER if process <= ENDS_OTHER else BENEFIT if process <= ENDS_BENEFIT else LOOKING
        x[at] = process in (BEGINS_OTHER, RECEIVES, LOOKS)


@part_of_loop
def _month(month: int, calendar: int, seen: Bytes, x: Ints, who: Who, go: Walk) -> None:
    """Move all clocks on to a month, live it, and write down what it adds to a history."""
    x[MONTH], x[SEASON], x[YEAR], x[LOST] = month, calendar % 12, calendar // 12, 0
    x[MONTH_IN] = month if x[PROGRAMME] == 0 else 0
    for clock in (EXPOSURE, THROUGH, WORK):
        runs = clock == WORK or x[clock] >= LONG
        x[clock] += runs and x[clock] % LONG < LONG - 1
    for since in (PROGRAMME, CHILD, OTHER, BENEFIT, LOOKING):
        x[since] += x[since] > 0
    for process in range(DECISIONS):
        if x[GONE] == 0 and _at_risk(process, x):
            answer = go.mode != BY_LUCK and _answer(process, seen, x)
            yes = _decides(process, answer, x, who, go)
            if (process == FINDS or process == LOSES) and _model(process, x) == process:
                _compare(process, yes, x, go)
            _follows(process, yes, x)
    x[WORKED] += x[WORK] >= LONG
    x[BEGUN] = x[MONTH] if x[BEGUN] < 0 and x[EXPOSURE] >= LONG else x[BEGUN]
    x[DONE] = x[MONTH] if x[DONE] < 0 and x[EXPOSURE] >= COMPLETED * LONG else x[DONE]
    x[THROUGH_BEGUN] |= x[THROUGH] // LONG == IN
    x[THROUGH_DONE] |= x[THROUGH] >= COMPLETED * LONG


@part_of_loop
def _state(x: Ints, places: Places) -> int:
    """Return the first of the states that a person is in (definitions.md 16)."""
    state = IS_GONE if x[GONE] > 0 else NOWHERE
    state = min(state, IS_STABLE if x[WORK] >= STABLE * LONG else NOWHERE)
    state = min(state, places.through if x[THROUGH] // LONG == IN else NOWHERE)
    state = min(state, places.exposure if x[EXPOSURE] // LONG == IN else NOWHERE)
    state = min(state, places.other if x[OTHER] > 0 else NOWHERE)
    state = min(state, IS_IN_PROGRAMME if x[PROGRAMME] == 0 else NOWHERE)
    state = min(state, IS_WORKING if x[WORK] >= WORKING * LONG else NOWHERE)
    return min(state, IS_LOOKING if x[LOOKING] > 0 else IS_NONE)


@part_of_loop
def _count(month: int, x: Ints, cluster: int, go: Walk) -> None:
    """Add a person's month to the tables."""
    state, row = _state(x, go.places), go.tables.counts[cluster, month]
    row[state] += 1
    if x[HAD] == 0:
        row[AT_RISK] += 1
        row[EVENT] += state == IS_STABLE
        row[GONE_FIRST] += state == IS_GONE
        x[HAD], x[EVER] = state == IS_STABLE or state == IS_GONE, state == IS_STABLE
    ever = (int(x[BEGUN] >= 0), int(x[DONE] >= 0), x[THROUGH_BEGUN], x[THROUGH_DONE])
    for column, yes in enumerate(ever):
        row[EVER_BEGUN + column] += yes
    works = state != IS_GONE and x[WORK] >= LONG
    here = (1, ever[2], ever[3], int(state == IS_STABLE), int(works), int(state == IS_GONE))
    for clock in range(2):
        begin = x[BEGUN + clock]
        if begin > 0 and month - begin < go.tables.follow.shape[2]:
            for column, yes in enumerate(here):
                go.tables.follow[cluster, clock, month - begin, column] += yes


@compiled
def walk(persons: Persons, seen: Bytes, go: Walk, x: Ints, begin: int, end: int) -> None:
    """Walk persons begin to end, and fill the tables; x: room for one person's variables."""
    for i in range(begin, end):
        for variable in range(x.size):
            x[variable] = persons.start[i, variable]
        who, stage = (persons.number[i], persons.cluster[i]), 0
        if go.mode == WEIGHED:
            go.tables.score[0, 0] = 1
        for month in range(persons.first, persons.last[i] + 1):
            if month > persons.first and x[GONE] == 0:
                _month(month, persons.origin[i] + month, seen[i, month], x, who, go)
            _count(month, x, who[1], go)
            if stage < go.stages.size and go.stages[stage] == month:
                go.tables.stable[i, stage] += x[GONE] == 0 and x[WORK] >= STABLE * LONG
                go.tables.reached[i, stage] += x[EVER]
                go.tables.weight[i, stage] = go.tables.score[0, 0]
                for variable in range(go.tables.state.shape[2]):
                    go.tables.state[i, stage, variable] = x[variable]
                stage += 1
