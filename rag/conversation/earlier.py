"""What an earlier turn was about: its topic, what happened, and what was asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from rag.answering import offered_in
from rag.conversation import words
from rag.conversation.clauses import (
    EMPTY_VERBS,
    Event,
    lexical_form,
    modifying,
    tell_before_noun,
)
from rag.conversation.phrases import (
    Phrase,
    Role,
    Utterance,
    WordKind,
    is_time,
    runs,
    without_attributes,
)
from rag.korean import Analyzer

# A short answer or a name longer than this is none.
_NAME_CHARS = 30
_OPENING, _CLOSING = frozenset("‘“\"'"), frozenset("’”\"'")
_NOUNS_ASKED_FOR = {"누구": "사람", "누": "사람", "어디": "곳", "언제": "때"}


class Earlier:
    """An earlier question that stands alone, and its answer; nothing is read before it is used."""

    def __init__(
        self,
        question: Callable[[], Utterance],
        answer: Callable[[], Sequence[Utterance]],
        analyzer: Analyzer,
        given: str | None = None,
        document: str = "",
        told: str = "",
    ) -> None:
        """Keep what reads both.

        Args:
            question: Reads the question, made whole.
            answer: Reads the sentences of the answer; none when it was a refusal.
            analyzer: Conjugates.
            given: The short answer, where the reader of the documents is sure of one.
            document: The text of the document that was talked of.
            told: The text of the answer.
        """
        self.told = told
        self._document = document
        self._given = given
        self._read_question = question
        self._read_answer = answer
        self._analyzer = analyzer
        self.was_read = False

    @cached_property
    def question(self) -> Utterance:
        """The question."""
        self.was_read = True
        return self._read_question()

    @cached_property
    def answer(self) -> tuple[Utterance, ...]:
        """The sentences of the answer."""
        return tuple(self._read_answer())

    @property
    def asked(self) -> Phrase | None:
        """The phrase with the interrogative."""
        complement = self.question.complement
        if complement is not None and complement.asks:
            return complement
        return next((p for p in reversed(self.question.phrases) if p.asks), None)

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
        leading = [p for p in about if p.role in {Role.TOPIC, Role.SUBJECT}] or about
        # What stands in a clause of its own before ("…라고 강조한 사람은") is not what is asked.
        last = max((p.clause_number for p in leading), default=0)
        return next((p for p in leading if p.clause_number == last), None)

    @property
    def event(self) -> Event | None:
        """What happened: the main clause of the question, else one that modifies a noun."""
        purpose = self._purpose()
        if purpose is not None:
            return Event(purpose.clause, purpose.verb, modifying(purpose).written)
        if self.named is None and self.question.verb:
            return Event(self.question.phrases, self.question.verb)
        for phrase in (self.named, self.question.complement):
            if phrase is not None and phrase.verb:
                return modifying(phrase)
        return None

    def topic(self) -> str | None:
        """The topic in words: what a dropped subject or owner most likely is."""
        purpose, named = self._purpose(), self.named
        if purpose is not None:
            return _who_and_what(purpose.clause)
        if named is not None and named.head in words.EMPTY and named.clause_number > 0:
            # "…을 두고 걱정하는 것": by itself it says too little.
            return self.question.text[self.question.body : named.start] + named.text
        if named is not None:
            found = named.text if self._asks_who_or_where() else without_attributes(named)
            if found is not None:
                return found
            if named.clause:
                said = [p for p in named.clause if p.role is not Role.OTHER]
                return _who_and_what(said) or named.text
        return _who_and_what(self.question.phrases) or self.short_answer()

    def or_else(self, likeliest: str | None) -> list[str]:
        """What is meant, and what else of the turn may be: the answer, its subject, its object.

        Args:
            likeliest: What is most likely meant; with none there is nothing else.
        """
        name = self.name_told() if self._asks_who_or_where() else None
        named = self.named.text if self.named is not None else None
        answers = (self._given, self.short_answer(), name)
        others = (*answers, self.subject(), self.object(), self.topic(), named)
        return list(dict.fromkeys(filter(None, (likeliest, *others)))) if likeliest else []

    @property
    def offered(self) -> tuple[str, ...]:
        """The names between which the answer asked back."""
        return offered_in(self.told)

    def has(self, noun: str) -> bool:
        """Whether the document tells of the topic's own: "총무의 임기" for "임기"."""
        topic = (self.topic() or "").split()
        if not topic or noun in self.question.text:
            return False
        told = rf"(?<![가-힣]){re.escape(topic[-1])}의?\s?{re.escape(noun)}"
        return re.search(told, self._document) is not None

    def subject(self) -> str | None:
        """Who or what did it; the answer's words when that was asked."""
        named = self.named
        if named is not None and not named.clause and not self._asks_who_or_where():
            position = next((w for w in named.own_words if w.stem in words.POSITIONS), None)
            if position is not None:  # also in "대표 이름"
                return self.question.text[named.start : position.start] + position.stem
            first = runs(named.own_words)[0]
            if first[-1].particle == "의":
                return self.question.text[first[0].start : first[-1].start] + first[-1].stem
        return self._filler(Role.SUBJECT) or self._filler(Role.TOPIC) or self.topic()

    def object(self) -> str | None:
        """What it was done to."""
        return self._filler(Role.OBJECT) or self._filler(Role.TOPIC) or self.topic()

    def before_noun(self, noun: str, ending: str = "") -> str | None:
        """The event as a clause before a noun: "가온사가 투자한 회사".

        Args:
            noun: The noun.
            ending: The modifier ending; "" chooses it by tense.

        Returns:
            Clause and noun; ``None`` when nothing happened.
        """
        event = self.event
        if event is None:
            return None
        if event.written:
            return f"{event.written} {noun}"
        if lexical_form(event.verb) in EMPTY_VERBS:
            return None
        return tell_before_noun(self.question, noun, self._analyzer, ending)

    def short_answer(self) -> str | None:
        """What the answer puts in the place of the interrogative, before the same verb."""
        asked, event = self.asked, self.event
        if asked is None or event is None or event.head:
            return None
        name = self._before_same_verb(asked, lexical_form(event.verb))
        if self._given is None or self._asks_for_amount_or_time():
            return name
        # "모레와 리벨리온" says more than one of them.
        return name if name is not None and self._given in name else self._given

    def _before_same_verb(self, asked: Phrase, verb: str) -> str | None:
        if verb in EMPTY_VERBS:
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
        sentences = self._answering()
        names = {
            word.stem
            for s in sentences
            for word in s.words
            if word.kind is WordKind.NOUN
            and word.morphemes[0].tag == "NNP"
            and word.stem not in self.question.text
        }
        return names.pop() if len(names) == 1 else None

    def identified(self, noun: str) -> str | None:
        """The name that the answer gave, where the question asked to name such a thing.

        Args:
            noun: What it is called: "칩" or "것" after "가온사가 내놓은 칩 이름이 뭐야?".
        """
        if not self._asks_to_name(noun) or self._asks_for_amount_or_time():
            return None
        return self._given

    def noun_asked_for(self) -> str:
        """The noun for what was asked: "회사" of "어느 회사", "곳" of "어디", else "것"."""
        asked = self.asked
        if asked is None:
            return "것"
        if asked.words[0].stem == "몇":
            return words.COUNTED.get(asked.head, "것")
        own = [w.stem for w in asked.own_words if not w.asks]
        form = asked.words[-1].morphemes[0].form
        return " ".join(own) or _NOUNS_ASKED_FOR.get(form, "것")

    def says(self, noun: str) -> bool:
        """Whether the question or the answer says a noun."""
        texts = (self.question.text, *(sentence.text for sentence in self.answer))
        return any(noun in text for text in texts)

    def asks_before(self, noun: str) -> bool:
        """Whether the interrogative stands before such a noun: "어느 회사" for "회사"."""
        own = [w.stem for w in self.asked.own_words if not w.asks] if self.asked else []
        return bool(own) and _ends_in(own[-1], noun)

    def asks_for(self, noun: str) -> bool:
        """Whether the question asks for such a thing: "누구" for "사람", "무엇" for "칩"."""
        asked = self.asked
        if asked is None:
            return False
        form = asked.words[-1].morphemes[0].form
        if form in {"누구", "누"}:
            return noun in words.PEOPLE | words.ORGANISATIONS
        if form == "어디":
            return noun in words.WHERE | words.ORGANISATIONS
        if form in {"무엇", "뭐", "뭣"}:
            return noun not in words.PEOPLE | words.ORGANISATIONS | words.WHERE
        return self.asks_before(noun)

    def answer_phrase_with(self, noun: str) -> str | None:
        """A name in the answer next to a noun: "새싹기업 가온" for "새싹기업"."""
        for sentence in self.answer:
            for run in (run for p in sentence.phrases for run in runs(p.own_words)):
                text = sentence.text[run[0].start : run[-1].start] + run[-1].stem
                fits = any(_ends_in(w.stem, noun) for w in run)
                if fits and text != noun and len(text) <= _NAME_CHARS:
                    return text
        return None

    def _purpose(self) -> Phrase | None:
        """The phrase that says what took so long or cost so much: "짓는 데 얼마나 들었나요?"."""
        return next((p for p in self.question.phrases if p.verb and p.head in {"지", "데"}), None)

    def _asks_who_or_where(self) -> bool:
        """Whether an attribute is itself a person or a place: "가온사의 사장은 누구야?"."""
        asked, named = self.question.complement, self.named
        if asked is None or (named is not None and named.head in words.EVENT_ATTRIBUTES):
            return False
        return asked.words[-1].morphemes[0].form in {"누구", "누", "어디"}

    def _filler(self, role: Role) -> str | None:
        """The phrase in a role of the event; where it was asked for, the answer's."""
        event, named = self.event, self.named
        if named is not None and (not named.clause or without_attributes(named) is not None):
            return None
        for phrase in event.phrases if event is not None else self.question.phrases:
            if phrase.role is role and not is_time(phrase):
                if phrase.asks:
                    return self.short_answer() or self.before_noun(self.noun_asked_for())
                return phrase.text
        return None

    def _asks_to_name(self, noun: str) -> bool:
        """Whether it asks which thing of a kind: "어떤 칩을 내놓았어?", "내놓은 칩이 뭐야?"."""
        if self.asks_before(noun):
            return True
        named, complement = self.named, self.question.complement
        if named is None or complement is None or not complement.asks:
            return False
        if noun in words.EMPTY:
            return self.asks_for(noun)
        own = named.own_words
        called = own[-2] if len(own) > 1 and own[-1].stem in words.NAMES else own[-1]
        return _ends_in(called.stem, noun)

    def _asks_for_amount_or_time(self) -> bool:
        asked = self.asked
        return asked is not None and any(
            w.asks and w.morphemes[0].form in words.ASKING_AMOUNTS | {"언제", "며칠"}
            for w in asked.words
        )


