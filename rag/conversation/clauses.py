"""What happened in an earlier question, told again as a part of another sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.conversation.phrases import Phrase, Role, Utterance, WordKind
from rag.korean import Analyzer, Morpheme, attach

_STEM_TAGS = frozenset({"VV", "VA", "VX", "VCP", "VCN", "XSV", "XSA"})
_PAST = frozenset({"었", "았", "였"})
# Second verbs of what is one word ("내놓다").
_COMPOUNDED = frozenset({"놓", "두"})
# Verbs that say nothing by themselves.
EMPTY_VERBS = frozenset(
    ["하", "되", "있", "없", "이", "그렇", "어떻", "알리", "말", "부탁", "궁금"]
)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, as a clause tells it.

    Attributes:
        phrases: Its phrases, an interrogative one among them or not.
        verb: Its predicate, endings last.
        written: The clause as written, when it modifies a noun ("가온사가 투자한"); else "".
        head: The noun that it modifies, else "".
    """

    phrases: tuple[Phrase, ...]
    verb: tuple[Morpheme, ...]
    written: str = ""
    head: str = ""


def modifying(phrase: Phrase) -> Event:
    """The event in a phrase that holds a modifying clause."""
    written = phrase.text[: phrase.own_words[0].start - phrase.start].strip()
    head = phrase.text[len(written) :].strip()
    return Event(phrase.clause, phrase.verb, written, head)


def tell_before_noun(
    question: Utterance, noun: str, analyzer: Analyzer, ending: str = ""
) -> str | None:
    """Turn a question into a clause before a noun: "가온사가 투자한 회사".

    Args:
        question: A question whose predicate is a verb or an adjective.
        noun: The noun.
        analyzer: Conjugates.
        ending: The modifier ending, or "" for the one that the tense asks for.

    Returns:
        Clause and noun; ``None`` when the question has no predicate.
    """
    predicate = [w for w in question.words if w.start >= question.predicate]
    modifier = next((w for w in predicate if w.kind is WordKind.MODIFIER), None)
    if modifier is not None and not ending:  # "…한 거야?"
        told: str | None = question.text[question.predicate : modifier.end]
    else:
        told = _conjugate(question, analyzer, ending)
    return " ".join(f"{_arguments(question)} {told} {noun}".split()) if told else None


def lexical_form(verb: Sequence[Morpheme]) -> str:
    """The part of a predicate that carries its meaning: 투자 of 투자했다, 내놓 of 내놓으며."""
    for i, m in enumerate(verb):
        if m.tag in {"NNG", "XR", "VV", "VA"}:
            after = verb[i + 1 : i + 3]
            if [n.tag for n in after] == ["EC", "VX"] and after[1].form in _COMPOUNDED:
                return m.form + after[1].form  # taken apart by the analyser
            return m.form
    return ""


def _arguments(question: Utterance) -> str:
    """A question up to its predicate, without the interrogative, as a clause has it."""
    pieces: list[str] = []
    at = question.body
    for phrase in question.phrases:
        pieces.append(question.text[at : phrase.start])
        pieces.append("" if phrase.asks else _argument(phrase, question.phrases))
        at = phrase.end
    return "".join(pieces) + question.text[at : question.predicate]


def _argument(phrase: Phrase, phrases: Sequence[Phrase]) -> str:
    """A phrase as part of a clause, where a topic becomes subject or object."""
    if phrase.role is not Role.TOPIC or phrase.particle == "도":
        return attach(phrase.text, phrase.particle)
    others = {p.role for p in phrases if p is not phrase}
    is_object = Role.SUBJECT in others and Role.OBJECT not in others
    return attach(phrase.text, "을" if is_object else "이")


def _conjugate(question: Utterance, analyzer: Analyzer, ending: str) -> str | None:
    """The predicate with a modifier's ending."""
    last = question.words[-1]
    at = max((i for i, m in enumerate(last.morphemes) if m.tag in _STEM_TAGS), default=-1)
    if at < 0 or last.start < question.predicate:
        return None
    stem, endings = last.morphemes[at], last.morphemes[at + 1 :]
    past = next((m for m in endings if m.form in _PAST and m.tag == "EP"), None)
    if past is not None and ending == "을":
        return question.text[question.predicate : past.end] + ending  # "지었을"
    exists = stem.form in {"있", "없"}
    is_action = stem.tag in {"VV", "XSV", "VX"} and not exists
    present = "는" if is_action or exists else "은"
    suffix = ending or ("은" if past else present)
    before = question.text[question.predicate : stem.start]
    return before + analyzer.join([(stem.form, stem.tag), (suffix, "ETM")])
