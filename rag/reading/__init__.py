"""Windows of text in, the sentences that answer and how sure it is out."""

from rag.reading.changing import asks_for_former
from rag.reading.degrees import is_least, kinds_of_degree, limits_told
from rag.reading.enumerated import enumerated, total_of
from rag.reading.evidence import Band, Evidence, Member, Reading
from rag.reading.finding import Finder
from rag.reading.fitting import fitting
from rag.reading.grid import Table, amounts_in, table_at, unit_written
from rag.reading.header import DOCUMENT_NOUNS
from rag.reading.kinds import CALENDAR_UNITS, INTERROGATIVES, REASON_NOUNS, Kind, kind_of_head
from rag.reading.labels import counted_under, field_of, told_under
from rag.reading.marks import settle_mark
from rag.reading.measures import Measured, measured
from rag.reading.question import EMPTY, REQUEST_VERBS, Question, analyse_question
from rag.reading.reader import Reader
from rag.reading.rows import says_so
from rag.reading.statement import statement_of
from rag.reading.structure import subject_of, topic_of
from rag.reading.tabled import AskedTable, asked_table
from rag.reading.tables import of_row_at
from rag.reading.values import AGE, DATE, TIME, Value, find_values

__all__ = [
    "AGE",
    "CALENDAR_UNITS",
    "DATE",
    "DOCUMENT_NOUNS",
    "EMPTY",
    "INTERROGATIVES",
    "REASON_NOUNS",
    "REQUEST_VERBS",
    "TIME",
    "AskedTable",
    "Band",
    "Evidence",
    "Finder",
    "Kind",
    "Measured",
    "Member",
    "Question",
    "Reader",
    "Reading",
    "Table",
    "Value",
    "amounts_in",
    "analyse_question",
    "asked_table",
    "asks_for_former",
    "counted_under",
    "enumerated",
    "field_of",
    "find_values",
    "fitting",
    "is_least",
    "kind_of_head",
    "kinds_of_degree",
    "limits_told",
    "measured",
    "of_row_at",
    "says_so",
    "settle_mark",
    "statement_of",
    "subject_of",
    "table_at",
    "told_under",
    "topic_of",
    "total_of",
    "unit_written",
]
