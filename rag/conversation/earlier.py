"""What an earlier turn was about: its topic, who and what, and what it asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from rag.answering import offered_in
from rag.conversation import words
from rag.conversation.phrases import (
    Phrase,
    Role,
    Utterance,
    WordKind,
    is_time,
    lexical_form,
    runs,
    without_attributes,
)
from rag.korean import attach, find_moments, measure_of
from rag.reading import Kind, kind_of_head

# A short answer or a name longer than this is none.
_NAME_CHARS = 30
AMOUNTS = frozenset({Kind.HOW_MANY, Kind.WHEN})
"""What is asked for, where the answer is nothing that is talked of next."""

_CLASSES = words.ORGANISATIONS | words.PEOPLE | words.WHERE


@dataclass(eq=False)
class Earlier:
    """An earlier question that stands alone, and its answer; nothing is read before it is used.

    Attributes:
        read_question: Reads the question, made whole.
        read_answer: Reads the sentences of the answer; none when it was a refusal.
        read_before: Reads the turn before it.
        given: The short answer, where the reader of the documents is sure of one.
        told: The text of the answer.
        was_read: Whether the question was.
    """

    read_question: Callable[[], Utterance]
    read_answer: Callable[[], Sequence[Utterance]]
    read_before: Callable[[], Earlier | None]
    given: str | None
    told: str
    was_read: bool = False

    @cached_property
    def question(self) -> Utterance:
        """The question."""
        self.was_read = True
        return self.read_question()

    @cached_property
    def answer(self) -> tuple[Utterance, ...]:
        """The sentences of the answer."""
        return tuple(self.read_answer())

    @cached_property
    def before(self) -> Earlier | None:
        """The turn before it."""
        return self.read_before()

    @property
    def offered(self) -> Sequence[str]:
        """What was offered to choose from."""
        return offered_in(self.told)

    @property
    def asked(self) -> Phrase | None:
        """The phrase with the interrogative."""
        complement = self.question.complement
        phrases = (*self.question.phrases, *([complement] if complement else []))
        return next((p for p in reversed(phrases) if p.asks), None)

    @property
    def named(self) -> Phrase | None:
        """What an identifying question is about: "X" in "X는 무엇인가요?", "X는?", "X 알려줘"."""
        verb = self.question.verb
        is_request = any(m.form in words.REQUESTS for m in verb[:1])
        complement = self.question.complement
        # "언제까지 휴관이야?" has a noun for its verb.
        says = complement is None or (not complement.asks and self.question.asks)
        if verb and says and not is_request:
            return None
        about = [p for p in self.question.phrases if not p.asks and not is_time(p)]
        leading = [p for p in about if p.leads] or about
        # What stands in a clause of its own before ("…라고 강조한 사람은") is not what is asked.
        last = max((p.clause_number for p in leading), default=0)
        return next((p for p in leading if p.clause_number == last), None)

    def topic(self) -> str | None:
        """The topic in words: what a dropped subject or owner most likely is."""
        named = self.named
        if named is None:
            return _who_and_what(self.question.phrases) or self.name()
        if named.head in words.EMPTY and named.clause_number > 0:
            # "…을 두고 걱정하는 것": by itself it says too little.
            return self.question.text[self.question.body : named.start] + named.text
        said = [p for p in named.clause if p.role is not Role.OTHER]
        return without_attributes(named) or _who_and_what(said) or named.text

    def or_else(self, likeliest: str | None) -> list[str]:
        """What is meant, and what else of the turn may be: the answer, its subject, its topic.

        Args:
            likeliest: What is most likely meant; with none there is nothing else.
        """
        named = self.named.text if self.named is not None else None
        given = None if self._asks_for_amount_or_time() else self.given
        others = (given, self.name(), self.name_told(), self.subject(), self.topic(), named)
        return list(dict.fromkeys(filter(None, (likeliest, *others)))) if likeliest else []

    def happened(self, noun: str) -> str | None:
        """What happened, before a noun: "가온사가 투자한 이유", "산불 원인"."""
        said = (self.named, self.question.complement)
        told = next((p for p in said if p is not None and p.verb), None)
        event = self.topic() if told is None else told.written
        return event and f"{event} {noun}"

    def subject(self) -> str | None:
        """Who or what did it."""
        named = self.named
        if named is not None and not named.clause:
            position = next((w for w in named.own_words if w.stem in words.POSITIONS), None)
            if position is not None:  # also in "대표 이름"
                return self.question.text[named.start : position.start] + position.stem
            first = runs(named.own_words)[0]
            if first[-1].particle == "의":
                return self.question.text[first[0].start : first[-1].start] + first[-1].stem
        return self.topic()

    def name(self) -> str | None:
        """What the answer puts in the place of the interrogative, before the same verb."""
        asked = self.asked
        if asked is None or self.named is not None or self._asks_for_amount_or_time():
            return None
        name = self._before_same_verb(asked, lexical_form(self.question.verb))
        # "모레와 리벨리온" says more than one of them.
        return name if name is not None and (self.given or "") in name else self.given

    def _before_same_verb(self, asked: Phrase, verb: str) -> str | None:
        if verb in words.EMPTY_VERBS:
            return None
        for sentence in self._answering():
            same = [n for n, other in enumerate(sentence.verbs) if lexical_form(other) == verb]
            for phrase in sentence.phrases:
                if same and phrase.clause_number <= same[-1] and _fits(phrase, asked):
                    name = _name(phrase)
                    if name is not None and name not in self.question.text:
                        return name
        return None

    def _answering(self) -> list[Utterance]:
        """The sentences of the answer that say what the question is about; all where none does."""
        about = [p.head for p in self.question.phrases if p.role is Role.TOPIC and not p.asks]
        own = [s for s in self.answer if all(head in s.text for head in about)]
        return own or list(self.answer)

    def name_told(self) -> str | None:
        """The only name that the answer tells and the question does not say."""
        names = {
            word.stem
            for s in self._answering()
            for word in s.words
            if word.kind is WordKind.NOUN
            and word.morphemes[0].tag == "NNP"
            and word.stem not in self.question.text
        }
        return names.pop() if len(names) == 1 else None

    def time(self) -> str:
        """The time that the question names or the answer tells, to be put before a question."""
        for part in (self.question, *self._answering()):
            starts = [moment.start for moment in find_moments(part.text)]  # no span of time
            for p in part.phrases:
                if not p.asks and is_time(p) and any(p.start <= s < p.end for s in starts):
                    return f"{attach(p.text, p.particle)} "
        return ""

    def called(self, noun: str, *, plural: bool = False) -> str | None:
        """What was called by a noun before, or asked for by it, or is likely to be one.

        Args:
            noun: What stands behind the pointing word; 것, 곳 and 사람 for a pronoun.
            plural: Whether it points at several.
        """
        if self.given is not None and self._asks_to_name(noun):
            return self.given
        topic = self.topic()
        if plural or self._asks_for(noun):
            told = self.name() or (self.name_told() if noun in words.PEOPLE else None)
            return topic if self.named is not None else told or topic
        return self.subject() if noun in words.ORGANISATIONS | words.PEOPLE else topic

    def _asks_before(self, noun: str) -> bool:
        """Whether the interrogative stands before such a noun: "회사", or "나라" for "곳"."""
        own = [w.stem for w in self.asked.own_words if not w.asks] if self.asked else []
        return bool(own) and (own[-1].endswith(noun) or {own[-1], noun} <= words.WHERE)

    def _asks_for(self, noun: str) -> bool:
        """Whether the question asks for such a thing: "누구" for "사람", "무엇" for "칩"."""
        form = self.asked.words[-1].morphemes[0].form if self.asked is not None else ""
        if form in {"누구", "누"}:
            return noun in words.PEOPLE | words.ORGANISATIONS
        if form == "어디":
            return noun in words.WHERE | words.ORGANISATIONS
        if form in {"무엇", "뭐", "뭣"}:
            return noun not in _CLASSES
        return self._asks_before(noun)

    def _asks_to_name(self, noun: str) -> bool:
        """Whether it asks which thing of a kind: "어떤 칩을 내놓았어?", "내놓은 칩이 뭐야?"."""
        if self._asks_for_amount_or_time():
            return False
        if self._asks_before(noun):
            return True
        named, complement = self.named, self.question.complement
        if named is None or complement is None or not complement.asks:
            return False
        if noun in words.EMPTY:
            return self._asks_for(noun)
        own = named.own_words
        called = own[-2] if len(own) > 1 and own[-1].stem in words.NAMES else own[-1]
        return called.stem.endswith(noun)

    def _asks_for_amount_or_time(self) -> bool:
        head = self.named.head if self.named is not None else ""
        if measure_of(head) or kind_of_head(head, "") in AMOUNTS:
            return True  # "강당 이용료는?"
        asked = self.asked.words if self.asked is not None else ()
        forms = words.ASKING_AMOUNTS | {"언제", "며칠"}
        return any(w.asks and w.morphemes[0].form in forms for w in asked)


def _who_and_what(phrases: Iterable[Phrase]) -> str | None:
    """Who and what of a clause, as one noun phrase."""
    known = [p for p in phrases if not p.asks and not is_time(p) and p.text not in words.EMPTY]
    leading = [p for p in known if p.leads][:1]
    chosen = leading + [p for p in known if p.role is Role.OBJECT][:1]
    return " ".join(p.text for p in chosen or known[:1]) or None


def _name(phrase: Phrase) -> str | None:
    """A phrase as a name; of a long enumeration the last words alone, which are the names."""
    text, parts = phrase.text, runs(phrase.own_words)
    if len(text) > _NAME_CHARS and len(parts) > 1:
        names = [run[-1] for run in parts]
        text = " ".join([*(f"{w.stem}{w.particle}" for w in names[:-1]), names[-1].stem])
    text = text.strip("‘’“”\"'")
    return text if len(text) <= _NAME_CHARS else None


def _fits(phrase: Phrase, asked: Phrase) -> bool:
    """Whether a phrase of the answer can stand where the interrogative stood."""
    if is_time(phrase):
        return False
    if asked.role is Role.OTHER:
        return bool(asked.particle) and phrase.particle == asked.particle
    return phrase.role is asked.role or (phrase.leads and asked.leads)