def _who_and_what(phrases: Iterable[Phrase]) -> str | None:
    """Who and what of a clause, as one noun phrase."""
    known = [p for p in phrases if not p.asks and not is_time(p) and p.text not in words.EMPTY]
    leading = [p for p in known if p.role in {Role.TOPIC, Role.SUBJECT}][:1]
    chosen = leading + [p for p in known if p.role is Role.OBJECT][:1]
    return " ".join(p.text for p in chosen or known[:1]) or None


def _ends_in(text: str, noun: str) -> bool:
    """Whether the last word is a noun or a compound of it ("도서관" in "공공도서관")."""
    word = text.rsplit(maxsplit=1)[-1]
    return word == noun or (len(noun) > 1 and word.endswith(noun))


def _name(phrase: Phrase) -> str | None:
    """A phrase as a name; of a long enumeration the last words alone, which are the names."""
    text, parts = phrase.text, runs(phrase.own_words)
    if len(text) > _NAME_CHARS and len(parts) > 1:
        names = [run[-1] for run in parts]
        text = " ".join([*(f"{w.stem}{w.particle}" for w in names[:-1]), names[-1].stem])
    if text[:1] in _OPENING and text[-1:] in _CLOSING:
        text = text[1:-1]
    return text if len(text) <= _NAME_CHARS else None


def _fits(phrase: Phrase, asked: Phrase) -> bool:
    """Whether a phrase of the answer can stand where the interrogative stood."""
    if is_time(phrase):
        return False
    if asked.role in {Role.TOPIC, Role.SUBJECT}:
        return phrase.role in {Role.TOPIC, Role.SUBJECT}
    if asked.role is Role.OBJECT:
        return phrase.role is Role.OBJECT
    return bool(asked.particle) and phrase.particle == asked.particle
