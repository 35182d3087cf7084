"""Numbers by which the model compares a question with each candidate sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.reading.initials import stands_for
from rag.reading.question import Kind, Question
from rag.reading.sentence import SentenceView, view_of
from rag.reading.spans import TYPES
from rag.retrieval import SentenceCandidate

FloatArray = NDArray[np.float64]

_HANGUL = re.compile(r"^[가-힣]+$")
_NAME_TAGS = frozenset({"NNP", "SL", "SN", "NR", "SH"})
_VERB_TAGS = frozenset({"VV", "VA", "XR", "MAG"})
# Each span type that may answer a kind of question.
_FITTING: dict[Kind, frozenset[str]] = {
    Kind.WHO: frozenset({"person", "name", "group", "quoted"}),
    Kind.WHEN: frozenset({"date", "time", "duration"}),
    Kind.WHERE: frozenset({"place", "group", "name", "quoted", "latin"}),
    Kind.HOW_MANY: frozenset({"duration", "count", "money", "share", "number", "time", "date"}),
}
_REASON = re.compile(
    r"때문|위해|위한|따라|이유|원인|목적|탓|덕분|으로 인|면서|므로|려고|고자|하도록|어서|라며"
)
_MANNER = re.compile(r"방법|방식|통해|으로써|로써|이용|활용|도록|에 따라|하여|면서")
_MEANS = re.compile(
    r"뜻|의미|말한다|이란|란 |가리키|일컫|정의|이다|입니다|라고 (?:한다|부른다|불리)"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Words of a question with their weights, ready to be found in many sentences.

    Attributes:
        forms: The words: content morphemes, then whole words that were taken apart.
        weights: Weight of each by three frequencies (index, general, blend), shape (3, words).
        groups: 0/1 rows that select words, shape (groups, words); see :data:`GROUPS`.
        exact: Whether only the whole form counts as found (numbers).
        trigrams: Character trigrams of the question without white space.
    """

    forms: tuple[str, ...]
    weights: FloatArray
    groups: FloatArray
    exact: tuple[bool, ...]
    trigrams: frozenset[str]

    def weight_of(self) -> dict[str, float]:
        """Weight of each word by both frequencies together."""
        return dict(zip(self.forms, self.weights[2].tolist(), strict=True))


GROUPS = ("all", "nouns", "names", "verbs", "other", "focus", "predicate", "joined", "numbers")


def wanted_words(
    question: Question, idf: Callable[[str], float], general: Callable[[str], float]
) -> Wanted:
    """Collect the words that a fitting sentence would share with the question.

    Args:
        question: The question.
        idf: Inverse document frequency in the index.
        general: The same in general Korean.

    Returns:
        The words; at least one, which may be empty.
    """
    terms = [(t.form, t.tag, t.is_focus, t.is_predicate) for t in question.terms]
    joined = [w for w in question.joined if all(w != t[0] for t in terms)]
    forms = [t[0] for t in terms] + joined or [""]
    tags = [t[1] for t in terms] + ["+"] * len(joined) or ["+"]
    focus = [t[2] for t in terms] + [False] * (len(forms) - len(terms))
    predicate = [t[3] for t in terms] + [False] * (len(forms) - len(terms))
    top_index, top_general = idf("\0") or 1.0, general("\0") or 1.0
    index = np.array([_rarity(f, t, idf) / top_index for f, t in zip(forms, tags, strict=True)])
    common = np.array(
        [_rarity(f, t, general) / top_general for f, t in zip(forms, tags, strict=True)]
    )
    is_joined = np.array([t == "+" for t in tags])
    index[is_joined] *= 0.7
    common[is_joined] *= 0.7
    is_focus = np.array(focus)
    is_name = np.array([t in _NAME_TAGS for t in tags])
    is_verb = np.array([t in _VERB_TAGS for t in tags])
    is_number = np.array([t == "SN" for t in tags])
    groups = np.array(
        [
            np.ones(len(forms), dtype=bool),
            ~is_verb & ~is_joined,
            is_name | is_joined,
            is_verb,
            ~is_focus,
            is_focus,
            np.array(predicate),
            is_joined,
            is_number,
        ],
        dtype=np.float64,
    )
    return Wanted(
        forms=tuple(forms),
        weights=np.array([index, common, (index + common) / 2]) + 1e-3,
        groups=groups,
        exact=tuple(bool(n) for n in is_number),
        trigrams=_trigrams("".join(question.text.split()).lower()),
    )


def _rarity(form: str, tag: str, idf: Callable[[str], float]) -> float:
    if tag == "+" and len(form) > 2 and _HANGUL.match(form):
        return max(idf(form[i : i + 2]) for i in range(len(form) - 1))
    return idf(form)


