"""The panel of documents as HTML: what is indexed, and what the visitor added."""


def panel_html() -> str:
    """Render the panel of documents; ``documents.js`` fills it."""
    return (
        '<section class="documents" aria-label="문서">'
        '<div class="documents-bar"><button type="button" class="add" hidden>＋ 문서 추가</button>'
        '<input type="file" multiple hidden aria-label="추가할 파일">'
        '<label class="own-only" hidden><input type="checkbox"> 내 문서만</label>'
        '<button type="button" class="plain shows" aria-expanded="false" hidden></button></div>'
        '<div class="documents-list" hidden><ul></ul><p class="meta"></p></div>'
        '<p class="documents-told" role="status"></p></section>'
    )
