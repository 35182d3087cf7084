"""Windows of text in, the sentences that answer and how sure it is out."""

from rag.reading.degrees import is_least, kinds_of_degree
from rag.reading.evidence import Band, Evidence, Member, Reading
from rag.reading.finding import Finder
from rag.reading.fitting import fitting, measure_of
from rag.reading.kinds import INTERROGATIVES, Kind, kind_of_head
from rag.reading.labels import field_of
from rag.reading.marks import settle_mark
from rag.reading.measures import Measured, measured
from rag.reading.question import EMPTY, REQUEST_VERBS, Question, analyse_question
from rag.reading.reader import Reader
from rag.reading.statement import statement_of
from rag.reading.structure import subject_of, topic_of
from rag.reading.values import DATE, TIME, Value, find_values, kind_of_unit

__all__ = [
    "DATE",
    "EMPTY",
    "INTERROGATIVES",
    "REQUEST_VERBS",
    "TIME",
    "Band",
    "Evidence",
    "Finder",
    "Kind",
    "Measured",
    "Member",
    "Question",
    "Reader",
    "Reading",
    "Value",
    "analyse_question",
    "field_of",
    "find_values",
    "fitting",
    "is_least",
    "kind_of_head",
    "kind_of_unit",
    "kinds_of_degree",
    "measure_of",
    "measured",
    "settle_mark",
    "statement_of",
    "subject_of",
    "topic_of",
]