def _trigrams(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 3] for i in range(len(text) - 2))


def found(wanted: Wanted, view: SentenceView) -> list[float]:
    """How well each wanted word is found in a sentence, in [0, 1]."""
    places, compact, bigrams = view.places, view.compact, view.bigrams
    strengths = []
    for form, exact in zip(wanted.forms, wanted.exact, strict=True):
        if form in places or stands_for(form, compact):
            strengths.append(1.0)
        elif exact or len(form) < 2:
            strengths.append(0.0)
        elif form in compact:
            strengths.append(0.9)
        elif len(form) > 2:
            pairs = [form[i : i + 2] for i in range(len(form) - 1)]
            strengths.append(0.6 * sum(p in bigrams for p in pairs) / len(pairs))
        else:
            strengths.append(0.0)
    return strengths


_COVERAGES = [
    f"{scope}.{group}.{w}"
    for scope in ("own", "context")
    for group in GROUPS
    for w in ("index", "general")
]
_SCOPES = ["previous", "following", "passage", "any", "title", "known"]
FEATURES: tuple[str, ...] = (
    *_COVERAGES,
    *(f"{s}.other.blend" for s in _SCOPES),
    "own.other.blend",
    "passage.names.blend",
    "top1",
    "top2",
    "top3",
    "passage.top1",
    "passage.top2",
    "missed.weight",
    "missed.passage.weight",
    "missed.known.weight",
    "missed.count",
    "pairs.near",
    "pairs.adjacent",
    "density",
    "particles",
    "trigrams",
    "lexical",
    "lexical.share",
    "lexical.rank",
    "passage.lexical",
    "passage.lexical.share",
    "passage.rank",
    "length",
    "words",
    "position",
    "header",
    "in_passage",
    "extra",
    "refers",
    "following.refers",
    "following.refers.other",
    *(f"names.absent.{scope}" for scope in ("own", "near", "passage", "document")),
    *(f"names.absent.{scope}.count" for scope in ("own", "near", "passage", "document")),
    *(f"numbers.absent.{scope}" for scope in ("own", "passage", "document")),
    "subject.absent",
    "subject.other",
    "fits",
    "fits.near",
    *(f"new.{t}" for t in TYPES),
    "reason",
    "manner",
    "means",
    "wh.after",
    "wh.before",
    "focus.in",
    *(f"kind.{k.value}" for k in Kind),
    "question.words",
    "question.weight",
    "question.focus",
    "candidates",
)
_RELATIVE = [
    "own.all.index",
    "own.other.blend",
    "own.names.general",
    "context.other.general",
    "passage.other.blend",
    "trigrams",
    "pairs.near",
    "density",
    "lexical",
    "any.other.blend",
    "known.other.blend",
]
RELATIVE: tuple[str, ...] = tuple(f"{n}.to_best" for n in _RELATIVE) + tuple(
    f"{n}.rank" for n in _RELATIVE
)
ALL_FEATURES = FEATURES + RELATIVE


def sentence_features(
    question: Question, wanted: Wanted, candidates: Sequence[SentenceCandidate]
) -> NDArray[np.float32]:
    """Describe each candidate.

    Args:
        question: The question.
        wanted: Its words.
        candidates: The candidates, at least one.

    Returns:
        One row a candidate, one column for each of :data:`ALL_FEATURES`.
    """
    views = [view_of(c.sentence) for c in candidates]
    cache: dict[int, list[float]] = {}

    def strengths(sentence: object, view: SentenceView) -> list[float]:
        key = id(sentence)
        if key not in cache:
            cache[key] = found(wanted, view)
        return cache[key]

    zero = [0.0] * len(wanted.forms)
    own = np.array([strengths(c.sentence, v) for c, v in zip(candidates, views, strict=True)])
    previous = np.array(
        [strengths(c.previous, view_of(c.previous)) if c.previous else zero for c in candidates]
    )
    following = np.array(
        [strengths(c.following, view_of(c.following)) if c.following else zero for c in candidates]
    )
    passage = np.maximum(own, _strengths_by_text(wanted, [c.passage.text for c in candidates]))
    title = _strengths_by_text(wanted, [c.title for c in candidates])
    document = np.maximum(passage, _strengths_by_text(wanted, _read_of_documents(candidates)))
    context = np.maximum(own, 0.8 * previous)
    blocks = [
        _coverages(wanted, own, context),
        _scopes(wanted, own, (previous, following, passage, title)),
        _tops(wanted, own, passage, title),
        np.array([_nearness(wanted, question, v) for v in views]),
        _retrieval(candidates),
        np.array([_shape(c, v, o) for c, v, o in zip(candidates, views, own, strict=True)]),
        _references(wanted, candidates, views, following),
        _identity(
            question,
            wanted,
            views,
            own,
            [np.maximum(m, title) for m in (np.maximum(own, previous), passage, document)],
        ),
        np.array([_things(question, wanted, v) for v in views]),
        np.tile(_about_question(question, wanted, len(candidates)), (len(candidates), 1)),
    ]
    matrix = np.concatenate(blocks, axis=1)
    columns = [FEATURES.index(n) for n in _RELATIVE]
    chosen = matrix[:, columns]
    best = chosen.max(axis=0, keepdims=True)
    ranks = (chosen[None, :, :] > chosen[:, None, :] + 1e-9).sum(axis=1)
    return np.concatenate([matrix, chosen - best, np.minimum(ranks, 10)], axis=1).astype(np.float32)


