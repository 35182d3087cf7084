"""The web chat: ``python app.py`` is ``rag chat``, and takes the same options.

The page is laid out in ``rag/web/page.py``, and served by ``rag/web/app.py``.
"""

import sys

from rag.cli import main

if __name__ == "__main__":
    sys.exit(main(["chat", *sys.argv[1:]]))
