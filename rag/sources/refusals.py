"""Why a file is left out, in words: what is wrong with it, and what to do."""

from __future__ import annotations

from rag.errors import SourceError
from rag.sources.formats import Reason

_WORDS = {
    Reason.CRASHED: (
        "cannot be taken apart: the library that reads it ended; save it anew or as plain text",
        "읽는 도중에 프로그램이 멈췄습니다. 다시 저장하거나 텍스트 파일로 바꿔 주세요.",
    ),
    Reason.DAMAGED: (
        "is damaged, or is not what its ending says; open it in its program and save it anew",
        "손상되었거나 확장자와 다른 파일입니다. 원래 프로그램에서 열어 다시 저장해 주세요.",
    ),
    Reason.ENCRYPTED: (
        "is protected by a password; save it without one",
        "암호가 걸려 있습니다. 암호를 풀고 다시 저장해 주세요.",
    ),
    Reason.ENTITIES: (
        "declares XML entities, which no such program writes; save it anew",
        "안전하지 않은 XML 선언이 들어 있어 읽지 않았습니다. 다시 저장해 주세요.",
    ),
    Reason.MANY_FILES: (
        "holds more files than are read from one; split it",
        "안에 든 파일이 너무 많습니다. 나누어 주세요.",
    ),
    Reason.MANY_PAGES: (
        "has more pages than are read; split it, or raise RAG_MAX_PDF_PAGES",
        "쪽수가 너무 많습니다. 나누거나 RAG_MAX_PDF_PAGES 값을 올려 주세요.",
    ),
    Reason.MEMORY: (
        "needs more memory than reading one file may take; split it or save it as plain text",
        "읽는 데 메모리가 너무 많이 듭니다. 나누거나 텍스트 파일로 바꿔 주세요.",
    ),
    Reason.NESTED: (
        "is nested deeper than is read; take it out of what it lies in",
        "너무 여러 겹으로 들어 있습니다. 꺼내서 따로 넣어 주세요.",
    ),
    Reason.NO_TEXT: (
        "holds no text; take it out of the folder",
        "글이 없는 파일입니다.",
    ),
    Reason.OLD: (
        "is of a version that is not read; save it as .docx, .xlsx, .pptx or .hwpx",
        "읽을 수 없는 옛 형식입니다. 새 형식(.docx, .xlsx, .pptx, .hwpx)으로 저장해 주세요.",
    ),
    Reason.OUTSIDE: (
        "is named as if it lay outside of its archive, and is not unpacked",
        "압축 파일 밖을 가리키는 이름이어서 풀지 않았습니다.",
    ),
    Reason.SCAN: (
        "has pages but no text, as a scan has; recognise its text (OCR) first",
        "글자 정보가 없는 스캔 문서입니다. 문자 인식(OCR)을 한 파일을 넣어 주세요.",
    ),
    Reason.TOO_LARGE: (
        "unpacks to more than is read; split it, or raise RAG_MAX_FILE_MB",
        "풀면 한도를 넘는 크기입니다. 나누거나 RAG_MAX_FILE_MB 값을 올려 주세요.",
    ),
    Reason.TOO_SLOW: (
        "takes longer to read than one file may; split it or save it as plain text",
        "읽는 데 너무 오래 걸립니다. 나누거나 텍스트 파일로 바꿔 주세요.",
    ),
}


def refusal(reason: Reason, name: str) -> SourceError:
    """Make the error for a file that is left out."""
    english, korean = _WORDS[reason]
    return SourceError(f"{name} {english}", korean=f"{name}: {korean}")