def _strengths_by_text(wanted: Wanted, texts: Sequence[str]) -> FloatArray:
    """Which words occur anywhere in some texts, of which many are the same."""
    rows: dict[str, list[float]] = {}
    for text in texts:
        if text not in rows:
            compact = "".join(text.split()).lower()
            rows[text] = [
                1.0 if form and (form in compact or stands_for(form, compact)) else 0.0
                for form in wanted.forms
            ]
    return np.array([rows[text] for text in texts])


def _coverages(wanted: Wanted, own: FloatArray, context: FloatArray) -> FloatArray:
    columns = []
    for matrix in (own, context):
        for group in wanted.groups:
            for weights in wanted.weights[:2]:
                weighted = weights * group
                columns.append(matrix @ weighted / max(float(weighted.sum()), 1e-9))
    return np.stack(columns, axis=1)


def _scopes(wanted: Wanted, own: FloatArray, others: Sequence[FloatArray]) -> FloatArray:
    previous, following, passage, title = others
    weights = wanted.weights[2] * wanted.groups[GROUPS.index("other")]
    names = wanted.weights[2] * wanted.groups[GROUPS.index("names")]
    total = max(float(weights.sum()), 1e-9)
    around = np.maximum(np.maximum(own, previous), np.maximum(following, passage))
    scopes = (previous, following, passage, around, title, np.maximum(own, title), own)
    columns = [m @ weights / total for m in scopes]
    columns.append(passage @ names / max(float(names.sum()), 1e-9))
    return np.stack(columns, axis=1)


def _tops(wanted: Wanted, own: FloatArray, passage: FloatArray, title: FloatArray) -> FloatArray:
    weights = wanted.weights[2] * (0.3 + 0.7 * wanted.groups[GROUPS.index("other")])
    order = np.argsort(-weights, kind="stable")
    none = np.full(len(own), -1.0)
    top = [own[:, order[i]] if i < len(order) else none for i in range(3)]
    top += [passage[:, order[i]] if i < len(order) else none for i in range(2)]
    top += [(weights * (1 - m)).max(axis=1) for m in (own, passage, np.maximum(own, title))]
    top.append((own < 0.5).sum(axis=1))
    return np.stack(top, axis=1)


def _nearness(wanted: Wanted, question: Question, view: SentenceView) -> list[float]:
    """Whether words that stand together in the question do so in the sentence."""
    weights = wanted.weights[2]
    places = view.places
    hits: list[tuple[int, float]] = []
    near = adjacent = total = 0.0
    before: tuple[int, ...] = ()
    before_weight = 0.0
    for number in range(len(question.terms)):
        weight = float(weights[number])
        here = places.get(wanted.forms[number], ())
        hits.extend((place, weight) for place in here[:4])
        if number:
            both = weight + before_weight
            total += both
            if here and before:
                gap = min((abs(h - b), h < b) for h in here[:4] for b in before[:4])
                near += both if gap[0] <= 3 else 0.0
                adjacent += both if gap[0] == 1 and not gap[1] else 0.0
        before, before_weight = here, weight
    density = 0.0
    for place, _ in hits:
        density = max(density, sum(w for p, w in hits if abs(p - place) <= 4))
    scale = max(float(weights[: len(question.terms)].sum()), 1e-9)
    shared = len(wanted.trigrams & view.trigrams) / max(len(wanted.trigrams), 1)
    particles = sum(
        float(weights[n])
        for n, t in enumerate(question.terms)
        if t.particle and (t.form, t.particle) in view.marked
    )
    return [
        near / max(total, 1e-9),
        adjacent / max(total, 1e-9),
        density / scale,
        particles / scale,
        shared,
    ]


def _retrieval(candidates: Sequence[SentenceCandidate]) -> FloatArray:
    lexical = np.array([c.lexical_score for c in candidates])
    passage = np.array([c.passage_lexical_score for c in candidates])
    columns = []
    for scores in (lexical, passage):
        best = float(scores.max()) or 1.0
        columns += [
            scores,
            scores / best,
            np.minimum((np.unique(scores)[None, :] > scores[:, None]).sum(axis=1), 20),
        ]
    return np.stack(columns, axis=1)


def _shape(candidate: SentenceCandidate, view: SentenceView, own: FloatArray) -> list[float]:
    return [
        len(view.text),
        len(view.words),
        min(candidate.position, 30),
        candidate.passage.is_header,
        candidate.sentence.start == candidate.passage.start,
        len(view.places) - float((own > 0.5).sum()),
    ]


def _references(
    wanted: Wanted,
    candidates: Sequence[SentenceCandidate],
    views: Sequence[SentenceView],
    following: FloatArray,
) -> FloatArray:
    """Whether this sentence, or the next, begins by pointing back ("이 작품으로 …")."""
    weights = wanted.weights[2] * wanted.groups[GROUPS.index("other")]
    covered = following @ weights / max(float(weights.sum()), 1e-9)
    here = np.array([v.refers for v in views], dtype=np.float64)
    there = np.array([c.following is not None and view_of(c.following).refers for c in candidates])
    return np.stack([here, there, there * covered], axis=1)


def _read_of_documents(candidates: Sequence[SentenceCandidate]) -> list[str]:
    """For each candidate what is known of its document: the passages of all candidates in it."""
    passages: dict[str, dict[str, str]] = {}
    for candidate in candidates:
        own = passages.setdefault(candidate.passage.document_id, {})
        own[candidate.passage.id] = candidate.passage.text
    texts = {document: " ".join(own.values()) for document, own in passages.items()}
    return [texts[c.passage.document_id] for c in candidates]


def _identity(
    question: Question,
    wanted: Wanted,
    views: Sequence[SentenceView],
    own: FloatArray,
    wider: Sequence[FloatArray],
) -> FloatArray:
    """What the question names and is nowhere to be found: it asks about something else.

    Args:
        question: The question.
        wanted: Its words.
        views: The sentences.
        own: How well each word is found in each sentence.
        wider: The same near each sentence, in its passage and in its document.
    """
    names = wanted.weights[2] * wanted.groups[GROUPS.index("names")]
    numbers = wanted.groups[GROUPS.index("numbers")]
    scopes = [own, *wider]
    columns = [(names * (1 - m)).max(axis=1) for m in scopes]
    columns += [((names > 0) * (m < 0.5)).sum(axis=1) for m in scopes]
    columns += [(numbers * (m < 0.5)).sum(axis=1) for m in (own, *wider[1:])]
    subjects = [n for n, term in enumerate(question.terms) if term.particle == "subject"]
    if not subjects:
        return np.stack([*columns, np.zeros(len(views)), np.zeros(len(views))], axis=1)
    absent = own[:, subjects].max(axis=1) < 0.5
    other = np.array([any(group == "subject" for _, group in v.marked) for v in views])
    return np.stack([*columns, absent, absent & other], axis=1)


def _things(question: Question, wanted: Wanted, view: SentenceView) -> list[float]:
    """What the sentence holds that could be the answer and is not in the question."""
    asked = set(wanted.forms)
    new = [0.0] * len(TYPES)
    fitting = _FITTING.get(question.kind)
    hits = [p for n in range(len(question.terms)) for p in view.places.get(wanted.forms[n], ())[:4]]
    fits, nearest = 0, 30
    for span in view.spans:
        if not span.words or all(w in asked for w in span.words):
            continue
        new[span.type] = 1.0
        if fitting is not None and TYPES[span.type] in fitting:
            fits += 1
            if hits:
                last = span.first_word + len(span.words) - 1
                nearest = min(nearest, *(max(span.first_word - h, h - last, 0) for h in hits))
    after, before = question.after, question.before
    return [
        -1.0 if fitting is None else float(min(fits, 5)),
        -1.0 if fitting is None else float(nearest),
        *new,
        float(question.kind is Kind.WHY and bool(_REASON.search(view.text))),
        float(question.kind is Kind.HOW and bool(_MANNER.search(view.text))),
        float(question.kind is Kind.DEFINITION and bool(_MEANS.search(view.text))),
        float(bool(after) and after in view.places),
        float(bool(before) and before in view.places),
        float(any(f in view.compact for f in question.focus)),
    ]


def _about_question(question: Question, wanted: Wanted, candidates: int) -> list[float]:
    return [
        *(float(question.kind is k) for k in Kind),
        len(question.terms),
        float(wanted.weights[2].sum()),
        len(question.focus),
        candidates,
    ]
